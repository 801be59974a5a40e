"""Prints how well forecasts of past days told what came, on the demo world: `make bench`.

Every quarter the forecast is made anew from what was known then, and held against what is known now: how many outcomes
lie in the range that is to hold four of five, how wide it is, how far off its middle. Beside it how long one forecast
takes. The world lies in a fresh SQLite file.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FIRST = date(2018, 1, 1)  # the past edition began two years before
AHEAD = (6, 12, 18)  # months


@dataclass(frozen=True)
class Told:
    """What was foreseen for a day and what came: starts or completions."""

    what: str
    on: date
    months: int
    low: int
    middle: int
    high: int
    came: int

    @property
    def is_held(self) -> bool:
        """True when what came lies in the range."""
        return self.low <= self.came <= self.high


def outcomes(today: date) -> Iterator[Told]:
    """For each quarter and each time ahead that is over: the range of then and the number of now."""
    from companies.ways import started
    from programme.common.coming import coming
    from programme.common.dates import Period, add_months
    from programme.common.figures import Scope
    from programme.oversight.dashboards.forecast import intake_of
    from programme.people.models import User
    from programme.structure.models import Programme

    director = User.objects.get(email="director@example.org")
    lift = Programme.objects.get(code="produktionslyftet")
    ways = [one.way for one in started(Scope(director, Period(FIRST, today), today, programme=lift.pk))]
    quarter, on = 0, FIRST
    while on < today:
        for months in AHEAD:
            until = add_months(on, months)
            if until > today:
                continue
            found = coming(ways, on=on, until=until, intake=intake_of(ways, on))
            days = {
                "starts": (found.starts, [way.started_on for way in ways]),
                "completions": (found.completions, [way.ended_on for way in ways if way.completed]),
            }
            for what, (told, happened) in days.items():
                if told:
                    end = told[-1].total
                    came = sum(on < day <= until for day in happened if day)
                    yield Told(what, on, months, end.low, end.middle, end.high, came)
        quarter += 1
        on = add_months(FIRST, 3 * quarter)


def lines(found: list[Told]) -> Iterator[str]:
    """A line for each kind and each time ahead."""
    yield f"{'what':<13}{'ahead':<8}{'inside':>12}{'range':>10}{'error':>8}{'bias':>7}   (mean number that came)"
    for what in ("starts", "completions"):
        for months in AHEAD:
            these = [one for one in found if (one.what, one.months) == (what, months)]
            if not these:
                continue
            n = len(these)
            came = sum(one.came for one in these) / n
            inside = sum(one.is_held for one in these)
            wide = sum(one.high - one.low for one in these) / n
            error = sum(abs(one.middle - one.came) for one in these) / n
            bias = sum(one.middle - one.came for one in these) / n
            measured = f"{inside:>4} of {n:<4}{wide:>10.1f}{error:>8.1f}{bias:>+7.1f}"
            yield f"{what:<13}{months:>2} mo.  {measured}   ({came:.1f})"
    inside = sum(one.is_held for one in found)
    yield f"{inside} of {len(found)} inside, {inside / max(len(found), 1):.0%}; promised 80 %"


def seconds(today: date) -> float:
    """How long the director's page takes, the second time."""
    from programme.oversight.dashboards.forecast import forecast_page
    from programme.people.models import User

    director = User.objects.get(email="director@example.org")
    took = 0.0
    for _time in range(2):  # the first one reads the rights and compiles the statements
        began = time.perf_counter()
        forecast_page(director, programme=None, regions=frozenset(), on=today, is_today=True, regions_seen=())
        took = time.perf_counter() - began
    return took


def main() -> None:
    """Load the demo world, hold forecasts against it, print the lines."""
    import django  # app ready: the environment first
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    if "FORECAST_WORLD" not in os.environ:
        call_command("migrate", verbosity=0)
        call_command("load_demo", without_reports=True, stdout=io.StringIO())
    today = timezone.localdate()
    sys.stdout.write("\nForecasts of past days held against what came, demo world\n")
    found = list(outcomes(today))
    sys.stdout.write("\n".join(lines(found)) + "\n")
    sys.stdout.write(f"One forecast page: {seconds(today) * 1000:.0f} ms\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder:
        Path(folder, "static").mkdir()
        os.environ.update(DEMO="1", DJANGO_SETTINGS_MODULE="programme.settings")
        os.environ["VAR_DIR"] = os.environ.get("FORECAST_WORLD", folder)
        main()
