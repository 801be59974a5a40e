"""The ledger on any world, on any days, cut off anywhere: it says, queues and sends what the plain reference does."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from programme.common.working_days import is_working_day
from programme.notices.models import Delivery, Notice
from programme.notices.rules import Quiet
from programme.people.models import User
from tests.notices import made_up_world
from tests.notices.accidents import BOX, Accident, Box, Taken, sweep, sweep_with
from tests.notices.made_up_world import AUDIENCES, BEGIN, MATTERS, PEOPLE, Ladder, World
from tests.notices.reference import STOCKHOLM, Line, Reference, is_true, truths

MINUTE = timedelta(minutes=1)
LEASE_S = 120
# After a sweep that was cut off: now, when its lease is over, and when what is in doubt is sent once more.
AFTERWARDS = (timedelta(0), timedelta(seconds=LEASE_S + 1), timedelta(seconds=LEASE_S + 2, minutes=15))
ORDINARY = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate], max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
MANY = settings(ORDINARY, max_examples=int(__import__("os").environ.get("N", "1500")))


@dataclass(frozen=True)
class Moment:
    """One day of a script: how far the clock goes, what changes in the world, and which sweeps are cut off."""

    days: int
    minutes: int
    changes: list[tuple[str, int, Any]]
    accidents: list[Accident]
    rests: bool = False  # a first sweep comes while the ledger rests, and knows of none of the changes


# --- Scripts --------------------------------------------------------------------------------------
def a_change() -> st.SearchStrategy[tuple[str, int, Any]]:
    place, truth = st.integers(0, 7), st.booleans()
    step = st.tuples(st.sampled_from([-14, -7, -3, -2, -1, 0, 1, 2, 3, 8, 30]), st.sampled_from(AUDIENCES))
    ladder = st.builds(
        Ladder,
        steps=st.lists(step, min_size=1, max_size=4, unique=True).map(tuple),
        quiet=st.sampled_from([*Quiet.values, Quiet.HOLIDAYS.value]),
        too_old_days=st.sampled_from([1, 5, 30]),
        is_on=st.sampled_from([True, True, True, False]),
        stop=st.sampled_from(["", "done"]),
    )
    some = st.lists(st.integers(0, PEOPLE - 1), max_size=2, unique=True)
    frequency = st.sampled_from(["at_once", "daily", "weekly", "off"])
    return st.one_of(
        st.tuples(st.sampled_from(["holds", "paused", "stopped"]), place, truth),
        st.tuples(st.just("moved"), place, st.integers(-20, 25)),
        st.tuples(st.just("rule"), place, st.tuples(truth, st.one_of(st.none(), ladder, ladder))),
        st.tuples(st.just("task"), place, st.tuples(st.sampled_from(AUDIENCES), some)),
        st.tuples(st.just("away"), place, st.tuples(st.integers(-2, 4), st.integers(0, 9), st.integers(0, PEOPLE - 1))),
        st.tuples(st.just("wish"), place, st.tuples(st.sampled_from(["stages", "reports"]), frequency)),
        st.tuples(st.just("active"), place, st.sampled_from([True, True, False])),
        st.tuples(st.just("sight"), place, st.integers(0, MATTERS - 1)),
    )


def an_accident() -> st.SearchStrategy[Accident]:
    return st.one_of(
        st.builds(Accident, st.integers(1, 60), st.just("statement"), st.booleans(), st.booleans()),
        st.builds(Accident, st.integers(1, 3), st.just("mail"), st.booleans(), st.booleans()),
    )


def scripts(*, steps_back: bool) -> st.SearchStrategy[list[Moment]]:
    """Days on which something happens. The clock goes on, and in some scripts a few times back."""
    onward = st.sampled_from([0, 1, 1, 1, 2, 3, 4, 5, 7, 11, 40])
    days = st.one_of(onward, onward, onward, st.integers(-3, -1)) if steps_back else onward
    moment = st.builds(
        Moment,
        days=days,
        minutes=st.integers(30, 23 * 60),
        changes=st.lists(a_change(), max_size=4),
        accidents=st.lists(an_accident(), max_size=2),
        rests=st.booleans(),
    )
    return st.lists(moment, min_size=2, max_size=9)


def clock(script: list[Moment]) -> Iterator[tuple[datetime, Moment]]:
    """When each moment of a script is; never so late that its sweeps reach the next day."""
    now = datetime.combine(BEGIN, time(6), tzinfo=STOCKHOLM)
    for moment in script:
        now += timedelta(days=moment.days)
        later = now + moment.minutes * MINUTE if moment.days == 0 else None
        if later is None or later.date() != now.date():
            later = datetime.combine(now.date(), time(0), tzinfo=STOCKHOLM) + moment.minutes * MINUTE
        now = max(now, later) if moment.days == 0 else later
        yield now, moment


@contextmanager
def a_world() -> Iterator[World]:
    """A world of its own for one example; nothing of it stays."""
    Box.taken.clear()
    with transaction.atomic():
        yield made_up_world.begin()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def portal(db: None, settings: LazySettings) -> None:
    """The made-up world's events, its mailbox, and the settings that the reference goes by."""
    settings.REMINDER_EVENTS = ["tests.notices.made_up_world.events"]
    settings.EMAIL_BACKEND = BOX
    settings.NOTICES_FROM_HOUR = 7
    settings.MAIL_LEASE_SECONDS = LEASE_S


