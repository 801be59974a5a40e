"""The lists of notices and mails: the same rows on the page and in the spreadsheet.

Of notices open ones first, the longest due on top; of mails the latest first.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from programme.notices.models import Delivery, Notice, Unmailed
from programme.notices.models.delivery import DeliveryQuerySet
from programme.notices.models.notice import NoticeQuerySet
from programme.people.models import User

ABOUT_SHOWN = 20  # on the card of a subject
SPANS = (1, 7, 30)  # days, today among them
OPEN_FIRST = (F("settled_at").desc(nulls_first=True), "happens_on", "pk")


def own_notices(user: User) -> NoticeQuerySet:
    """A person's own."""
    own = Notice.objects.visible_to(user).addressed_to(user)
    return own.with_wish().select_related("delivery").order_by(*OPEN_FIRST)


def open_count(user: User) -> int:
    """How many notices wait for a person. One count by an index, for every page."""
    return Notice.objects.addressed_to(user).open().count()


def all_notices(user: User, wanted: dict[str, Any], *, now: datetime) -> NoticeQuerySet:
    """Everybody's, narrowed by what the filter's form has found good."""
    rows: NoticeQuerySet = _filtered(Notice.objects.visible_to(user), wanted, now)
    return rows.select_related("recipient", "delivery__settled_by").order_by(*OPEN_FIRST)


def notices_about(user: User, **subjects: Any) -> list[Notice]:
    """The latest about one subject, who was told and what became of it: `notices_about(user, enrolment=[7])`."""
    rows = Notice.objects.visible_to(user).about_any(subjects).with_wish().select_related("recipient", "delivery")
    return list(rows.order_by("-noticed_at", "-pk")[:ABOUT_SHOWN])


def all_mails(user: User, wanted: dict[str, Any], *, now: datetime) -> DeliveryQuerySet:
    """Every mail with `moved_at`, the time when something last happened to it, narrowed by what was found good."""
    mails: Any = Delivery.objects.visible_to(user).with_moved()
    if wanted.get("person"):
        mails = mails.filter(recipient=wanted["person"])
    if wanted.get("days"):
        mails = mails.filter(moved_at__gte=span_start(int(wanted["days"]), now))
    match wanted.get("state"):
        case "unsettled":
            mails = mails.filter(pk__in=Delivery.objects.visible_to(user).unsettled().order_by().values("pk"))
        case str(state) if state:
            mails = mails.filter(state=state)
    return with_notice_count(mails.select_related("recipient", "settled_by").order_by("-moved_at", "-pk"))


def with_notice_count(mails: DeliveryQuerySet) -> DeliveryQuerySet:
    """The mails with `notice_count`: how many notices are in each."""
    inside = Notice.objects.filter(delivery=OuterRef("pk")).order_by().values("delivery")
    return mails.annotate(notice_count=Coalesce(Subquery(inside.annotate(n=Count("pk")).values("n")), 0))


def span_start(days: int, now: datetime) -> datetime:
    """The local midnight at which the last so many days began, today among them."""
    first = timezone.localdate(now) - timedelta(days=days - 1)
    return datetime.combine(first, time.min, tzinfo=timezone.get_default_timezone())


def _filtered(notices: NoticeQuerySet, wanted: dict[str, Any], now: datetime) -> Any:
    if wanted.get("person"):
        notices = notices.filter(recipient=wanted["person"])
    if wanted.get("topic"):
        notices = notices.filter(topic=wanted["topic"])
    if wanted.get("event"):
        notices = notices.filter(event=wanted["event"])
    rows: Any = notices.with_unmailed()
    if wanted.get("days"):
        rows = rows.filter(moved_at__gte=span_start(int(wanted["days"]), now))
    match wanted.get("state"):
        case "open":
            rows = rows.open()
        case "settled":
            rows = rows.exclude(settled_at=None)
        case "unmailed":
            rows = rows.exclude(unmailed="")
        case str(why) if why in Notice.Skipped.values or why in Unmailed.values:
            rows = rows.filter(unmailed=why)
        case str(state) if state:
            rows = rows.filter(delivery__state=state, skipped="")
    return rows
