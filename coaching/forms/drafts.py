"""A draft as the form's own words: what was sent field by field, shown again."""

from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from coaching.models import SessionDraft

LISTS = frozenset({"enrolments", "topics", "done"})
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "revision", "again", "person", "companies", "session"})
MOST_FIELDS = 400
LONGEST_KEY = 18  # digits of a row's key; what is longer is none


def content_of(sent: QueryDict) -> dict[str, list[str]]:
    """What of a form is kept as its draft: every field that says something, but its keys and its files."""
    names = [name for name in sent if name not in NOT_KEPT and any(sent.getlist(name))]
    return {name: [value for value in sent.getlist(name) if value] for name in names[:MOST_FIELDS]}


def as_initial(draft: SessionDraft, today: date) -> dict[str, Any]:
    """The form's initial values. Today and yesterday are those of the day on which the page was made."""
    content: dict[str, list[str]] = draft.content
    initial: dict[str, Any] = {name: list(values) if name in LISTS else values[0] for name, values in content.items()}
    activity = initial.pop("activity", "")
    if activity.isdecimal() and len(activity) < LONGEST_KEY:
        initial["activity"] = int(activity)
    made_on = _day(initial.get("opened_on")) or timezone.localdate(draft.saved_at)
    said = {"today": made_on, "yesterday": made_on - timedelta(days=1)}.get(initial.get("day", ""))
    if said is not None:
        initial["held_on"] = said.isoformat()
        initial["day"] = {today: "today", today - timedelta(days=1): "yesterday"}.get(said, "other")
    return {**initial, "key": draft.key}


def _day(text: str | None) -> date | None:
    """None for what is no day: a draft is what somebody typed."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None
