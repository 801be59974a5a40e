"""Sweeps that are cut off anywhere, and sweeps that come between: what befalls a worker, where the test says so.

A worker that is cut off loses its transaction at hand and keeps the earlier ones; so does an exception that nobody
catches and that rolls back what is not committed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.db import connection
from django.utils import timezone

from programme.notices import ledger, outbox, queue
from programme.notices.models import Notice

BOX = f"{__name__}.Box"
NOT_OURS = ("SAVEPOINT", "RELEASE", "ROLLBACK")  # statements that begin and end transactions
LINK = re.compile(r"/matter/(\w+)/(\d+)/")


class CutOff(BaseException):
    """The worker is gone. Not an Exception, so that no code of the portal thinks that it can go on."""


@dataclass(frozen=True)
class Accident:
    """At the statement or mail of this number, before or after it: the worker is cut off, or another one sweeps."""

    at: int
    what: str = "statement"  # or "mail"
    after: bool = False
    beside: bool = False  # another sweep, instead of an end


@dataclass(frozen=True)
class Taken:
    """A mail that the server took: its id, its receiver, and what stood in it, by the ledger and by its links."""

    message_id: str
    to: str
    lines: frozenset[tuple[int, str, str, int, date]]
    links: frozenset[tuple[str, int]]


class Box(locmem.EmailBackend):
    """A mailbox in memory, which an accident may befall."""

    taken: list[Taken] = []
    look: Callable[[Taken], None] = staticmethod(lambda taken: None)  # at each mail, before it is taken
    accident: Callable[[bool], None] = staticmethod(lambda after: None)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            key = message.extra_headers["Message-ID"]
            rows = Notice.objects.filter(delivery__message_id=key, skipped="")
            lines = rows.values_list("recipient", "event", "rule", "subject_id", "due_on")
            links = {(event, int(subject)) for event, subject in LINK.findall(str(message.body))}
            taken = Taken(key, message.to[0], frozenset(lines), frozenset(links))
            type(self).accident(False)
            type(self).look(taken)
            type(self).taken.append(taken)
            type(self).accident(True)
        return super().send_messages(messages)


def sweep(now: datetime, *, rests: bool = False) -> None:
    """What the task of each minute does; `rests`: while the ledger has its rest."""
    if not rests:
        ledger.notice_all(today=timezone.localdate(now), now=now)
    queue.queue(now=now)
    outbox.deliver(now=now)


def sweep_with(accident: Accident, now: datetime) -> bool:
    """A sweep that an accident befalls. False when it came to its end before that."""
    transactions, counted, happened = len(connection.savepoint_ids), 0, False

    def befall(*, committed: bool) -> None:
        """`committed`: no transaction of the sweep's own is at hand, so that another worker sees the same rows."""
        nonlocal happened
        if happened:
            return
        if not accident.beside:
            happened = True
            raise CutOff
        if committed:
            happened = True
            sweep(now)

    def at_statement(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal counted
        if accident.what != "statement" or happened or sql.startswith(NOT_OURS):
            return execute(sql, *rest)
        counted += 1
        if counted >= accident.at and not accident.after:
            befall(committed=len(connection.savepoint_ids) == transactions)
        result = execute(sql, *rest)
        if counted >= accident.at and accident.after and not sql.startswith("SELECT"):
            befall(committed=len(connection.savepoint_ids) == transactions)
        return result

    def at_mail(after: bool) -> None:
        nonlocal counted
        if accident.what == "mail" and after is accident.after:
            counted += 1
            if counted >= accident.at:
                befall(committed=True)

    Box.accident = staticmethod(at_mail)
    try:
        with connection.execute_wrapper(at_statement):
            sweep(now)
    except CutOff:
        connection.needs_rollback = False  # the test's own transaction goes on, as the database does
    finally:
        Box.accident = staticmethod(lambda after: None)
    return happened
