"""Kinds of things that the audit trail tells of, in words, and where each has a page."""

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programme.people.models import AuditEvent

# What the trail's filter offers: those that an action names as its subject.
KINDS = (
    "user", "appointment", "rightsreview", "company", "contact", "loggedcontact", "enrolment", "document", "interest",
    "companyimport", "registerextract", "coachingsession", "plannedsession", "activity", "coachabsence", "actionitem",
    "goal", "topic", "funder", "grant", "allocation", "target", "cost", "rate", "certificate", "reportingperiod",
    "report", "reportquestion", "reporttemplate", "story", "regionaltext", "programme", "programmeversion", "stage",
    "region", "hostperiod", "delivery", "reminderrule", "maintenance", "signal", "signalrule", "job",
    "worklist",
)  # fmt: skip
PAGES = {
    "user": "person-card",
    "company": "company-card",
    "enrolment": "enrolment-card",
    "report": "report-card",
    "grant": "grant-card",
    "rightsreview": "rights-signed",
    "signal": "signal-card",
}
# Lists that leave the portal (downloads.py), by the code that is kept in the trail.
LISTS: dict[str, Any] = {
    "absence-list": _("Absence"),
    "action-list": _("Actions"),
    "activity-calendar": _("Calendar of activities"),
    "activity-card": _("An activity's sessions"),
    "activity-list": _("Activities"),
    "allocation-list": _("A grant's shares"),
    "coach-capacity": _("Coach capacity"),
    "coach-load": _("Coach load"),
    "company-list": _("Companies"),
    "cost-list": _("A grant's costs"),
    "delivery-list": _("Mails"),
    "grant-list": _("Funders and grants"),
    "interest-list": _("Inbox"),
    "lost-list": _("Lost leads"),
    "maintenance-list": _("Maintenance"),
    "map": _("Map"),
    "notice-list": _("Own notices"),
    "notice-list-all": _("Everybody's notices"),
    "person-list": _("People"),
    "pipeline": _("Pipeline"),
    "plan-list": _("Plan"),
    "prospect-list": _("Prospects"),
    "question-list": _("Questions"),
    "rate-list": _("Hourly rates"),
    "reminder-rule-preview": _("Preview of a rule of reminders"),
    "report-list": _("Reports"),
    "rights-list": _("List of rights"),
    "session-list": _("Sessions"),
    "signal-list": _("Signals"),
    "task-list": _("Tasks"),
    "trail": _("Audit trail"),
}


def kind_in_words(kind: str) -> str:
    """What a kind of row is called; the code where no table has that name any more."""
    model = next((found for found in apps.get_models() if found._meta.model_name == kind), None)
    return capfirst(str(model._meta.verbose_name)) if model else kind


def kinds_on_offer() -> list[tuple[str, str]]:
    """Kinds to filter by, in the order of their words. Kinds with the same word stand as `word (code)`."""
    named = [(kind, kind_in_words(kind)) for kind in KINDS]
    words = [word for _kind, word in named]
    shown = [(kind, f"{word} ({kind})" if words.count(word) > 1 else word) for kind, word in named]
    return sorted(shown, key=lambda one: one[1].casefold())


def about_in_words(event: AuditEvent) -> str:
    """What the event is about, as it was called then; a list that was taken by its name."""
    return str(LISTS.get(event.subject_label, event.subject_label)) if event.verb == "exported" else event.subject_label


def page_of_subject(event: AuditEvent) -> str:
    """The path of the page about it, if its kind has one."""
    if event.verb == "exported" or event.subject_kind not in PAGES:
        return ""
    return reverse(PAGES[event.subject_kind], args=[event.subject_id])
