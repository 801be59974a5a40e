"""Clocks: beat down three days, both nights in which the clock changes, New Year, a clock that is set back and ahead.

Real workers whose clock is moved by libfaketime. Whatever the clock does, each matter comes once.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from programme.notices.models import Delivery, LedgerDay
from tests.cast import Cast
from tests.services import drill_table
from tests.services.drill import Crew, SlowMailbox, Stack
from tests.services.drill_clock import Clock, local
from tests.services.drill_mails import await_mails, figures
from tests.services.drill_work import RECEIVERS, STEPS_VARIABLE, make_receivers

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]
GROUP = 20  # receivers with a matter on one day
SWEEPS = 4.0  # seconds in which some sweeps run that find nothing more to do


def due(*groups: tuple[str, int]) -> Counter[str]:
    """So many mails to each receiver of a group."""
    return Counter({f"{RECEIVERS}{name}{n}@example.org": mails for name, mails in groups for n in range(GROUP)})


def told(box: SlowMailbox, wanted: Counter[str], *, drill: str, stack: Stack, began: float, also: str) -> None:
    """Note the figures; each matter came once."""
    found = figures(box, wanted)
    drill_table.note(
        drill, stack.words, due=wanted.total(), sent=found.sent, lost=found.lost, doubled=found.doubled,
        in_doubt=len(found.doubted), seconds=time.monotonic() - began, also=also,
    )  # fmt: skip
    assert (found.sent, found.lost, found.doubled, found.doubted) == (wanted.total(), 0, 0, frozenset())


@pytest.mark.parametrize("stack", ["sqlite", "postgresql"], indirect=True)
def test_beat_down_three_days_tells_each_matter_once(stack: Stack, workers_cast: Cast, tmp_path: Path) -> None:
    began, first, clock = time.monotonic(), date(2027, 3, 9), Clock(tmp_path / "clock")
    for n, name in enumerate("abcd"):
        make_receivers(GROUP, on=first + timedelta(days=n), prefix=name)
    with SlowMailbox(0.002) as box:
        crew = Crew(stack, tmp_path, box.url, more={**clock.environment(), STEPS_VARIABLE: "0,1,2,3"})
        try:
            clock.set(local(first, 9))
            crew.start()
            await_mails(crew, GROUP, within=60)
            time.sleep(SWEEPS)
            assert len(box.mails) == GROUP
            crew.kill()
            clock.set(local(first + timedelta(days=3), 9))
            crew.start()
            await_mails(crew, 5 * GROUP, within=60)
            time.sleep(SWEEPS)
        finally:
            crew.kill()
        assert list(LedgerDay.objects.order_by("ran_on").values_list("ran_on", flat=True)) == [
            first, first + timedelta(days=3)
        ]  # fmt: skip
        wanted = due(("a", 2), ("b", 1), ("c", 1), ("d", 1))
        told(
            box, wanted, drill="Beat down three days", stack=stack, began=began,
            also="a ladder with a step each day: who was to hear on each of the three days hears once",
        )  # fmt: skip


@pytest.mark.parametrize("stack", ["postgresql"], indirect=True)
def test_clock_changes_and_jumps_tell_each_matter_once(stack: Stack, workers_cast: Cast, tmp_path: Path) -> None:
    began, clock = time.monotonic(), Clock(tmp_path / "clock")
    spring, autumn, new_year = date(2027, 3, 28), date(2027, 10, 31), date(2028, 1, 1)
    made: list[str] = []

    def group(on: date) -> int:
        """One more group with a matter on a day; returns how many mails there are to be by now."""
        made.append(chr(ord("a") + len(made)))
        make_receivers(GROUP, on=on, prefix=made[-1])
        return GROUP * len(made)

    def at(moment: datetime, mails: Callable[[], int] | int) -> None:
        clock.set(moment)
        await_mails(crew, mails() if callable(mails) else mails, within=90)
        time.sleep(SWEEPS)
        assert Delivery.objects.count() == GROUP * (len(made) - ahead)

    ahead = 0  # groups whose day has not come
    with SlowMailbox(0.002) as box:
        crew = Crew(stack, tmp_path, box.url, more=clock.environment())
        try:
            clock.set(local(spring, 1, 59))
            crew.start()
            await_mails(crew, group(spring), within=60)
            at(local(spring, 3, 1), GROUP)  # the hour from two to three does not exist
            at(local(spring + timedelta(days=1), 0, 0), lambda: group(spring + timedelta(days=1)))
            at(local(autumn, 2, 30), lambda: group(autumn))
            at(local(autumn, 2, 30, fold=1), lambda: group(autumn))  # the same hour once more
            at(local(autumn, 3, 30), len(made) * GROUP)
            at(local(autumn, 1, 30), len(made) * GROUP)  # set back two hours
            set_back = time.monotonic()
            at(local(autumn, 1, 31), lambda: group(autumn))
            waited = time.monotonic() - set_back
            for n in (1, 2, 3):
                group(autumn + timedelta(days=n))
            at(local(autumn + timedelta(days=3), 1, 31), len(made) * GROUP)  # ahead by three days
            at(local(autumn, 1, 45), len(made) * GROUP)  # and back again
            at(local(new_year, 0, 30), lambda: group(new_year))  # still the old year in UTC
        finally:
            crew.kill()
        told(
            box, due(*((name, 1) for name in made)), drill="Both changes of hour, 2 h back, 3 days ahead, New Year",
            stack=stack, began=began, also=f"set back by 2 h, a new matter was mailed after {waited:.0f} s",
        )  # fmt: skip
