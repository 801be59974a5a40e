"""The Celery application. Tasks are doors of a few lines; the database is the truth and Celery only wakes it.

Waking is a hint: what is lost is found by the sweep of the next minute. So a broker that is dead or silent never makes
a page fail and holds it up for HINT_WAIT_S at most (TRUST.md F3: a stopped Redis held `.delay()` for eight seconds).
"""

import functools
import logging
import os
import threading
from typing import Any

from celery import Celery, signals
from celery.contrib.django.task import DjangoTask
from django.db import transaction

from programme.common import file_broker, stopping

logger = logging.getLogger(__name__)
HINT_WAIT_S = 0.5
_one_at_a_time = threading.Lock()


class HintedTask(DjangoTask):  # type: ignore[misc]
    """A task that is only ever asked for after commit, and whose asking may fail."""

    abstract = True
    Request = "programme.common.receipts:Request"

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the task once the transaction is kept; outside a transaction at once."""
        transaction.on_commit(functools.partial(self._hint, args, kwargs))

    def _hint(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Publish in a thread of its own and wait a moment; while an earlier hint hangs, do not even try."""
        if not _one_at_a_time.acquire(timeout=HINT_WAIT_S):
            logger.warning("broker is silent; %s%r waits for the sweep", self.name, args)
            return
        told = threading.Event()

        def publish() -> None:
            try:
                self.apply_async(args, kwargs)
            except Exception as error:  # whatever a broker throws: the row is saved and the sweep finds it
                logger.warning("broker does not answer (%s); %s%r waits for the sweep", error, self.name, args)
            finally:
                _one_at_a_time.release()
                told.set()

        threading.Thread(target=publish, name="hint", daemon=True).start()
        if not told.wait(HINT_WAIT_S):
            logger.warning("broker is slow; %s%r may wait for the sweep", self.name, args)


file_broker.register()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "programme.settings")
app = Celery("lyftportalen", task_cls=HintedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _stop(**_told: Any) -> None:
    stopping.tell()
