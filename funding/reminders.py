"""When a funder's report is due. Pure: given a day, what is the case."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.models import Report, ReportingPeriod
from programme.notices.audiences import Audience, Directors
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Step
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
)
