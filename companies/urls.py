"""Addresses of this room. Pages that join rooms (company-list, company-card, enrolment-card) are the roof's."""

from django.urls import include, path

from companies.views import companies, contacts, documents, enrolments, logged_contacts, planning, running, stages

urlpatterns = [
    path("companies/import/", include("companies.imports.urls")),
    path("companies/add/", companies.company_add, name="company-add"),
    path("companies/number-check/", companies.company_number_check, name="company-number-check"),
    path("companies/register-search/", companies.register_search, name="register-search"),
    path("companies/<int:pk>/change/", companies.company_change, name="company-change"),
    path("companies/<int:pk>/contacts/add/", contacts.contact_add, name="contact-add"),
    path("companies/contacts/<int:pk>/change/", contacts.contact_change, name="contact-change"),
    path("companies/<int:pk>/contact-log/add/", logged_contacts.contact_log, name="contact-log"),
    path("companies/contact-log/<int:pk>/correct/", logged_contacts.contact_correct, name="contact-correct"),
    path("companies/<int:pk>/enrol/", enrolments.enrolment_add, name="enrolment-add"),
    path("enrolments/<int:pk>/next-step/", enrolments.enrolment_next_step, name="enrolment-next-step"),
    path("enrolments/<int:pk>/move/", enrolments.enrolment_move, name="enrolment-move"),
    path("enrolments/<int:pk>/admit/", enrolments.enrolment_admit, name="enrolment-admit"),
    path("enrolments/<int:pk>/start/", running.enrolment_start, name="enrolment-start"),
    path("enrolments/<int:pk>/pause/", running.enrolment_pause, name="enrolment-pause"),
    path("enrolments/<int:pk>/resume/", running.enrolment_resume, name="enrolment-resume"),
    path("enrolments/<int:pk>/withdraw/", running.enrolment_withdraw, name="enrolment-withdraw"),
    path("enrolments/<int:pk>/complete/", running.enrolment_complete, name="enrolment-complete"),
    path("enrolments/<int:pk>/extend/", planning.enrolment_extend, name="enrolment-extend"),
    path("enrolments/<int:pk>/transfer/", planning.enrolment_transfer, name="enrolment-transfer"),
    path("enrolments/<int:pk>/documents/add/", documents.document_add, name="document-add"),
    path("enrolments/documents/<int:pk>/download/", documents.document_file, name="document-file"),
    path("enrolments/documents/<int:pk>/remove/", documents.document_remove, name="document-remove"),
    path("enrolments/stages/<int:pk>/close/", stages.stage_close, name="stage-close"),
    path(
        "enrolments/stages/<int:pk>/requirements/<int:requirement_pk>/",
        stages.requirement_check,
        name="requirement-check",
    ),
]
