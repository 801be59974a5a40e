"""Verbs on an expression of interest: take in, attach to a company that is here, hand over, dismiss."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.actions.company import enter_company
from companies.actions.contact import add_contact
from companies.actions.enrolment import enrol
from companies.actions.express import label
from companies.actions.logged_contact import log_contact
from companies.actions.rules import lock_company
from companies.models import Company, Enrolment, Interest, LoggedContact
from programme.people import audit
from programme.people.models import User
from programme.structure.models import ProgrammeVersion, Region

State = Interest.State


class AlreadyHandled(ValidationError):
    """Somebody was quicker, or clicked twice."""


def _lock(interest: Interest, *, by: User) -> None:
    """Read it afresh and hold it to the end of the transaction. Raises PermissionDenied, AlreadyHandled."""
    if not Interest.objects.changeable_by(by).filter(pk=interest.pk).exists():
        raise PermissionDenied
    interest.refresh_from_db(from_queryset=Interest.objects.select_for_update())
    if not interest.is_open:
        raise AlreadyHandled(_("The expression of interest is already handled."), code="handled")


def _handle(interest: Interest, state: str, *, by: User, now: datetime, verb: str, changes: Mapping[str, Any]) -> None:
    before = interest.state
    interest.state, interest.handled_by, interest.handled_at = state, by, now
    interest.save()
    audit.record(verb, interest, by=by, label=label(interest), changes={"state": [before, state], **changes})


def _join(
    interest: Interest, company: Company, version: ProgrammeVersion | None, *, by: User, source: str
) -> Enrolment | None:
    """The open enrolment that she sees, or a new one on the day that the interest came; None without an edition."""
    hers = Enrolment.objects.visible_to(by).filter(company=company).exclude(state__in=Enrolment.ENDED)
    running = hers.order_by("-state_since_on", "-pk").first()
    if running is not None or version is None:
        return running
    received_on = timezone.localdate(interest.received_at)
    return enrol(by=by, company=company, programme_version=version, on=received_on, source=source)


@transaction.atomic
def take_in(
    *,
    by: User,
    interest: Interest,
    company: Mapping[str, Any],
    contact: Mapping[str, Any],
    programme_version: ProgrammeVersion | None,
    now: datetime,
) -> Interest:
    """Make company, main contact and enrolment of it. `company`, `contact`: as enter_company and add_contact take them.

    Raises PermissionDenied, AlreadyHandled, KnownCompany, ValidationError by field.
    """
    _lock(interest, by=by)
    entered = enter_company(by=by, values=company)
    add_contact(by=by, company=entered, values={**contact, "is_main": True})
    _log_message(interest, entered, by=by)
    interest.company = entered
    interest.enrolment = _join(interest, entered, programme_version, by=by, source=_("Expression of interest"))
    interest.reason = interest.note = ""
    changes = {"company": [None, entered]}
    _handle(interest, State.TAKEN_UP, by=by, now=now, verb="take_in_interest", changes=changes)
    return interest


@transaction.atomic
def attach(
    *, by: User, interest: Interest, company: Company, programme_version: ProgrammeVersion | None, now: datetime
) -> Interest:
    """Tie it to a company that is here already: the person becomes a contact, and the company is enrolled if it is not.

    Raises PermissionDenied, AlreadyHandled, ValidationError by field.
    """
    _lock(interest, by=by)
    lock_company(company, by=by)
    if not _is_contact(interest, company):
        values = {"name": interest.person, "email": interest.email, "phone": interest.phone}
        has_main = company.contacts.filter(is_main=True, left_on=None).exists()
        add_contact(by=by, company=company, values={**values, "is_main": not has_main})
    _log_message(interest, company, by=by)
    interest.company = company
    interest.enrolment = _join(interest, company, programme_version, by=by, source=_("Expression of interest"))
    interest.reason = interest.note = ""
    changes = {"company": [None, company]}
    _handle(interest, State.ATTACHED, by=by, now=now, verb="attach_interest", changes=changes)
    return interest


def _log_message(interest: Interest, company: Company, *, by: User) -> None:
    """What the company wrote is the first line of its contact log: the expression of interest itself has an end."""
    if interest.message:
        values = {
            "kind": LoggedContact.Kind.MAIL,
            "held_on": timezone.localdate(interest.received_at),
            "whom": interest.person,
            "said": interest.message,
        }
        log_contact(by=by, company=company, values=values)


def _is_contact(interest: Interest, company: Company) -> bool:
    """True when the company has this person already, by address or by name."""
    here = company.contacts.filter(left_on=None)
    if interest.email and here.filter(email__iexact=interest.email).exists():
        return True
    return here.filter(name__iexact=interest.person).exists()


@transaction.atomic
def hand_over(*, by: User, interest: Interest, region: Region, now: datetime) -> Interest:
    """Give it to another region. Both are told by the reminders. What that region has already stays as it is.

    Raises PermissionDenied, AlreadyHandled.
    """
    _lock(interest, by=by)
    if interest.region_id == region.pk:
        return interest
    before = interest.region
    interest.came_from, interest.region = before, region
    interest.handed_over_at, interest.handed_over_by = now, by
    interest.state, interest.reason, interest.note = State.NEW, "", ""
    interest.handled_at = interest.handled_by = None
    interest.save()
    changes = {"region": [before, region]}
    audit.record("hand_over_interest", interest, by=by, label=label(interest), changes=changes)
    return interest


@transaction.atomic
def dismiss(*, by: User, interest: Interest, reason: str, note: str, now: datetime) -> Interest:
    """Nothing comes of it, for a coded reason (Interest.Reason). What is written about it stays out of the log.

    Raises PermissionDenied, AlreadyHandled, ValidationError at `reason`.
    """
    _lock(interest, by=by)
    if reason not in Interest.Reason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    changes: dict[str, Any] = {"reason": [interest.reason, reason]}
    if note != interest.note:
        changes["note"] = [audit.HIDDEN, audit.HIDDEN]
    interest.reason, interest.note = reason, note
    _handle(interest, State.DISMISSED, by=by, now=now, verb="dismiss_interest", changes=changes)
    return interest
