"""Fixtures of the reminders' tests."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.utils import timezone

from programme.notices import ledger, outbox, queue
from tests.notices.rules_at_hand import HERE


@pytest.fixture(autouse=True)
def rules(settings: LazySettings) -> None:
    """Only the next steps remind, unless a test says more."""
    settings.REMINDER_EVENTS = [f"{HERE}.steps"]


@pytest.fixture
def sweep() -> Callable[[datetime], int]:
    """`sweep(now)`: what the task of each minute does, at a time of the test's choice."""

    def _sweep(now: datetime) -> int:
        ledger.notice_all(today=timezone.localdate(now), now=now)
        queue.queue(now=now)
        return outbox.deliver(now=now)

    return _sweep
