"""Companies, contacts, enrolments and their stage plans."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    label = "companies"
