"""A year of days under libfaketime, in one process: it sets its own clock, does what the script says, and sweeps.

Started by test_year_drill.py, which sets Django up first; prints one line when the year is over.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.utils import timezone

from coaching.actions import (
    AttendanceValues,
    PlanValues,
    SessionValues,
    add_action,
    cancel_session,
    close_action,
    enter_absence,
    log_session,
    propose_session,
    replace_coach,
)
from coaching.models import ActionItem, CoachAssignment, PlannedSession
from companies.actions import (
    add_document,
    close_stage,
    dismiss,
    express_interest,
    hand_over,
    pause,
    resume,
    transfer,
    withdraw,
)
from companies.models import Enrolment, Interest, PlannedStage, StateChange
from funding.grants.actions import add_period, extend_period, skip_period
from funding.models import Grant, Report, ReportingPeriod
from programme.notices.actions import set_rule, set_wishes
from programme.notices.events import all_events
from programme.notices.rule_book import default_of
from programme.notices.tasks import sweep
from programme.people.models import User
from programme.structure.models import Municipality, Region
from tests.cast import active, build_anew, company
from tests.companies.papers import PDF
from tests.services.year_script import (
    COMPANIES,
    DAYS,
    DIRECTOR,
    DOWN,
    FIRST,
    GRANT,
    LEADER,
    LEADER_NORR,
    Happening,
    happenings,
)

CLOCK = Path(os.environ["FAKETIME_TIMESTAMP_FILE"])
SWEEPS_AT = (time_of_day(6), time_of_day(7, 30))
MUNICIPALITIES = {True: "2482", False: "2280"}
REGIONS = {LEADER: "mellersta-norrland", LEADER_NORR: "norr"}


def set_clock(day: date, at: time_of_day) -> None:
    """From now on it is that local time. The file holds seconds to add to the real time."""
    wanted = datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
    offset = float(CLOCK.read_text(encoding="ascii")) + (wanted - timezone.now()).total_seconds()
    new = CLOCK.with_suffix(".new")
    new.write_text(f"{offset:+.0f}\n", encoding="ascii")
    new.replace(CLOCK)
    off_by = abs((timezone.now() - wanted).total_seconds())
    assert off_by < 60, f"the clock is {off_by} s off"


def lay_world() -> None:
    """The cast's people and programme, who read English; the script's companies instead of the cast's."""
    cast = build_anew(FIRST)
    for model in (CoachAssignment, PlannedStage, StateChange, Enrolment):
        model._default_manager.all().delete()
    User.objects.update(language="en")
    for n, one in enumerate(COMPANIES, start=100):
        region = cast.norr if one.is_north else cast.mellersta
        enrolment = active(company(n, one.name, region, MUNICIPALITIES[one.is_north]), cast.version, one.started_on)
        for coach, kind in ((one.lead, "lead"), (one.assisting, "assisting")):
            if coach:
                CoachAssignment.objects.create(enrolment=enrolment, coach=who(coach), kind=kind, from_on=one.started_on)
    Grant.objects.create(
        funder=cast.tvv, programme=cast.programme, kind="operating", name_sv=GRANT, name_en=GRANT, case_number="Ä-1",
        amount=7_000_000, starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31),
    )  # fmt: skip


def who(name: str) -> User:
    """A person of the cast."""
    return User.objects.get(email=f"{name}@example.org")