# --- What is compared -----------------------------------------------------------------------------
def lines(**narrowed: Any) -> dict[Line, str]:
    """Lines of the ledger, with the reason why they were not mailed."""
    rows = Notice.objects.filter(**narrowed)
    return {tuple(row[:5]): row[5] for row in rows.values_list(
        "recipient", "event", "rule", "subject_id", "due_on", "skipped"
    )}  # fmt: skip


def firsts(taken: list[Taken]) -> list[Taken]:
    """Mails without their second copies."""
    return list({one.message_id: one for one in reversed(taken)}.values())[::-1]


def as_set(taken: list[Taken]) -> Counter[tuple[str, frozenset[Line]]]:
    return Counter((one.to, one.lines) for one in taken)


def check_copies() -> None:
    """A second copy is one of a mail that was in doubt; there is no third, and it says nothing that is new."""
    again = set(Delivery.objects.filter(resent=True).values_list("message_id", flat=True))
    by_id: dict[str, list[Taken]] = {}
    for one in Box.taken:
        by_id.setdefault(one.message_id, []).append(one)
    for key, copies in by_id.items():
        assert len(copies) <= (2 if key in again else 1), copies
        assert all(copy.lines <= copies[0].lines for copy in copies), copies


def look_at(world: World, now: datetime) -> None:
    """From now on each mail is looked at when it leaves: it says what is true, to who may see it, and no more."""
    address = dict(User.objects.values_list("pk", "email"))

    def look(taken: Taken) -> None:
        assert taken.lines
        assert {(event, subject) for _who, event, _words, subject, _on in taken.lines} == taken.links
        for line in taken.lines:
            assert is_true(world, line, now.date()), line
            assert address[line[0]] == taken.to
            assert line[0] not in world.inactive
            assert line[1] == made_up_world.DUTY or (line[0], line[3]) not in world.hidden

    Box.look = staticmethod(look)


def equals_reference(script: list[Moment]) -> None:
    """Each moment's sweeps, those cut off and a whole one, do together what the reference does in one."""
    with a_world() as world:
        reference = Reference(world)
        for now, moment in clock(script):
            for change in moment.changes:
                made_up_world.change(*change, now)
            look_at(world, now)
            if moment.rests:
                sweep(now, rests=True)
                reference.sweep(now, rests=True)
            happened = [sweep_with(accident, now) for accident in moment.accidents]
            for later in AFTERWARDS if any(happened) else AFTERWARDS[:1]:
                sweep(now + later)
                reference.sweep(now + later)
            address = dict(User.objects.values_list("pk", "email"))
            assert set(lines(settled_at=None)) == reference.open
            assert {line: why for line, why in lines().items() if why} == reference.skipped
            assert as_set(firsts(Box.taken)) == Counter((address[who], said) for who, said in reference.sent)
            check_copies()


