"""The lists of notices: the same rows on the page and in the spreadsheet. Open ones first, the longest due on top."""

from typing import Any

from django.db.models import F

from programme.notices.models import Notice
from programme.notices.models.notice import NoticeQuerySet
from programme.people.models import User

OPEN_FIRST = (F("settled_at").desc(nulls_first=True), "due_on", "pk")


def own_notices(user: User) -> NoticeQuerySet:
    """A person's own."""
    return Notice.objects.visible_to(user).addressed_to(user).select_related("delivery").order_by(*OPEN_FIRST)


def all_notices(user: User, wanted: dict[str, Any]) -> NoticeQuerySet:
    """Everybody's, narrowed by what the filter's form has found good."""
    notices = _filtered(Notice.objects.visible_to(user), wanted)
    return notices.select_related("recipient", "delivery").order_by(*OPEN_FIRST)


def _filtered(notices: NoticeQuerySet, wanted: dict[str, Any]) -> NoticeQuerySet:
    if wanted.get("person"):
        notices = notices.filter(recipient=wanted["person"])
    if wanted.get("topic"):
        notices = notices.filter(topic=wanted["topic"])
    match wanted.get("state"):
        case "open":
            notices = notices.open()
        case "settled":
            notices = notices.exclude(settled_at=None)
        case "unmailed":
            notices = notices.filter(delivery=None)
        case str(state) if state:
            notices = notices.filter(delivery__state=state)
    return notices
