"""How people come: by a personal link that is mailed, works once and for seven days."""

import secrets
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.people import mails
from programme.people.actions.people import same_appointment
from programme.people.audit import record
from programme.people.models import Appointment, Invitation, User
from programme.people.passing_on import NewAppointment, may_pass_on

LINK_LASTS = timedelta(days=7)


class InvitationSpent(Exception):
    """The link is unknown, too old, used, or the person's account is closed; nobody is told which."""


@transaction.atomic
def invite(*, by: User | None, email: str, name: str, language: str, new: NewAppointment, now: datetime) -> Appointment:
    """Appoint whoever has this address, and mail the person.

    Somebody new gets an account without a password and a personal link; so does somebody who was invited before and
    has not come yet. Who has an account is told of the new task, and keeps the own name and language. `by` None is
    the portal itself (the first director). Raises PermissionDenied when `by` has not got that right to pass on,
    ValidationError when the person is already at work in that very task.
    """
    if by is not None and not may_pass_on(by.rights, new):
        raise PermissionDenied
    person, _made = User.objects.get_or_create(
        email__iexact=email,
        defaults={"email": email.lower(), "name": name, "language": language, "password": make_password(None)},
    )
    at_work = person.has_usable_password()
    appointment = same_appointment(person, new)
    if appointment and at_work:
        raise ValidationError(_("This person already has that task in those days."))
    if appointment is None:
        appointment = Appointment.objects.create(
            person=person, role=new.role, from_on=new.from_on, until_on=new.until_on, **new.place
        )
    changes = {"from_on": [None, new.from_on], "until_on": [None, new.until_on]}
    record("person-invite", appointment, by=by, changes=changes, label=f"{person}: {appointment}")
    if at_work or not person.is_active:
        transaction.on_commit(partial(mails.send_new_task, appointment, by))
    else:
        _send_link(by=by, appointment=appointment, now=now)
    return appointment


@transaction.atomic
def invite_again(*, by: User, person: User, now: datetime) -> Invitation:
    """Mail a new link to somebody who has not come yet; the earlier ones stop working.

    Raises PermissionDenied when `by` could not have invited the person, ValidationError when the person has come.
    """
    row = User.objects.changeable_by(by).select_for_update(of=("self",)).filter(pk=person.pk).first()
    if row is None:
        raise PermissionDenied
    appointment = Appointment.objects.changeable_by(by).filter(person=row).first()
    if appointment is None or row.has_usable_password() or not row.is_active:
        raise ValidationError(_("This person has already set a password, or the account is closed."))
    invitation = _send_link(by=by, appointment=appointment, now=now)
    record("person-invite-again", row, by=by)
    return invitation


def _send_link(*, by: User | None, appointment: Appointment, now: datetime) -> Invitation:
    person = appointment.person
    person.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person,
        appointment=appointment,
        invited_by=by,
        token_sha256=fingerprint(token),
        sent_at=now,
        expires_at=now + LINK_LASTS,
    )
    transaction.on_commit(partial(mails.send_invitation, invitation, token))
    return invitation


def fingerprint(token: str) -> str:
    """What is kept of a link."""
    return sha256(token.encode()).hexdigest()


def invitation_behind(token: str, *, now: datetime) -> Invitation:
    """The open invitation that a link leads to. Raises InvitationSpent."""
    found = Invitation.objects.open_at(now).select_related("person", "appointment", "invited_by")
    invitation = found.filter(token_sha256=fingerprint(token)).first()
    # Who set a password by "forgot your password" meanwhile has come: the link may not set another.
    if invitation is None or invitation.person.has_usable_password():
        raise InvitationSpent
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, now: datetime) -> User:
    """Set name and password of the invited person. Works once. Raises InvitationSpent."""
    invitation = invitation_behind(token, now=now)
    if not Invitation.objects.open_at(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise InvitationSpent
    person = invitation.person
    old = person.name
    person.name = name
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    record("invitation-accept", person, by=person, changes={"name": [old, name]} if name != old else None)
    return person
