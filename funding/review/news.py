"""Who is told of a review: possible reviewers that a report waits for them, its author what became of it.

Pure: given a day, what is the case.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models import Report
from funding.review.people import authors_of
from programme.notices.audiences import Audience, Directors
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import User

DAY = timedelta(days=1)
NEWS_FOR = 14 * DAY


def waiting(search: Search) -> Iterator[Occasion]:
    """Reports in review that nobody has approved: to those who may, from the day on which they were sent."""
    directors = Directors(search.today)
    rows = list(_reports(search, Report.objects.filter(state=Report.State.IN_REVIEW, approved_at=None), "sent_at"))
    authors = authors_of(report.pk for report in rows) if rows else {}
    for report in rows:
        had_a_hand = authors.get(report.pk, {})
        able = directors.of(report.period.grant.programme_id)
        yield _told(report, report.sent_at, [one for one in able if one not in had_a_hand])


def approved(search: Search) -> Iterator[Occasion]:
    """To who made a report: somebody approved it, and it can be released."""
    rows = Report.objects.filter(state=Report.State.IN_REVIEW, approved_at__gte=_news_since(search))
    for report in _reports(search, rows, "approved_at"):
        yield _told(report, report.approved_at, _makers(report))


def sent_back(search: Search) -> Iterator[Occasion]:
    """To who made a report: a reviewer wants something changed."""
    rows = Report.objects.filter(state=Report.State.DRAFT, sent_back_at__gte=_news_since(search))
    for report in _reports(search, rows, "sent_back_at"):
        yield _told(report, report.sent_back_at, _makers(report))


def _reports(search: Search, rows: "QuerySet[Report]", moment: str) -> "QuerySet[Report]":
    """Those of which it happened by the day that is asked about."""
    held = search.narrow(rows.filter(**{f"{moment}__lt": _begin_of(search.today + DAY)})).order_by(moment, "pk")
    return held.select_related("period__grant__programme").defer("content")


def _news_since(search: Search) -> datetime:
    return _begin_of(search.today - NEWS_FOR + DAY)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _makers(report: Report) -> list[int]:
    """Who made it and who sent it on, once each."""
    return list(dict.fromkeys(one for one in (report.made_by_id, report.sent_by_id) if one))


def _told(report: Report, moment: datetime | None, people: Iterable[int]) -> Occasion:
    assert moment is not None
    on: date = timezone.localdate(moment)
    return Occasion(
        subject_id=report.pk,
        label=str(report),
        on=on,
        path=report.get_absolute_url(),
        parties={Audience.PERSON: tuple(people)},
        programme=report.period.grant.programme_id,
    )


def _reports_seen(user: User) -> "QuerySet[Report]":
    return Report.objects.visible_to(user)


def _event(key: str, label: Any, find: Callable[[Search], Iterable[Occasion]], *steps: int, is_news: bool) -> Event:
    return Event(
        key=key, label=label, topic=Topic.REPORTS, subject_kind="report", audiences=(Audience.PERSON,),
        steps=tuple(Step(days, Audience.PERSON) for days in steps), find=find, rows=_reports_seen, words=key,
        quiet=Quiet.NONE if is_news else Quiet.HOLIDAYS, is_news=is_news,
        day=_("the day on which the report was sent to review"),
    )  # fmt: skip


EVENTS = (
    _event("report_to_review", _("A report waits for review"), waiting, 0, 2, is_news=False),
    _event("report_approved", _("A report is approved"), approved, 0, is_news=True),
    _event("report_sent_back", _("A report is sent back"), sent_back, 0, is_news=True),
)
