"""Verbs that move an enrolment as a whole: give its plan a later end, hand it to another region."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from companies.actions.rules import WrongMove, lock_enrolment
from companies.models import Company, Enrolment, PlanExtension, PlannedStage, RegionTransfer
from companies.plan import PlannedDates, extended
from programme.people import audit
from programme.people.models import User
from programme.structure.models import Region

State = Enrolment.State
LONGEST_EXTENSION = timedelta(days=1096)  # a later end is a slip of the pen


def extended_plan(enrolment: Enrolment, end_on: date) -> list[PlannedDates]:
    """The plan as it would be with a later end. Raises ValidationError at `end_on`, WrongMove."""
    stages = list(enrolment.planned_stages.select_related("stage").order_by("order"))
    if enrolment.state not in (State.ADMITTED, *Enrolment.RUNNING):
        raise WrongMove(_("Only a plan that is under way can be extended."), code="wrong_move")
    if not stages or stages[-1].closed_on:
        raise WrongMove(_("All stages are closed, so there is nothing to extend."), code="wrong_move")
    former = stages[-1].planned_end_on
    if not former < end_on <= former + LONGEST_EXTENSION:
        words = _("The plan ends %(day)s now. Choose a later day, at most three years later.")
        raise ValidationError({"end_on": words % {"day": former.isoformat()}})
    ahead = [stage for stage in stages if not stage.closed_on]
    present = {stage.pk for stage in ahead if stage.entered_on} or {ahead[0].pk}  # before the start, the first
    return [_extended(stage, by=end_on - former, entered=stage.pk in present) for stage in stages]


def _extended(stage: PlannedStage, *, by: timedelta, entered: bool) -> PlannedDates:
    if stage.closed_on:
        return PlannedDates(stage.stage, stage.planned_start_on, stage.planned_end_on)
    start_on, end_on = extended(stage.planned_start_on, stage.planned_end_on, entered=entered, by=by)
    return PlannedDates(stage.stage, start_on, end_on)


@transaction.atomic
def extend(*, by: User, enrolment: Enrolment, end_on: date, on: date, reason: str, note: str = "") -> Enrolment:
    """Give the plan a later end: the present stage gets the time, and what lies ahead moves by as many days.

    Before the start it is the first stage that gets the time, since the start day stays. Closed stages stay.
    Raises PermissionDenied, WrongMove, ValidationError at `end_on`, `reason` or `note`.
    """
    lock_enrolment(enrolment, by=by)
    if reason not in PlanExtension.Reason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    if reason == PlanExtension.Reason.OTHER and not note.strip():
        raise ValidationError({"note": _("Write why the plan is extended.")})
    moved = {planned.stage.pk: planned for planned in extended_plan(enrolment, end_on)}
    stages = list(enrolment.planned_stages.order_by("order"))
    former = stages[-1].planned_end_on
    for stage in stages:
        if not stage.closed_on:
            stage.planned_start_on, stage.planned_end_on = moved[stage.stage_id].start_on, moved[stage.stage_id].end_on
            stage.save(update_fields=["planned_start_on", "planned_end_on"])
    PlanExtension.objects.create(
        enrolment=enrolment, extended_on=on, former_end_on=former, end_on=end_on, reason=reason, note=note,
        extended_by=by,
    )  # fmt: skip
    changes: dict[str, list[Any]] = {"plan_ends_on": [former, end_on], "extension_reason": [None, reason]}
    if note:
        changes["note"] = [None, note]
    audit.record("extend", enrolment, by=by, changes=changes)
    return enrolment


@transaction.atomic
def transfer(*, by: User, enrolment: Enrolment, region: Region, on: date, today: date, reason: str) -> Enrolment:
    """Hand a company to another region from a day on. What happened before that day stays counted where it was.

    The new region sees the whole card, the former one no longer. The company goes along when all its open enrolments
    did. Raises PermissionDenied, WrongMove, ValidationError at `region`, `on` or `reason`.
    """
    Company.objects.select_for_update().get(pk=enrolment.company_id)  # before the enrolment, as everywhere
    lock_enrolment(enrolment, by=by)
    former = enrolment.region
    _may_go(enrolment, region, on, today, reason)
    RegionTransfer.objects.create(
        enrolment=enrolment, from_region=former, to_region=region, from_on=on, noted_on=today, transferred_by=by,
        reason=reason,
    )  # fmt: skip
    changes = {"region": [former, region], "from_on": [None, on], "reason": [None, reason]}
    if enrolment.owner:  # the next step is for the new region to own
        changes["owner"] = [enrolment.owner, None]
    enrolment.region, enrolment.owner = region, None
    enrolment.version += 1
    enrolment.save(update_fields=["region", "owner", "version"])
    if _company_follows(enrolment, region):
        changes["company_region"] = [former, region]
    audit.record("transfer", enrolment, by=by, changes=changes)
    return enrolment


def _may_go(enrolment: Enrolment, region: Region, on: date, today: date, reason: str) -> None:
    if enrolment.state in Enrolment.ENDED:
        raise WrongMove(_("The company has left the programme, so it stays where it was."), code="wrong_move")
    if region.pk == enrolment.region_id:
        raise ValidationError({"region": _("The company belongs to %(region)s already.") % {"region": region}})
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the company changes region.")})
    if on > today:
        raise ValidationError({"on": _("Choose today or an earlier day.")})
    earliest = earliest_transfer_on(enrolment)
    if on < earliest:
        raise ValidationError({"on": _("Choose %(day)s or later.") % {"day": earliest.isoformat()}})


def earliest_transfer_on(enrolment: Enrolment) -> date:
    """The first day on which an enrolment can change region: after it began, and after the last change."""
    return earliest_transfers_on(Enrolment.objects.filter(pk=enrolment.pk))[enrolment.pk]


def earliest_transfers_on(enrolments: QuerySet[Enrolment]) -> dict[int, date]:
    """Enrolment id -> the first day on which it can change region, in one query."""
    rows = (
        enrolments.order_by()
        .values_list("pk", "state_since_on")
        .annotate(began_on=Min("state_changes__changed_on"), moved_on=Max("transfers__from_on"))
    )
    return {
        pk: moved_on + timedelta(days=1) if moved_on else began_on or since_on
        for pk, since_on, began_on, moved_on in rows
    }


def _company_follows(enrolment: Enrolment, region: Region) -> bool:
    """Let the company go along once none of its open enrolments is elsewhere."""
    company = Company.objects.select_for_update().get(pk=enrolment.company_id)
    left_behind = Enrolment.objects.filter(company=company, ended_on=None).exclude(region=region)
    if company.region_id == region.pk or left_behind.exists():
        return False
    company.region = region
    company.version += 1
    company.save(update_fields=["region", "version"])
    return True
