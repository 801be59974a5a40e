"""How long it takes to complete or to leave, read off past enrolments by half months. Pure: chance is an argument."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from programme.common.survival import MONTH, Outcome
from programme.common.ways import Way, days_in, outcome_of

HALF = MONTH / 2  # days of a step
TAIL_STEPS = 4  # beyond the longest time seen it goes on as in the last two months of it
FAR = 10_000  # half months: never


@dataclass(frozen=True)
class Chances:
    """How likely it is to be in still, one half month after the other, and whether who ends has completed.

    negative: minus the share that is still in at the beginning of each half month and after the last, so that it
    rises. to_complete: of those that end in a half month. onwards: to end in a half month beyond the last.
    """

    negative: Sequence[float]
    to_complete: Sequence[float]
    onwards: float

    def ends(self, random: Random, place: int) -> tuple[int, bool]:
        """After how many half months who has been in for `place` ends, and whether she has completed then."""
        last = len(self.negative) - 1
        still = random.random()
        target = still * self.negative[min(place, last)]
        if place < last and target < self.negative[last]:
            step = bisect_right(self.negative, target, lo=place + 1) - 1
        else:  # beyond the longest time seen, of which `still` is what remains
            if place < last and self.negative[last] < 0:
                still = target / self.negative[last]
            step = max(place, last) + self._further(still)
        return step - place, random.random() < self.to_complete[min(step, last)]

    def _further(self, still: float) -> int:
        """Half months beyond the last, where each is as likely to be the end."""
        if self.onwards <= 0:
            return FAR
        return 0 if self.onwards >= 1 or still <= 0 else min(int(math.log(still) / math.log(1 - self.onwards)), FAR)


@dataclass(frozen=True)
class Table:
    """Of the companies that had been in for so many half months, how many then completed, left, or are there still."""

    done: tuple[int, ...]
    gone: tuple[int, ...]
    there: tuple[int, ...]
    pausing: float  # a half month, of those that are active
    resuming: float  # a half month, of those that are paused

    @classmethod
    def of(cls, ways: Sequence[Way], on: date) -> "Table":
        """The table as of a day; the ways are those that were known then."""
        counts: dict[Outcome, Counter[int]] = {outcome: Counter() for outcome in Outcome}
        active = paused = 0.0
        begun = ended = 0
        for way in ways:
            days = days_in(way, on)
            # Who stands in the middle of a half month passes half of it and half of the next in the coming step.
            counts[outcome_of(way)][max(int(days / HALF - 0.5), 0)] += 1
            active += days / HALF
            for rest in way.rests:
                paused += ((rest.ended_on or way.ended_on or on) - rest.began_on).days / HALF
                begun += 1
                ended += rest.ended_on is not None
        size = max((max(counter) for counter in counts.values() if counter), default=0) + 1
        done, gone, there = (
            tuple(counts[outcome][place] for place in range(size))
            for outcome in (Outcome.COMPLETED, Outcome.LEFT, Outcome.RUNNING)
        )
        resuming = min((ended + 0.5) / max(paused, 1.0), 1.0)
        return cls(done, gone, there, begun / active if active else 0.0, resuming)

    @property
    def completed_before(self) -> int:
        """How many completed."""
        return sum(self.done)

    def drawn(self, random: Random) -> Chances:
        """The chances that the table gives, as it might as well have been."""
        done, gone, there = ([_weight(random, n) for n in row] for row in (self.done, self.gone, self.there))
        # Who is there still was at risk for half of the time in which she is counted last, on average.
        beyond, at_risk = 0.0, [0.0] * len(done)
        for place in range(len(done) - 1, -1, -1):
            at_risk[place] = beyond + done[place] + gone[place] + there[place] / 2
            beyond += done[place] + gone[place] + there[place]
        last = max((place for place, n in enumerate(self.done) if n), default=-1)
        negative, to_complete, inside = [-1.0], [], 1.0
        for place in range(last + 1):
            ending = done[place] + gone[place]
            inside *= 1 - ending / at_risk[place] if at_risk[place] else 1.0
            negative.append(-inside)
            to_complete.append(done[place] / ending if ending else 0.0)
        tail = range(max(last - TAIL_STEPS + 1, 0), last + 1)
        seen, ending = sum(at_risk[n] for n in tail), sum(done[n] + gone[n] for n in tail)
        completing = sum(done[n] for n in tail)
        return Chances(negative, [*to_complete, completing / ending if ending else 0.0], ending / seen if seen else 0.0)


def _weight(random: Random, n: int) -> float:
    return random.gammavariate(n, 1) if n else 0.0
