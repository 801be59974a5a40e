"""Loaded by Python itself in processes that run under libfaketime (drill_clock.py puts this folder on their path).

Python sleeps until a moment of the monotonic clock, and libfaketime 0.9.10 takes that moment for one of the faked
clock, so that `time.sleep` fails. Waiting for nothing in `select` takes as long and is left alone.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], max(0.0, seconds))


time.sleep = _sleep
