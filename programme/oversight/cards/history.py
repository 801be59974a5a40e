"""What has happened to a row, in words: who did what when, from which value to which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models import CoachAssignment
from companies.models import EnrolmentPause, PlanExtension
from companies.organisation_number import masked
from programme.common.numbers import as_text
from programme.oversight.trail.verbs import in_words
from programme.people.models import AuditEvent

NOTHING = "–"
LIMIT = 100  # the newest events of a card; older ones stay in the trail

# Names in changes that are no fields of the row.
FIELDS: dict[str, Any] = {
    "requirement": gettext_lazy("Requirement"),
    "stage": gettext_lazy("Stage"),
    "reason": gettext_lazy("Reason"),
    "without": gettext_lazy("Open requirements because"),
    "closed_without": gettext_lazy("Open requirements because"),
    "plan_moved_by_days": gettext_lazy("The plan moved by days"),
    "coach": gettext_lazy("Coach"),
    "kind": gettext_lazy("Kind"),
    "from_on": gettext_lazy("From"),
    "until_on": gettext_lazy("Until"),
    "closed_on": gettext_lazy("Closed"),
    "plan_ends_on": gettext_lazy("The plan ends"),
    "extension_reason": gettext_lazy("Reason"),
    "pause_code": gettext_lazy("Reason"),
    "note": gettext_lazy("In words"),
    "company_region": gettext_lazy("The company's region"),
    "asked_about": gettext_lazy("Asked about"),
    "lines": gettext_lazy("Lines"),
    "flagged": gettext_lazy("To look at"),
    "rows": gettext_lazy("Rows"),
    "narrowed": gettext_lazy("Narrowed by"),
}
# Codes among them, in words.
CHOICES: dict[str, Any] = {
    "extension_reason": PlanExtension.Reason,
    "pause_code": EnrolmentPause.Code,
    "kind": CoachAssignment.Kind,
}
# A joint session's values name other companies: that it was logged is told, not what it says.
SILENT_KINDS = frozenset({"coachingsession"})


@dataclass(frozen=True)
class Change:
    """One value that changed."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Told:
    """One event in words."""

    happened_at: datetime
    who: str
    what: str
    about: str  # empty when it is the card's own row
    changes: tuple[Change, ...]


def told(events: Iterable[AuditEvent], *, own: str) -> list[Told]:
    """Events in words; `own` is the kind of row whose card it is. Events come with `by` selected."""
    return [_told(event, own) for event in events]


def _told(event: AuditEvent, own: str) -> Told:
    silent = event.subject_kind in SILENT_KINDS
    return Told(
        happened_at=event.happened_at,
        who=str(event.by) if event.by else _("The portal"),
        what=in_words(event.verb),
        about=""
        if event.subject_kind in {own, "company", "contact", "loggedcontact"} or silent
        else event.subject_label,
        changes=changes_of(event),
    )


def changes_of(event: AuditEvent) -> tuple[Change, ...]:
    """What an event changed, in words; nothing where the values are silent."""
    return () if event.subject_kind in SILENT_KINDS else tuple(_changes(event))


def _changes(event: AuditEvent) -> Iterable[Change]:
    model = next((found for found in apps.get_models() if found._meta.model_name == event.subject_kind), None)
    for name, pair in event.changes.items():
        if isinstance(pair, list) and len(pair) == 2:
            label, old, new = _field(model, name, pair)
            if (old, new) != (NOTHING, NOTHING):
                yield Change(label, old, new)


def _field(model: Any, name: str, pair: list[Any]) -> tuple[str, str, str]:
    """A field's label and its two values as people read them."""
    plain, _comma, rest = name.partition(", ")  # `until_on, Name`: whose it is follows the field
    field = None
    if model is not None:
        try:
            field = model._meta.get_field(plain)
        except FieldDoesNotExist:
            field = None
    label = str(FIELDS.get(plain) or (getattr(field, "verbose_name", None) if field else None) or plain)
    label = f"{label[:1].upper()}{label[1:]}" + (f", {rest}" if rest else "")
    choices = dict(getattr(field, "flatchoices", None) or ())
    if field is None and plain in CHOICES:
        choices = dict(CHOICES[plain].choices)
    old, new = (_value(plain, value, choices) for value in pair)
    return label, old, new


def _value(name: str, value: Any, choices: dict[Any, Any]) -> str:
    if value is None or value == "":
        return NOTHING
    if value in choices:
        return str(choices[value])
    if name == "organisation_number" and isinstance(value, str) and len(value) == 10 and value.isdigit():
        return masked(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return as_text(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or NOTHING
    return str(value)
