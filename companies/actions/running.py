"""Verbs on enrolments from the start to the end: start, pause, resume, withdraw, complete."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.actions.rules import (
    WrongMove,
    come_into,
    lock_enrolment,
    must_follow,
    must_lead_to,
    save_and_settle,
)
from companies.models import Enrolment, EnrolmentPause
from companies.plan import shifted
from programme.people import audit
from programme.people.models import User

State = Enrolment.State


@transaction.atomic
def start(*, by: User, enrolment: Enrolment, on: date) -> Enrolment:
    """The company starts and enters its first stage. The plan keeps the day that was planned.

    Raises PermissionDenied, WrongMove, ValidationError at `on`.
    """
    lock_enrolment(enrolment, by=by)
    if enrolment.state == State.PAUSED:
        raise WrongMove(_("The company is paused. Resume it instead."), code="wrong_move")
    must_lead_to(enrolment, State.ACTIVE)
    must_follow(enrolment, on)
    first = enrolment.planned_stages.order_by("order").first()
    if first is None:
        raise ValidationError(_("This edition has no stages yet, so there is no plan to follow."), code="no_stages")
    first.entered_on = on
    first.save(update_fields=["entered_on"])
    enrolment.started_on = on
    changes = {"state": come_into(enrolment, State.ACTIVE, on=on, by=by), "started_on": [None, on]}
    save_and_settle(enrolment)
    audit.record("start", enrolment, by=by, changes=changes)
    return enrolment


@transaction.atomic
def pause(
    *, by: User, enrolment: Enrolment, on: date, reason: str = "", code: str = EnrolmentPause.Code.OTHER
) -> Enrolment:
    """The company rests from a day, for a coded reason (EnrolmentPause.Code); `reason` says it in words.

    Raises PermissionDenied, WrongMove, ValidationError at `on`, `code` or `reason`.
    """
    lock_enrolment(enrolment, by=by)
    must_lead_to(enrolment, State.PAUSED)
    must_follow(enrolment, on)
    if code not in EnrolmentPause.Code.values:
        raise ValidationError({"code": _("Choose a reason.")})
    if code == EnrolmentPause.Code.OTHER and not reason.strip():
        raise ValidationError({"reason": _("Write why the company pauses.")})
    EnrolmentPause.objects.create(enrolment=enrolment, paused_on=on, code=code, reason=reason)
    changes = {
        "state": come_into(enrolment, State.PAUSED, on=on, by=by, reason=reason),
        "pause_code": [None, code],
    }
    if reason:
        changes["reason"] = [None, reason]
    save_and_settle(enrolment)
    audit.record("pause", enrolment, by=by, changes=changes)
    return enrolment


def _end_pause(enrolment: Enrolment, on: date) -> EnrolmentPause:
    resting = enrolment.pauses.get(resumed_on=None)
    resting.resumed_on = on
    resting.save(update_fields=["resumed_on"])
    return resting


@transaction.atomic
def resume(*, by: User, enrolment: Enrolment, on: date) -> Enrolment:
    """The company goes on. Planned dates of open stages that lay ahead move by the pause's days.

    Raises PermissionDenied, WrongMove, ValidationError at `on`.
    """
    lock_enrolment(enrolment, by=by)
    if enrolment.state != State.PAUSED:
        raise WrongMove(_("The company is not paused."), code="wrong_move")
    must_follow(enrolment, on)
    rested = _end_pause(enrolment, on)
    for stage in enrolment.planned_stages.filter(closed_on=None):
        stage.planned_start_on = shifted(stage.planned_start_on, paused_on=rested.paused_on, resumed_on=on)
        stage.planned_end_on = shifted(stage.planned_end_on, paused_on=rested.paused_on, resumed_on=on)
        stage.save(update_fields=["planned_start_on", "planned_end_on"])
    days = (on - rested.paused_on).days
    changes = {"state": come_into(enrolment, State.ACTIVE, on=on, by=by), "plan_moved_by_days": [0, days]}
    save_and_settle(enrolment)
    audit.record("resume", enrolment, by=by, changes=changes)
    return enrolment


@transaction.atomic
def withdraw(*, by: User, enrolment: Enrolment, on: date, reason: str, note: str = "") -> Enrolment:
    """The company leaves before the end, for a coded reason (Enrolment.WithdrawalReason). A pause ends with it.

    Raises PermissionDenied, WrongMove, ValidationError at `on` or `reason`.
    """
    lock_enrolment(enrolment, by=by)
    must_lead_to(enrolment, State.WITHDRAWN)
    must_follow(enrolment, on)
    if reason not in Enrolment.WithdrawalReason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    if enrolment.state == State.PAUSED:
        _end_pause(enrolment, on)
    enrolment.ended_on, enrolment.withdrawal_reason, enrolment.withdrawal_note = on, reason, note
    changes = {
        "state": come_into(enrolment, State.WITHDRAWN, on=on, by=by, reason=note),
        "withdrawal_reason": [None, reason],
    }
    save_and_settle(enrolment)
    audit.record("withdraw", enrolment, by=by, changes=changes)
    _let_others_end(by, enrolment, on)
    return enrolment


@transaction.atomic
def complete(*, by: User, enrolment: Enrolment, on: date, without: str = "") -> Enrolment:
    """The company has gone all the way. `without` says why, when stages are still open.

    Raises PermissionDenied, WrongMove, ValidationError at `on` or `without`.
    """
    lock_enrolment(enrolment, by=by)
    must_lead_to(enrolment, State.COMPLETED)
    must_follow(enrolment, on)
    still_open = enrolment.planned_stages.filter(closed_on=None).count()
    if still_open and not without.strip():
        message = ngettext(
            "%(n)s stage is not closed. Close it first, or write why it stays open.",
            "%(n)s stages are not closed. Close them first, or write why they stay open.",
            still_open,
        )
        raise ValidationError({"without": message % {"n": still_open}})
    enrolment.ended_on = on
    changes = {"state": come_into(enrolment, State.COMPLETED, on=on, by=by, reason=without), "ended_on": [None, on]}
    if still_open:
        changes["without"] = [None, without]
    save_and_settle(enrolment)
    audit.record("complete", enrolment, by=by, changes=changes)
    _let_others_end(by, enrolment, on)
    return enrolment


def _let_others_end(by: User, enrolment: Enrolment, on: date) -> None:
    """What higher rooms end when a company leaves (settings.LEAVING), within the same transaction."""
    for path in settings.LEAVING:
        import_string(path)(by=by, enrolment=enrolment, on=on)
