"""When a funder's report is due. Pure: given a day, what is the case."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models import RegionalText, Report, ReportingPeriod
from programme.notices.audiences import Audience, Directors, leaders_by_region
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import User

IN_REVIEW = "in_review"  # stop condition: a report is in review


def periods_due(search: Search) -> Iterator[Occasion]:
    """Periods without a released report, on the day on which it is due; told at the earliest when they have ended."""
    directors = Directors(search.today)
    rows = (
        search.narrow(ReportingPeriod.objects.due_by(search.until))
        .select_related("grant__programme")
        .order_by("due_on", "pk")
    )
    reviewed = set(Report.objects.filter(state=Report.State.IN_REVIEW).order_by().values_list("period", flat=True))
    for period in rows:
        yield Occasion(
            subject_id=period.pk,
            label=f"{period.grant}, {period}",
            on=period.due_on,
            path=period.get_absolute_url(),
            parties={Audience.DIRECTORS: directors.of(period.grant.programme_id)},
            programme=period.grant.programme_id,
            stopped_by=(IN_REVIEW,) if period.pk in reviewed else (),
            not_before_on=period.ends_on + timedelta(days=1),
        )


def texts_asked(search: Search) -> Iterator[Occasion]:
    """Regional texts that a region owes: to its leaders, from the day on which they were asked."""
    yield from _texts(search, lambda row: timezone.localdate(row.asked_at))


def texts_due(search: Search) -> Iterator[Occasion]:
    """Regional texts that a region owes, on the day by which it was to answer."""
    yield from _texts(search, lambda row: row.due_on)


def _texts(search: Search, day: Callable[[RegionalText], date]) -> Iterator[Occasion]:
    leaders, directors = leaders_by_region(search.today), Directors(search.today)
    rows = search.narrow(RegionalText.objects.unanswered()).select_related("region", "period__grant__funder")
    for row in rows.order_by("pk"):
        on = day(row)
        if on > search.until:
            continue
        programme = row.period.grant.programme_id
        yield Occasion(
            subject_id=row.pk,
            label=f"{row.period.grant.funder}, {row.period} ({row.region})",
            on=on,
            path=row.get_absolute_url(),
            parties={
                Audience.LEADERS: leaders.get(row.region_id, ()),
                Audience.DIRECTORS: directors.of(programme),
            },
            programme=programme,
            not_before_on=timezone.localdate(row.asked_at),
        )


def _texts_seen(user: User) -> "QuerySet[RegionalText]":
    return RegionalText.objects.visible_to(user)


def _periods_seen(user: User) -> "QuerySet[ReportingPeriod]":
    return ReportingPeriod.objects.visible_to(user)


EVENTS = (
    Event(
        key="report_due",
        label=_("A report is due"),
        topic=Topic.REPORTS,
        subject_kind="reportingperiod",
        audiences=(Audience.DIRECTORS,),
        steps=(Step(-14, Audience.DIRECTORS), Step(-3, Audience.DIRECTORS), Step(1, Audience.DIRECTORS)),
        day=_("the day on which the report is due"),
        find=periods_due,
        rows=_periods_seen,
        words="period_overdue",
        words_before="period_due",
        stops={"": _("the report is released"), IN_REVIEW: _("the report is released or in review")},
    ),
    Event(
        key="regional_text_asked",
        label=_("A text for a report is asked for"),
        topic=Topic.REPORTS,
        subject_kind="regionaltext",
        audiences=(Audience.LEADERS,),
        steps=(Step(0, Audience.LEADERS),),
        find=texts_asked,
        rows=_texts_seen,
        words="text_asked",
        words_from=0,
        quiet=Quiet.NONE,
        is_news=True,
    ),
    Event(
        key="regional_text_due",
        label=_("A text for a report is to be answered"),
        topic=Topic.REPORTS,
        subject_kind="regionaltext",
        audiences=(Audience.LEADERS, Audience.DIRECTORS),
        steps=(Step(-3, Audience.LEADERS), Step(1, Audience.LEADERS), Step(3, Audience.DIRECTORS)),
        day=_("the day by which the region was to answer"),
        find=texts_due,
        rows=_texts_seen,
        words="text_overdue",
        words_before="text_due",
        stops={"": _("the region has answered, or the report is released")},
    ),
)
