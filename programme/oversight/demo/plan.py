"""What the demo's coaches have planned: this week and the next ones, a series, and a colleague who is away."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from coaching.models import (
    Activity,
    Attendance,
    CoachAbsence,
    CoachAssignment,
    CoachingSession,
    PlannedSession,
)
from coaching.so_far import recount
from companies.models import Enrolment
from programme.oversight.demo.firms import write
from programme.oversight.demo.ground import Ground

State, Mode = PlannedSession.State, PlannedSession.Mode
CLOCKS = (time(8, 30), time(9, 0), time(10, 0), time(13, 0), time(13, 30))
SERIES = (("mellersta-norrland", "Workshopserie digitalisering"), ("ovre-norrland", "Workshopserie ledarskap"))


class Plans:
    """Plans for every company in coaching, and ties to the sessions that were held."""

    def __init__(self, random: Random, ground: Ground, today: date) -> None:
        self.random, self.ground, self.today = random, ground, today
        self.rows: list[tuple[PlannedSession, list[Enrolment]]] = []
        held = CoachAssignment.objects.in_force(today).filter(kind="lead", enrolment__state=Enrolment.State.ACTIVE)
        self.leads = list(held.select_related("coach", "enrolment__company__municipality").order_by("enrolment_id"))

    def make(self) -> None:
        """All of it."""
        self._of_each_company()
        self._first_coachs_day()
        self._series()
        self._absence()
        write(PlannedSession, [planned for planned, _companies in self.rows])
        through: Any = PlannedSession.enrolments.through
        ties = [through(plannedsession=planned, enrolment=one) for planned, those in self.rows for one in those]
        write(through, ties)

    def _plan(self, coach: Any, companies: list[Enrolment], day: date, at: time, **values: Any) -> PlannedSession:
        mode = values.setdefault("mode", Mode.ON_SITE)
        if mode == Mode.ON_SITE:
            values.setdefault("place", str(companies[0].company.municipality or ""))
        starts_at = timezone.make_aware(datetime.combine(day, at))
        values.setdefault("minutes", 180 if mode == Mode.ON_SITE else 90)
        planned = PlannedSession(coach=coach, planned_by=coach, starts_at=starts_at, **values)
        self.rows.append((planned, companies))
        return planned

    def _weekday(self, day: date) -> date:
        return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day

    def _of_each_company(self) -> None:
        """The next session of each; of every third what became of an earlier one."""
        for n, lead in enumerate(self.leads):
            coach, one = lead.coach, [lead.enrolment]
            ahead = self._weekday(self.today + timedelta(days=self.random.randrange(1, 16)))
            mode = Mode.REMOTE if self.random.random() < 0.2 else Mode.ON_SITE
            state = State.PROPOSED if n % 5 == 4 else State.PLANNED
            self._plan(coach, one, ahead, self.random.choice(CLOCKS), mode=mode, state=state)
            before = self._weekday(self.today - timedelta(days=self.random.randrange(9, 40)))
            if n % 6 == 1:
                words = {"cancel_reason": "company", "cancel_words": "Leverans som drog över"}
                self._plan(coach, one, before, time(9, 0), state=State.CANCELLED, **words)
            elif n % 9 == 2:
                self._plan(coach, one, before, time(13, 0), state=State.NO_SHOW)
            elif n % 6 == 3:
                first = timezone.make_aware(datetime.combine(ahead - timedelta(days=7), time(9, 0)))
                self.rows[-1][0].first_starts_at, self.rows[-1][0].moves = first, 1

    def _first_coachs_day(self) -> None:
        """The coach that a visitor looks at has a day: one to log, one now, one later."""
        coach = self.ground.coaches["mellersta-norrland"][0]
        mine = [lead.enrolment for lead in self.leads if lead.coach_id == coach.pk]
        if not mine:
            return
        yesterday = self.today - timedelta(days=3 if self.today.weekday() == 0 else 1)
        self._plan(coach, [mine[-1]], yesterday, time(13, 0))
        self._plan(coach, [mine[0]], self.today, time(9, 0), note="Ta med ritningen på nya flödet.")
        self._plan(coach, [mine[-1]], self.today, time(14, 30), mode=Mode.REMOTE)

    def _series(self) -> None:
        """In two regions a workshop series of five: three held, with who came; two to come."""
        for code, title in SERIES:
            coach = self.ground.coaches[code][0]
            mine = [lead.enrolment for lead in self.leads if lead.coach_id == coach.pk]
            if not mine:
                continue
            region, programme = self.ground.regions[code], self.ground.programmes["lift"]
            first = self._weekday(self.today - timedelta(days=32))
            activity = Activity.objects.create(
                programme=programme, region=region, kind=Activity.Kind.WORKSHOP_SERIES, title=title, planned_on=first
            )
            for n in range(5):
                day = first + timedelta(days=14 * n)
                told = {"activity": activity, "minutes": 240}
                planned = self._plan(coach, mine, day, time(8, 30), **told)
                if day < self.today:
                    self._hold(planned, mine[1:] if n == 1 and len(mine) > 1 else mine, day)
        recount(Enrolment.objects.filter(pk__in=[lead.enrolment_id for lead in self.leads]))

    def _hold(self, planned: PlannedSession, came: list[Enrolment], day: date) -> None:
        session = CoachingSession.objects.create(
            coach=planned.coach,
            held_on=day,
            activity=planned.activity,
            on_site_minutes=planned.minutes,
            travel_minutes=60,
            topics=["leadership"],
            shareable_summary="Gemensam workshop. Företagen visade sina förbättringar för varandra.",
        )
        people = [(one, self.random.randrange(2, 6)) for one in came if one.started_on and one.started_on <= day]
        write(
            Attendance,
            [
                Attendance(session=session, enrolment=one, women=n // 2, men=n - n // 2, company_minutes=n * 240)
                for one, n in people
            ],
        )
        planned.session, planned.state = session, State.HELD

    def _absence(self) -> None:
        """In a region without coaches whom visitors log in as, one is away and another one covers."""
        coaches = self.ground.coaches["ostra-mellansverige"]
        if len(coaches) > 1:
            CoachAbsence.objects.create(
                coach=coaches[-1],
                cover=coaches[0],
                from_on=self.today - timedelta(days=2),
                until_on=self.today + timedelta(days=12),
                noted_on=self.today - timedelta(days=2),
                entered_by=coaches[-1],
            )


def plan_ahead(random: Random, ground: Ground, today: date) -> None:
    """Fill the plan of every coach."""
    Plans(random, ground, today).make()