class Doing:
    """Does one thing of the script, by the action that a page would call."""

    def __init__(self, one: Happening) -> None:
        self.one = one
        if one.company:
            self.enrolment = Enrolment.objects.get(company__name=one.company)
            code = self.enrolment.region.code
            self.leader = who(next(name for name, region in REGIONS.items() if region == code))
            self.lead = CoachAssignment.objects.in_force(one.day).get(enrolment=self.enrolment, kind="lead")

    def log(self) -> None:
        there = AttendanceValues(self.enrolment, women=2, men=1, company_minutes=180)
        values = SessionValues(held_on=self.one.day, attendances=(there,), on_site_minutes=60)
        log_session(by=self.lead.coach, values=values, again=True)

    def close(self) -> None:
        stage = self.enrolment.planned_stages.filter(entered_on__isnull=False, closed_on=None).first()
        if stage:
            close_stage(by=self.leader, planned_stage=stage, on=self.one.day, without="Klart ändå")

    def pause(self) -> None:
        pause(by=self.leader, enrolment=self.enrolment, on=self.one.day, reason="Ombyggnad")

    def resume(self) -> None:
        resume(by=self.leader, enrolment=self.enrolment, on=self.one.day)

    def withdraw(self) -> None:
        withdraw(by=self.leader, enrolment=self.enrolment, on=self.one.day, reason="economy")

    def add(self) -> None:
        add_action(by=self.lead.coach, enrolment=self.enrolment, values={"what": self.one.what, "due_on": self.one.on})

    def done(self) -> None:
        item = ActionItem.objects.get(enrolment=self.enrolment, what=self.one.what)
        close_action(by=self.lead.coach, item=item, on=self.one.day)

    def plan(self) -> None:
        at = datetime.combine(self.one.on, time_of_day(9), tzinfo=timezone.get_default_timezone())
        values = PlanValues(starts_at=at, minutes=60, enrolments=(self.enrolment,), note=self.one.what)
        propose_session(by=self.lead.coach, values=values, now=timezone.now())

    def cancel(self) -> None:
        planned = PlannedSession.objects.get(enrolments=self.enrolment, note=self.one.what)
        version = planned.version
        cancel_session(by=self.lead.coach, planned=planned, version=version, reason="company", now=timezone.now())

    def replace(self) -> None:
        replace_coach(by=self.leader, assignment=self.lead, coach=who(self.one.who), from_on=self.one.day)

    def away(self) -> None:
        values = {"cover": who(self.one.to), "from_on": self.one.on, "until_on": self.one.until}
        coach = who(self.one.who)
        enter_absence(by=coach, coach=coach, values=values, today=self.one.day)

    def interest(self) -> None:
        place = Municipality.objects.get(code=MUNICIPALITIES[self.one.to == LEADER_NORR])
        values = {"company_name": self.one.what, "organisation_number": "", "municipality": place, "person": "Kim Ek",
                  "email": "", "phone": "070-174 06 05", "message": ""}  # fmt: skip
        express_interest(values=values, key=uuid4(), language="sv", now=timezone.now())

    def answer(self) -> None:
        interest = Interest.objects.get(company_name=self.one.what)
        dismiss(by=who(self.one.who), interest=interest, reason="no_fit", note="", now=timezone.now())

    def hand_over(self) -> None:
        interest = Interest.objects.get(company_name=self.one.what)
        region = Region.objects.get(code=REGIONS[self.one.to])
        hand_over(by=who(self.one.who), interest=interest, region=region, now=timezone.now())

    def transfer(self) -> None:
        region, day, by = Region.objects.get(code=REGIONS[self.one.to]), self.one.day, who(self.one.who)
        transfer(by=by, enrolment=self.enrolment, region=region, on=day, today=day, reason="Ny ägare")

    def ask_for_agreements(self) -> None:
        rule = replace(default_of(all_events()["agreement_missing"]), is_on=True)
        set_rule(by=who(DIRECTOR), rule=rule, version=0, now=timezone.now())

    def agreement(self) -> None:
        add_document(by=self.leader, enrolment=self.enrolment, kind="agreement", file_name="avtal.pdf", content=PDF)

    def period(self) -> None:
        one = self.one
        add_period(by=who(DIRECTOR), grant=Grant.objects.get(), starts_on=one.since, ends_on=one.until, due_on=one.on)

    def _period(self) -> ReportingPeriod:
        return ReportingPeriod.objects.get(number=int(self.one.what))

    def extend(self) -> None:
        row = self._period()
        extend_period(by=who(DIRECTOR), period=row, version=row.version, due_on=self.one.on, reason="Sent underlag")

    def skip(self) -> None:
        row = self._period()
        skip_period(by=who(DIRECTOR), period=row, version=row.version, reason="Kort tid", on=self.one.day)

    def release(self) -> None:
        """A report as it is when it has been built and reviewed, which would take longer than the year."""
        Report.objects.create(
            period=self._period(), state=Report.State.RELEASED, made_by=who(DIRECTOR), released_by=who(DIRECTOR),
            released_at=timezone.now(),
        )  # fmt: skip

    def wish(self) -> None:
        set_wishes(by=who(self.one.who), wishes={self.one.what: self.one.to})


def main() -> None:
    """Lay the world on the first day, then go through the days."""
    set_clock(FIRST, time_of_day(4))
    call_command("migrate", verbosity=0)
    lay_world()
    script, swept = happenings(), 0
    down = {first + timedelta(days=n) for first, days in DOWN for n in range(days)}
    for n in range(DAYS):
        day = FIRST + timedelta(days=n)
        set_clock(day, time_of_day(5))
        for one in script:
            if one.day == day:
                act: Callable[[], Any] = getattr(Doing(one), one.verb)
                act()
        if day not in down:
            for at in SWEEPS_AT:
                set_clock(day, at)
                sweep()
                swept += 1
    print(f"{DAYS} days, {len(script)} happenings, {swept} sweeps")
