"""Beat over a clock that was set back: what is due comes within its own time, whatever it remembers."""

from datetime import timedelta
from pathlib import Path

from programme.celery import app
from programme.common.beat import Scheduler


class Told(Scheduler):
    """Keeps what it would have sent to the broker."""

    def apply_entry(self, entry, producer=None) -> None:
        self.sent = [*getattr(self, "sent", []), entry.name]


def test_clock_set_back_does_not_hold_up_what_is_due(tmp_path: Path) -> None:
    beat = Told(app=app, schedule_filename=str(tmp_path / "beat"))
    try:
        hours_ahead = app.now() + timedelta(hours=2)
        for entry in beat.schedule.values():
            entry.last_run_at = hours_ahead

        wait = beat.tick()

        lasts = [entry.last_run_at for entry in beat.schedule.values()]
        assert len(lasts) >= 3 and max(lasts) <= app.now()
        assert 0 < wait <= 60
    finally:
        beat.close()


def test_beat_sends_what_is_due_when_the_clock_runs_as_it_should(tmp_path: Path) -> None:
    beat = Told(app=app, schedule_filename=str(tmp_path / "beat"))
    try:
        for entry in beat.schedule.values():
            entry.last_run_at = app.now() - timedelta(hours=2)

        while beat.tick() == 0:
            pass

        assert set(beat.sent) >= {"notices-sweep", "jobs-sweep", "retention"}
        assert len(beat.sent) == len(set(beat.sent))
    finally:
        beat.close()
