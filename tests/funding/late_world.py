"""What tests of late sessions start from: two grants with three past periods each and one that runs; verbs to log."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from coaching.actions import AttendanceValues, SessionValues, change_session, log_session
from coaching.models import CoachAssignment, CoachingSession
from companies.models import Enrolment
from funding.models import Allocation, Grant, ReportingPeriod
from tests.cast import Cast
from tests.funding.world import grant, period


@dataclass
class Past:
    """`whole` pays the programme, `part` pays for company A; coach A coaches A and B. Days count back from today."""

    cast: Cast
    whole: Grant
    part: Grant
    periods: dict[str, list[ReportingPeriod]]  # by grant: three past ones, then the running one

    def day(self, back: int) -> date:
        """So many days ago: 90-61 is the first period, 60-31 the second, 30-1 the third."""
        return timezone.localdate() - timedelta(days=back)

    def values(self, back: int, *there: Enrolment, minutes: int = 60, women: int = 2, own: int = 180) -> SessionValues:
        """A session so many days ago with these companies, or with A."""
        rows = tuple(AttendanceValues(one, women=women, men=1, company_minutes=own) for one in there or (self.cast.a,))
        return SessionValues(held_on=self.day(back), attendances=rows, on_site_minutes=minutes)

    def log(self, back: int, *there: Enrolment, **values: int) -> CoachingSession:
        """Coach A logs it now."""
        return log_session(by=self.cast.coach_a, values=self.values(back, *there, **values))

    def change(self, session: CoachingSession, back: int, *there: Enrolment, **values: int) -> CoachingSession:
        """Coach A corrects it now."""
        session = CoachingSession.objects.get(pk=session.pk)
        told = self.values(back, *there, **values)
        return change_session(by=self.cast.coach_a, session=session, version=session.version, values=told)

    def reword(self, session: CoachingSession) -> CoachingSession:
        """Coach A changes the summary and nothing else."""
        session = CoachingSession.objects.get(pk=session.pk)
        rows = tuple(
            AttendanceValues(one.enrolment, one.women, one.men, one.not_stated, one.company_minutes)
            for one in session.attendances.select_related("enrolment__company")
        )
        told = SessionValues(
            held_on=session.held_on, attendances=rows, on_site_minutes=session.on_site_minutes, shareable_summary="Nytt"
        )
        return change_session(by=self.cast.coach_a, session=session, version=session.version, values=replace(told))


def build_past(cast: Cast) -> Past:
    today = timezone.localdate()
    begun = today - timedelta(days=100)
    Enrolment.objects.filter(pk__in=[cast.a.pk, cast.b.pk, cast.c.pk]).update(started_on=begun)
    for one in (cast.a, cast.b, cast.c):
        one.refresh_from_db()
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=begun)
    whole, part = grant(cast.tvv, cast, "Ä-1"), grant(cast.vinnova, cast, "V-2")
    Allocation.objects.create(
        grant=part, enrolment=cast.a, percent=Decimal(40), from_on=part.starts_on, until_on=part.ends_on
    )
    spans = [(90, 61), (60, 31), (30, 1), (0, -30)]
    periods = {
        name: [
            period(one, n, today - timedelta(days=first), today - timedelta(days=last))
            for n, (first, last) in enumerate(spans, start=1)
        ]
        for name, one in (("whole", whole), ("part", part))
    }
    return Past(cast, whole, part, periods)