def keeps_its_word(script: list[Moment]) -> None:
    """Sweeps cut off and nothing done about it until the next: at the end all has been said, once, or is listed."""
    with a_world() as world:
        now = datetime.combine(BEGIN, time(6), tzinfo=STOCKHOLM)
        for moment_at, moment in clock(script):
            now = moment_at
            for change in moment.changes:
                made_up_world.change(*change, now)
            look_at(world, now)
            if moment.rests:
                sweep(now, rests=True)
            happened = [sweep_with(accident, now) for accident in moment.accidents]
            if not any(happened):
                sweep(now)
            check_copies()
        end = settle_down(world, now)
        check_copies()
        check_fates(world, end)


def settle_down(world: World, now: datetime) -> datetime:
    """Calm days without accidents, over a Monday; the last one is an ordinary Tuesday."""
    day = max(now.date(), *(line[4] for line in lines(settled_at=None)), BEGIN) + timedelta(days=1)
    first = day
    while True:
        is_last = day.weekday() == 1 and is_working_day(day) and day - first > timedelta(days=7)
        now = datetime.combine(day, time(8), tzinfo=STOCKHOLM)
        look_at(world, now)
        for later in AFTERWARDS if is_last or day == first else AFTERWARDS[:1]:
            sweep(now + later)
        if is_last:
            return now + AFTERWARDS[-1]
        day += timedelta(days=1)


def check_fates(world: World, now: datetime) -> None:
    """What stands is what is true; each notice has a fate; nothing was said twice, and nothing lost."""
    assert set(lines(settled_at=None)) == set(truths(world, now.date()))
    doubted = set(Delivery.objects.filter(resent=True).values_list("message_id", flat=True))
    said: dict[Line, set[str]] = {}
    for one in Box.taken:
        for line in one.lines:
            said.setdefault(line, set()).add(one.message_id)
    for line, keys in said.items():
        assert len(keys - doubted) <= 1, line
    for notice in Notice.objects.select_related("delivery"):
        line = (notice.recipient_id, notice.event, notice.rule, notice.subject_id, notice.due_on)
        assert bool(notice.skipped) == bool(notice.skipped_at)
        if notice.settled_at is None and not notice.skipped:
            wish = world.wishes.get((notice.recipient_id, notice.topic), "at_once")
            if notice.delivery is None:
                bound = notice.topic == "reports" and notice.recipient_id == world.people[0]
                assert notice.recipient_id in world.inactive or (wish == "off" and not bound), notice
            else:
                waits = notice.delivery.state == "pending" and notice.delivery.not_before_at > now
                assert waits or notice.delivery.state in {"sent", "in_doubt"}, (notice, notice.delivery.state)
        if notice.delivery and notice.delivery.state == "sent" and not notice.skipped:
            assert said.get(line), notice
    assert not Delivery.objects.filter(state__in=["sending", "failed", "bounced"]).exists()


# --- The properties -------------------------------------------------------------------------------
@ORDINARY
@given(scripts(steps_back=True))
def test_ledger_equals_the_reference_on_any_days_however_often_it_is_cut_off(script: list[Moment]) -> None:
    equals_reference(script)


@ORDINARY
@given(scripts(steps_back=True))
def test_ledger_left_where_it_was_cut_off_loses_nothing_and_says_nothing_twice(script: list[Moment]) -> None:
    keeps_its_word(script)


@pytest.mark.drill
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("promise", [equals_reference, keeps_its_word])
def test_ledger_on_many_more_worlds(promise: Callable[[list[Moment]], None]) -> None:
    MANY(given(scripts(steps_back=True))(promise))()
