"""Work that takes over a second: one row a job, with owner, progress and result."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "programme.jobs"
    label = "jobs"
