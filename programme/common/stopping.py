"""Whether this worker has been told to stop. Long loops look at it between two steps.

Celery tells the main process only; the flag is shared with the processes that were forked from it.
"""

import multiprocessing

_told = multiprocessing.Event()


def tell() -> None:
    """The worker is to stop as soon as what it holds in its hands is done."""
    _told.set()


def is_told() -> bool:
    """True from the moment at which the worker was told."""
    return _told.is_set()
