"""Addresses of this room. Pages that join rooms (company-list, company-card, enrolment-card) are the roof's."""

from django.urls import path

from companies.views import companies, contacts, enrolments, express, interests, running, stages

urlpatterns = [
    path("companies/add/", companies.company_add, name="company-add"),
    path("companies/number-check/", companies.company_number_check, name="company-number-check"),
    path("companies/<int:pk>/change/", companies.company_change, name="company-change"),
    path("companies/<int:pk>/contacts/add/", contacts.contact_add, name="contact-add"),
    path("companies/contacts/<int:pk>/change/", contacts.contact_change, name="contact-change"),
    path("companies/<int:pk>/enrol/", enrolments.enrolment_add, name="enrolment-add"),
    path("interest/send/", express.interest_send, name="interest-send"),
    path("interest/thanks/", express.interest_thanks, name="interest-thanks"),
    path("interest/<int:pk>/", interests.interest_card, name="interest-card"),
    path("interest/<int:pk>/take-in/", interests.interest_take_in, name="interest-take-in"),
    path("interest/<int:pk>/attach/", interests.interest_attach, name="interest-attach"),
    path("interest/<int:pk>/hand-over/", interests.interest_hand_over, name="interest-hand-over"),
    path("interest/<int:pk>/dismiss/", interests.interest_dismiss, name="interest-dismiss"),
    path("enrolments/<int:pk>/next-step/", enrolments.enrolment_next_step, name="enrolment-next-step"),
    path("enrolments/<int:pk>/move/", enrolments.enrolment_move, name="enrolment-move"),
    path("enrolments/<int:pk>/admit/", enrolments.enrolment_admit, name="enrolment-admit"),
    path("enrolments/<int:pk>/start/", running.enrolment_start, name="enrolment-start"),
    path("enrolments/<int:pk>/pause/", running.enrolment_pause, name="enrolment-pause"),
    path("enrolments/<int:pk>/resume/", running.enrolment_resume, name="enrolment-resume"),
    path("enrolments/<int:pk>/withdraw/", running.enrolment_withdraw, name="enrolment-withdraw"),
    path("enrolments/<int:pk>/complete/", running.enrolment_complete, name="enrolment-complete"),
    path("enrolments/stages/<int:pk>/close/", stages.stage_close, name="stage-close"),
    path(
        "enrolments/stages/<int:pk>/requirements/<int:requirement_pk>/",
        stages.requirement_check,
        name="requirement-check",
    ),
]
