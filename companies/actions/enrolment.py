"""Verbs on enrolments before the start, and the next step."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from companies.actions.rules import (
    WrongMove,
    come_into,
    lock_company,
    lock_enrolment,
    must_follow,
    must_lead_to,
    save_and_settle,
    settle_which_counts,
)
from companies.models import Company, Enrolment, PlannedStage, StateChange
from companies.plan import planned_dates
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import save_on_version
from programme.structure.models import ProgrammeVersion

State = Enrolment.State
MOVABLE = frozenset({State.INTERESTED, State.CONTACTED, State.APPLIED})
NEXT_STEP = frozenset({"next_step", "next_step_on", "owner"})
LONGEST_WAIT = timedelta(days=731)  # between admission and start; a later start is a slip of the pen


def _may_use(version: ProgrammeVersion, *, by: User) -> None:
    rights = by.rights
    if rights.national(Permission.CHANGE_COMPANIES) or rights.regions(Permission.CHANGE_COMPANIES):
        return
    if version.programme_id not in rights.programmes(Permission.CHANGE_COMPANIES):
        raise PermissionDenied


def enrol(
    *,
    by: User,
    company: Company,
    programme_version: ProgrammeVersion,
    on: date,
    source: str = "",
    key: UUID | None = None,
) -> Enrolment:
    """Note a company's interest in a programme version. The company's region looks after the enrolment.

    Raises PermissionDenied, ValidationError when the version is closed or the company is in it already.
    """

    def act() -> Enrolment:
        lock_company(company, by=by)
        _may_use(programme_version, by=by)
        if not programme_version.open_for_enrolment:
            raise ValidationError({"programme_version": _("This edition takes no new companies.")})
        enrolment = Enrolment(
            company=company,
            programme_version=programme_version,
            region=company.region,
            ordinal=1 + (company.enrolments.aggregate(Max("ordinal"))["ordinal__max"] or 0),
            state=State.INTERESTED,
            state_since_on=on,
            source=source,
        )
        try:
            with transaction.atomic():
                enrolment.save(force_insert=True)
                settle_which_counts([company.pk])  # an open one, and the latest
        except IntegrityError:
            raise ValidationError({"programme_version": _("The company is already in this edition.")}) from None
        StateChange.objects.create(enrolment=enrolment, state=State.INTERESTED, changed_on=on, changed_by=by)
        changes = {"state": [None, enrolment.state], "programme_version": [None, programme_version]}
        audit.record("enrol", enrolment, by=by, changes=changes)
        return enrolment

    with transaction.atomic():
        enrolment, made = once(key, "enrol", Enrolment, by=by, act=act)
        if not made and (enrolment.company_id, enrolment.programme_version_id) != (company.pk, programme_version.pk):
            return act()  # the form was used again, by the browser's Back, for another enrolment
        return enrolment


@transaction.atomic
def move(*, by: User, enrolment: Enrolment, to: str, on: date) -> Enrolment:
    """Move along the way in: interested, contacted, applied. Back from admitted takes the plan away.

    A company that withdrew before it started may come back to interested; one that was in the lift is enrolled anew,
    so that its first time stays as it was. Raises PermissionDenied, WrongMove, ValidationError at `on`.
    """
    lock_enrolment(enrolment, by=by)
    if to not in MOVABLE:
        raise WrongMove(_("Only interested, contacted and applied are chosen here."), code="wrong_move")
    must_lead_to(enrolment, to)
    if enrolment.started_on:
        raise WrongMove(_("The company has been in the lift. Enrol it anew instead."), code="wrong_move")
    must_follow(enrolment, on)
    changes: dict[str, Any] = {"start_on": [enrolment.start_on, None]} if enrolment.start_on else {}
    enrolment.planned_stages.all().delete()
    enrolment.admitted_on = enrolment.start_on = enrolment.ended_on = None
    enrolment.admitted_size = ""
    enrolment.withdrawal_reason = enrolment.withdrawal_note = ""
    changes["state"] = come_into(enrolment, to, on=on, by=by)
    try:
        with transaction.atomic():
            save_and_settle(enrolment)
    except IntegrityError:  # came back, but was enrolled anew meanwhile
        raise WrongMove(_("The company is already in this edition."), code="wrong_move") from None
    audit.record("move", enrolment, by=by, changes=changes)
    return enrolment


def taken_back_to(enrolment: Enrolment, *, by: User, today: date) -> str:
    """The state that taking back the latest move would restore; empty when it cannot be taken back.

    Only a slip of the same day, by who made it, between interested, contacted and applied: later it is a move.
    """
    latest = list(enrolment.state_changes.order_by("-changed_on", "-pk")[:2])
    if len(latest) < 2 or enrolment.state not in MOVABLE or latest[1].state not in MOVABLE:
        return ""
    slipped = (latest[0].state, latest[0].changed_by_id, latest[0].changed_on) == (enrolment.state, by.pk, today)
    return latest[1].state if slipped else ""


@transaction.atomic
def take_back(*, by: User, enrolment: Enrolment, today: date) -> Enrolment:
    """Take back a move of today as if it had not been made, so that no figure counts the slip. The log tells of both.

    Raises PermissionDenied, and WrongMove when there is nothing to take back.
    """
    lock_enrolment(enrolment, by=by)
    if not taken_back_to(enrolment, by=by, today=today):
        raise WrongMove(_("The move can no longer be taken back. Move the company instead."), code="wrong_move")
    slip, before = enrolment.state_changes.order_by("-changed_on", "-pk")[:2]
    changes = {"state": [enrolment.state, before.state], "state_since_on": [slip.changed_on, before.changed_on]}
    slip.delete()
    enrolment.state, enrolment.state_since_on = before.state, before.changed_on
    save_and_settle(enrolment)
    audit.record("take_back", enrolment, by=by, changes=changes)
    return enrolment


@transaction.atomic
def admit(*, by: User, enrolment: Enrolment, start_on: date, on: date) -> Enrolment:
    """Admit a company that applied: it gets a start day and the plan that follows from it.

    Raises PermissionDenied, WrongMove, ValidationError at `on` or `start_on`.
    """
    lock_enrolment(enrolment, by=by)
    must_lead_to(enrolment, State.ADMITTED)
    must_follow(enrolment, on)
    if not on <= start_on <= on + LONGEST_WAIT:
        raise ValidationError(
            {"start_on": _("Choose a start from the day of admission, %(day)s, and within two years.") % {"day": on}}
        )
    plan = planned_dates(enrolment.programme_version.stages.all(), start_on)
    if not plan:
        raise ValidationError(_("This edition has no stages yet, so there is no plan to follow."), code="no_stages")
    PlannedStage.objects.bulk_create(
        PlannedStage(
            enrolment=enrolment,
            stage=planned.stage,
            order=planned.stage.order,
            planned_start_on=planned.start_on,
            planned_end_on=planned.end_on,
        )
        for planned in plan
    )
    enrolment.admitted_on, enrolment.start_on = on, start_on
    enrolment.admitted_size = enrolment.company.size_class
    changes = {"state": come_into(enrolment, State.ADMITTED, on=on, by=by), "start_on": [None, start_on]}
    save_and_settle(enrolment)
    audit.record("admit", enrolment, by=by, changes=changes)
    return enrolment


@transaction.atomic
def set_next_step(*, by: User, enrolment: Enrolment, version: int, values: Mapping[str, Any]) -> Enrolment:
    """Write what happens next, when, and who owns it. Raises PermissionDenied, Conflict."""
    unknown = set(values) - NEXT_STEP
    if unknown:
        raise TypeError(f"not fields of a next step: {sorted(unknown)}")
    lock_enrolment(enrolment, by=by)
    changes = audit.differences(enrolment, values)
    save_on_version(enrolment, values, version)
    audit.record("set_next_step", enrolment, by=by, changes=changes)
    return enrolment
