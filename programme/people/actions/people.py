"""What is done with people: appoint, end, close an account, change one's own settings."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from programme.people import mails
from programme.people.audit import differences, record
from programme.people.models import Appointment, User
from programme.people.passing_on import NewAppointment, may_pass_on

OWN_SETTINGS = frozenset({"name", "phone", "language", "theme"})


def same_appointment(person: User, new: NewAppointment) -> Appointment | None:
    """One that the person already has: same role and place, and the days overlap."""
    held = person.appointments.filter(role=new.role, **new.place)
    held = held.filter(Q(until_on=None) | Q(until_on__gte=new.from_on))
    if new.until_on:
        held = held.filter(from_on__lte=new.until_on)
    return held.first()


@transaction.atomic
def appoint(*, by: User, person: User, new: NewAppointment) -> Appointment:
    """Give somebody whom `by` sees one more appointment, and tell the person by mail.

    Raises PermissionDenied when `by` has not got that right to pass on, ValidationError when the person has it.
    """
    if not (may_pass_on(by.rights, new) and User.objects.visible_to(by).filter(pk=person.pk).exists()):
        raise PermissionDenied
    if same_appointment(person, new):
        raise ValidationError(_("This person already has that task in those days."))
    appointment = Appointment.objects.create(
        person=person, role=new.role, from_on=new.from_on, until_on=new.until_on, **new.place
    )
    record("appointment-add", appointment, by=by, changes=_began(new), label=f"{person}: {appointment}")
    if person.has_usable_password():
        transaction.on_commit(partial(mails.send_new_task, appointment, by))
    return appointment


def _began(new: NewAppointment) -> dict[str, list[Any]]:
    return {"from_on": [None, new.from_on], "until_on": [None, new.until_on]}


@transaction.atomic
def end_appointment(*, by: User, appointment: Appointment, until_on: date, on: date) -> Appointment:
    """Let an appointment end; `until_on` is its last day, `on` is today.

    Nobody ends an own one: so somebody who can mend a mistake is always left. Raises PermissionDenied for that and
    for other people's places, ValidationError when it has ended already or would end before it began.
    """
    found = Appointment.objects.changeable_by(by).exclude(person=by).select_for_update(of=("self",))
    row = found.filter(pk=appointment.pk).first()
    if row is None:
        raise PermissionDenied
    if row.until_on is not None and row.until_on < on:
        raise ValidationError(_("This appointment has already ended."))
    if until_on < row.from_on:
        raise ValidationError(_("The last day may not lie before the first, %(day)s.") % {"day": row.from_on})
    changes = differences(row, {"until_on": until_on})
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    record("appointment-end", row, by=by, changes=changes, label=f"{row.person}: {row}")
    return row


def _changeable(by: User, person: User) -> User:
    """The person's row, locked; nobody closes the own account, so that a director is always left."""
    rows = User.objects.changeable_by(by).exclude(pk=by.pk).select_for_update(of=("self",))
    row: User | None = rows.filter(pk=person.pk).first()
    if row is None:
        raise PermissionDenied
    return row


@transaction.atomic
def deactivate(*, by: User, person: User, now: datetime) -> User:
    """Close an account: the person is out at the next click, and open invitation links stop working."""
    row = _changeable(by, person)
    row.is_active = False
    row.save(update_fields=["is_active"])
    row.invitations.filter(accepted_at=None).update(expires_at=now)
    record("person-deactivate", row, by=by, changes={"is_active": [True, False]})
    return row


@transaction.atomic
def reactivate(*, by: User, person: User) -> User:
    """Open a closed account again; the appointments are as they were."""
    row = _changeable(by, person)
    row.is_active = True
    row.save(update_fields=["is_active"])
    record("person-reactivate", row, by=by, changes={"is_active": [False, True]})
    return row


@transaction.atomic
def change_own_settings(*, by: User, values: Mapping[str, Any]) -> User:
    """Change the own name, phone, language or appearance; any other field is refused."""
    if not values.keys() <= OWN_SETTINGS:
        raise PermissionDenied
    changes = differences(by, values)
    for name, value in values.items():
        setattr(by, name, value)
    by.save(update_fields=[*values])
    record("account-change", by, by=by, changes=changes)
    return by


def set_language(*, by: User, language: str) -> User:
    """Remember in which language the person reads screens and mails."""
    return change_own_settings(by=by, values={"language": language})


def set_theme(*, by: User, theme: str) -> User:
    """Remember whether the person wants light, dark, or as the device says."""
    return change_own_settings(by=by, values={"theme": theme})
