"""A clock of their own for processes that a drill starts: libfaketime. Nobody ever sets the machine's clock."""

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.packages import clock

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Clock:
    """How far a clock is ahead of the real one stands in a file, which is read each time somebody asks for the time.

    The monotonic clock stays the real one: sockets and pauses wait as long as they should.
    """

    file: Path

    def environment(self) -> dict[str, str]:
        """What is added to a process's environment."""
        library = clock()
        assert library, "libfaketime is missing"
        self.file.touch()
        if not self.file.stat().st_size:
            self.file.write_text("+0\n", encoding="ascii")
        return {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(__file__).with_name("faked_clock")),
        }

    def set(self, moment: datetime) -> None:
        """It is that moment now, for processes that run and for those that start."""
        ahead = (moment - datetime.now(tz=STOCKHOLM)).total_seconds()
        new = self.file.with_suffix(".new")
        new.write_text(f"{ahead:+.0f}\n", encoding="ascii")
        new.replace(self.file)


def local(day: date, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    """A local moment; fold 1 is the second time of an hour that comes twice."""
    return datetime.combine(day, time_of_day(hour, minute, fold=fold), tzinfo=STOCKHOLM)
