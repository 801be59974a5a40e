"""Verbs on the contact log: log what was said and what follows from it, correct a line.

With whom and what was said are personal data with an end: the trail tells that they changed, not what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from companies.actions.enrolment import move, set_next_step
from companies.actions.rules import latest_event_on, lock_company
from companies.models import Company, Enrolment, LoggedContact
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

State = Enrolment.State
FIELDS = frozenset({"kind", "held_on", "whom", "said"})
PERSONAL = frozenset({"whom", "said"})


@dataclass(frozen=True)
class Following:
    """What follows from a contact for one of the company's enrolments: a next step, and the move to contacted.

    version: the enrolment's version that the next step was written on.
    """

    enrolment: Enrolment
    version: int
    next_step: Mapping[str, Any]
    to_contacted: bool = False


def _told(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [audit.HIDDEN] * 2 if name in PERSONAL else list(pair) for name, pair in changes.items()}


def _check(values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a logged contact: {sorted(unknown)}")


def log_contact(
    *,
    by: User,
    company: Company,
    values: Mapping[str, Any],
    following: Following | None = None,
    key: UUID | None = None,
) -> LoggedContact:
    """Log a contact (see FIELDS), and in the same transaction what follows from it.

    Raises PermissionDenied, Conflict when somebody changed the enrolment's next step meanwhile, ValidationError.
    """
    _check(values)

    def act() -> LoggedContact:
        lock_company(company, by=by)
        logged = LoggedContact.objects.create(company=company, logged_by=by, **values)
        changes = {name: [None, value] for name, value in values.items() if value not in (None, "")}
        audit.record("log_contact", logged, by=by, changes=_told(changes), label=company.name)
        if following:
            _follow(logged, following, by=by)
        return logged

    with transaction.atomic():
        logged, made = once(key, "log_contact", LoggedContact, by=by, act=act)
        if made:
            return logged
        sent = {"company_id": company.pk, **values}
        if any(getattr(logged, name) != value for name, value in sent.items()):
            return act()  # the form was used again, by the browser's Back or after a stop, for other words
        if following:
            _follow(logged, following, by=by)  # what has followed already leaves no second trace
        return logged


def _follow(logged: LoggedContact, following: Following, *, by: User) -> None:
    """The ordinary verbs, each with its own trace; a next step that is as it was leaves none."""
    enrolment = following.enrolment
    if enrolment.company_id != logged.company_id:
        raise PermissionDenied
    enrolment.refresh_from_db()
    if audit.differences(enrolment, following.next_step):
        set_next_step(by=by, enrolment=enrolment, version=following.version, values=following.next_step)
    if following.to_contacted and enrolment.state == State.INTERESTED:
        move(by=by, enrolment=enrolment, to=State.CONTACTED, on=max(logged.held_on, latest_event_on(enrolment)))


@transaction.atomic
def correct_logged_contact(
    *, by: User, logged: LoggedContact, version: int, values: Mapping[str, Any]
) -> LoggedContact:
    """Correct a line of the log; who wrote it first stays.

    Raises PermissionDenied, Conflict when somebody saved after `version`.
    """
    _check(values)
    if not LoggedContact.objects.changeable_by(by).filter(pk=logged.pk).exists():
        raise PermissionDenied
    logged.refresh_from_db(from_queryset=LoggedContact.objects.select_for_update())
    changes = audit.differences(logged, values)
    save_on_version(logged, values, version)
    audit.record("correct_contact", logged, by=by, changes=_told(changes), label=logged.company.name)
    return logged
