"""Celery beat with a clock that may be set back: without this, nothing is sent until the old time has come again."""

from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):  # type: ignore[misc]
    """Takes what ran later than now for what ran just now. Its file keeps such times over a restart, too."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due; returns the seconds until the next look."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # the order of what comes next was made by the old clock
        seconds: float = super().tick(*args, **kwargs)
        return seconds
