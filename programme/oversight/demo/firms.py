"""The demo's companies as rows: companies, contacts, enrolments, plans and coaches."""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import models

from coaching.models import CoachAssignment
from companies.models import (
    Company,
    Contact,
    Enrolment,
    EnrolmentPause,
    PlannedStage,
    RequirementCheck,
    StateChange,
)
from programme.common.dates import add_months
from programme.oversight.demo import facts, names
from programme.oversight.demo.ground import Ground
from programme.oversight.demo.stories import State, Story
from programme.structure.models import Municipality, Stage, StageRequirement

BATCH = 2000


def write(model: type[models.Model], rows: list[Any]) -> None:
    """Insert many rows at once; their keys are set."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def organisation_number(n: int, scale: int) -> str:
    """Number n of the unused 559999 series; of the whole unissued 5599 range in larger worlds."""
    base = f"559999{n:03d}" if scale == 1 else f"5599{n:05d}"
    digits = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(base)]
    return base + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)


class Firms:
    """Writes what the stories tell, in batches."""

    def __init__(self, random: Random, ground: Ground, today: date, scale: int, stories: list[Story]) -> None:
        self.random, self.today, self.scale, self.stories = random, today, scale, stories
        self.counties = {fact.code: fact.node.counties for fact in facts.REGIONS}
        self.stages: dict[int, list[Stage]] = {
            version.pk: list(version.stages.all()) for version in ground.versions.values()
        }
        self.requirements: dict[int, list[StageRequirement]] = {}
        for requirement in StageRequirement.objects.all():
            self.requirements.setdefault(requirement.stage_id, []).append(requirement)
        self.municipalities: dict[str, list[Municipality]] = {}
        for municipality in Municipality.objects.order_by("code"):
            self.municipalities.setdefault(municipality.county_id, []).append(municipality)

    def write_all(self) -> None:
        """Every company with its contacts, enrolment, plan and coaches."""
        self._companies()
        self._enrolments()
        self._plans()
        self._coaches()

    def _municipality(self, story: Story, n: int) -> Municipality:
        codes = [
            code
            for code in self.counties[story.region.code]
            if story.ended or story.state in Enrolment.BEFORE_START or code not in facts.WHITE_SPOTS
        ]
        if story.state in Enrolment.BEFORE_START and story.region.code == "mellersta-norrland" and n % 3 == 0:
            codes = ["23"]
        return self.random.choice(self.municipalities[self.random.choice(codes)])

    def _companies(self) -> None:
        pairs = [(place, trade) for place in names.PLACES for trade in names.TRADES]
        self.random.shuffle(pairs)
        companies, contacts = [], []
        for n, story in enumerate(self.stories):
            place, (trade, sni) = pairs[n % len(pairs)]
            again = "" if n < len(pairs) else f" {n // len(pairs) + 1}"
            employees = self.random.choice([8, 14, 18, 22, 31, 37, 43, 48, 55, 64, 73, 88, 110, 140, 210, 260])
            municipality = self._municipality(story, n)
            companies.append(
                Company(
                    organisation_number=organisation_number(n, self.scale),
                    name=f"{place} {trade}{again} AB",
                    region=story.region,
                    municipality=municipality,
                    address=f"Industrivägen {self.random.randrange(1, 60)}",
                    postal_town=municipality.name,
                    sni_code=sni,
                    employees=employees,
                    turnover_tkr=employees * self.random.randrange(1200, 2600),
                    balance_tkr=employees * self.random.randrange(600, 1500),
                    figures_year=self.today.year - 1,
                )
            )
        write(Company, companies)
        for n, (story, company) in enumerate(zip(self.stories, companies, strict=True)):
            story.enrolment.company = company
            for k in range(2):
                name = f"{self.random.choice(names.FIRST)} {self.random.choice(names.LAST)}"
                contacts.append(
                    Contact(
                        company=company,
                        name=name,
                        title=names.TITLES[0] if k == 0 else self.random.choice(names.TITLES[1:]),
                        email=f"kontakt{n}.{k}@foretag.example",
                        phone=f"070-555 {self.random.randrange(10, 99)} {self.random.randrange(10, 99)}",
                        is_main=k == 0,
                    )
                )
        write(Contact, contacts)

    def _enrolments(self) -> None:
        rows, changes, pauses = [], [], []
        for story in self.stories:
            row = story.enrolment
            row.programme_version, row.region, row.state = story.version, story.region, story.state
            row.source = self.random.choice(names.SOURCES)
            self._dates(story)
            rows.append(row)
        write(Enrolment, rows)
        for story in self.stories:
            changes += self._changes(story)
            if story.state == State.PAUSED:
                pauses.append(
                    EnrolmentPause(
                        enrolment=story.enrolment,
                        paused_on=story.enrolment.state_since_on,
                        reason="Omställning av verkstaden",
                    )
                )
        write(StateChange, changes)
        write(EnrolmentPause, pauses)

    def _dates(self, story: Story) -> None:
        row = story.enrolment
        if story.start:
            row.start_on = story.start
            row.admitted_on = min(story.start - timedelta(days=30), self.today - timedelta(days=5))
        row.state_since_on = self.today - timedelta(days=self.random.randrange(2, 40))
        if story.state in Enrolment.BEFORE_START:
            row.owner = story.leader
            row.next_step = self.random.choice(names.NEXT_STEPS)
            row.next_step_on = self.today + timedelta(days=self.random.randrange(-12, 25))
            return
        row.started_on = story.start
        row.ended_on = story.ended
        row.state_since_on = story.ended or story.start or row.state_since_on
        if story.state == State.PAUSED:
            row.state_since_on = self.today - timedelta(days=self.random.randrange(10, 28))
        if story.state == State.WITHDRAWN:
            row.withdrawal_reason = self.random.choice(["ownership", "economy", "no_time"])

    def _changes(self, story: Story) -> list[StateChange]:
        row = story.enrolment
        before = story.start or row.state_since_on
        days: list[tuple[str, date]] = [
            (State.INTERESTED, before - timedelta(days=200)),
            (State.CONTACTED, before - timedelta(days=150)),
            (State.APPLIED, before - timedelta(days=80)),
        ]
        if story.state in (State.INTERESTED, State.CONTACTED, State.APPLIED):
            reached = [State.INTERESTED, State.CONTACTED, State.APPLIED].index(State(story.state))
            days = [*days[:reached], (story.state, row.state_since_on)]
        else:
            days.append((State.ADMITTED, row.admitted_on or before))
        if row.started_on:
            days.append((State.ACTIVE, row.started_on))
        if story.state in (State.PAUSED, *Enrolment.ENDED):
            days.append((story.state, row.state_since_on))
        if story.state == State.ADMITTED:
            row.state_since_on = row.admitted_on or before
        return [StateChange(enrolment=row, state=state, changed_on=day, changed_by=story.leader) for state, day in days]

    def _plans(self) -> None:
        planned, checks = [], []
        for story in self.stories:
            if story.start is None:
                continue
            entered = story.start if story.enrolment.started_on else None
            for stage in self.stages[story.version.pk]:
                row = PlannedStage(
                    enrolment=story.enrolment,
                    stage=stage,
                    order=stage.order,
                    planned_start_on=add_months(story.start, stage.start_month),
                    planned_end_on=add_months(story.start, stage.end_month),
                    entered_on=entered,
                )
                if entered and stage.order <= story.closed:
                    row.closed_on = self._closed(row, entered, story)
                    row.closed_by = story.leader
                entered = row.closed_on
                story.planned.append(row)
            planned += story.planned
        write(PlannedStage, planned)
        for story in self.stories:
            for row in story.planned:
                checks += self._checks(story, row)
        write(RequirementCheck, checks)

    def _closed(self, row: PlannedStage, entered: date, story: Story) -> date:
        last = story.ended or self.today - timedelta(days=1)
        day = row.planned_end_on + timedelta(days=self.random.randrange(-9, 10))
        return max(entered, min(day, last))

    def _checks(self, story: Story, row: PlannedStage) -> list[RequirementCheck]:
        needed = self.requirements.get(row.stage_id, [])
        if row.entered_on is None:
            return []
        done = needed if row.closed_on else needed[: self.random.randrange(0, max(1, len(needed)))]
        day = row.closed_on or min(self.today, row.entered_on + timedelta(days=20))
        return [
            RequirementCheck(planned_stage=row, requirement=need, done_on=day, done_by=story.coach) for need in done
        ]

    def _coaches(self) -> None:
        rows = []
        for story in self.stories:
            if story.start is None or (story.state == State.ADMITTED and self.random.random() < 0.5):
                continue
            begun = min(story.start, self.today)
            for coach, kind in ((story.coach, "lead"), (story.assisting, "assisting")):
                if coach:
                    rows.append(
                        CoachAssignment(
                            enrolment=story.enrolment, coach=coach, kind=kind, from_on=begun, until_on=story.ended
                        )
                    )
        write(CoachAssignment, rows)
