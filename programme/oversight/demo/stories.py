"""How each company of the demo fares: told by days, before any row is written."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from companies.models import Enrolment, PlannedStage
from programme.common.dates import add_months
from programme.oversight.beginning import STAGES
from programme.oversight.demo import facts
from programme.oversight.demo.ground import Ground
from programme.people.models import User
from programme.structure.models import ProgrammeVersion, Region

State = Enrolment.State


@dataclass
class Story:
    """One company's way through the programme, told by days."""

    region: Region
    leader: User
    coach: User
    assisting: User | None
    version: ProgrammeVersion
    state: str
    start: date | None = None  # day 0 of the plan
    ended: date | None = None
    closed: int = 0  # how many stages are closed
    silent_since: date | None = None
    enrolment: Enrolment = field(default_factory=Enrolment)
    planned: list[PlannedStage] = field(default_factory=list)


class Stories:
    """Decides how every company fares."""

    def __init__(self, random: Random, ground: Ground, today: date, scale: int) -> None:
        self.random, self.ground, self.today, self.scale = random, ground, today, scale

    def all(self) -> list[Story]:
        """Companies in coaching first, then those that have ended and those on the way in."""
        running: list[Story] = []
        others: list[Story] = []
        for fact in facts.REGIONS:
            running += [self._running(fact, n) for n in range(fact.running * self.scale)]
            others += [self._past(fact) for _ in range(fact.past * self.scale)]
            others += [self._way_in(fact, n) for n in range(fact.way_in * self.scale)]
        self._trouble(running)
        return running + others

    def _story(self, fact: facts.RegionFact, version: str, state: str, n: int = -1) -> Story:
        coaches = self.ground.coaches[fact.code]
        lead = coaches[n % len(coaches)] if n >= 0 else self.random.choice(coaches)
        others = [coach for coach in coaches if coach != lead]
        alone = fact.code == "mellersta-norrland" or not others or self.random.random() < 0.4
        return Story(
            region=self.ground.regions[fact.code],
            leader=self.ground.leaders[fact.code],
            coach=lead,
            assisting=None if alone else self.random.choice(others),
            version=self.ground.versions[version],
            state=state,
        )

    def _running(self, fact: facts.RegionFact, n: int) -> Story:
        story = self._story(fact, "running", State.ACTIVE, n)
        month = [1, 7, 4, 10, 13, 6, 16, 2, 9, 5, 14, 8, 12, 4, 15][n % 15]
        story.start = add_months(self.today, -month) - timedelta(days=self.random.randrange(2, 20))
        story.closed = sum(1 for *_, end in STAGES if end <= month)
        return story

    def _past(self, fact: facts.RegionFact) -> Story:
        story = self._story(fact, "past", State.COMPLETED)
        first = date(max(2016, self.today.year - 10), 2, 1)
        span = (add_months(self.today, -22) - first).days
        story.start = first + timedelta(days=self.random.randrange(span))
        story.closed = len(STAGES)
        story.ended = add_months(story.start, 18) + timedelta(days=self.random.randrange(0, 50))
        if self.random.random() < 0.09:
            story.state, story.closed = State.WITHDRAWN, 1
            story.ended = add_months(story.start, self.random.randrange(4, 11))
        return story

    def _way_in(self, fact: facts.RegionFact, n: int) -> Story:
        cycle = (State.INTERESTED, State.CONTACTED, State.APPLIED, State.INTERESTED, State.ADMITTED)
        story = self._story(fact, "running", cycle[n % len(cycle)])
        if story.state == State.ADMITTED:
            story.start = self.today + timedelta(days=self.random.randrange(14, 70))
        return story

    def _trouble(self, running: list[Story]) -> None:
        """Nine behind, four paused, three silent in the small world; nobody in Mellersta Norrland."""
        calm = self.ground.regions["mellersta-norrland"]
        troubled = [story for story in running if story.region != calm]
        self.random.shuffle(troubled)
        for story, (month, closed) in zip(
            troubled[: 9 * self.scale],
            [(4, 0), (12, 1), (13, 1), (5, 0), (14, 1), (12, 1), (19, 2), (13, 1), (19, 2)] * self.scale,
            strict=False,
        ):
            story.start = add_months(self.today, -month) - timedelta(days=self.random.randrange(2, 20))
            story.closed = closed
        for story in troubled[9 * self.scale : 13 * self.scale]:
            story.state = State.PAUSED
        for n, story in enumerate(troubled[: 3 * self.scale]):
            story.silent_since = self.today - timedelta(days=(63, 41, 34)[n % 3])
