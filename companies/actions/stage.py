"""Verbs on the stages of a plan: tick a requirement, close a stage."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.actions.rules import WrongMove, lock_enrolment, must_follow
from companies.models import Enrolment, PlannedStage, RequirementCheck
from programme.people import audit
from programme.people.models import User
from programme.structure.models import StageRequirement


def open_requirements(planned_stage: PlannedStage) -> list[StageRequirement]:
    """What is left to do before the stage may close without a reason."""
    done = planned_stage.checks.values("requirement")
    return list(planned_stage.stage.requirements.exclude(pk__in=done).order_by("order"))


@transaction.atomic
def check_requirement(
    *, by: User, planned_stage: PlannedStage, requirement: StageRequirement, on: date, done: bool
) -> PlannedStage:
    """Tick a requirement as done on a day, or take the tick back. What is so already stays and leaves no trace.

    Raises PermissionDenied, ValidationError when the stage or the enrolment is closed, or the requirement is another
    stage's.
    """
    lock_enrolment(planned_stage.enrolment, by=by, among=Enrolment.objects.checkable_by(by))
    planned_stage.refresh_from_db()
    if requirement.stage_id != planned_stage.stage_id:
        raise ValidationError(_("This requirement belongs to another stage."), code="other_stage")
    if planned_stage.closed_on or planned_stage.enrolment.state in Enrolment.ENDED:
        raise ValidationError(_("The stage is closed; its list can no longer be changed."), code="closed")
    ticked = planned_stage.checks.filter(requirement=requirement)
    if ticked.exists() == done:
        return planned_stage
    if done:
        RequirementCheck.objects.create(planned_stage=planned_stage, requirement=requirement, done_on=on, done_by=by)
    else:
        ticked.delete()
    changes = {"requirement": [None, requirement] if done else [requirement, None]}
    audit.record("check_requirement", planned_stage.enrolment, by=by, changes=changes)
    return planned_stage


@transaction.atomic
def close_stage(*, by: User, planned_stage: PlannedStage, on: date, without: str = "") -> PlannedStage:
    """Close the stage that the company is in, and enter the next one on the same day.

    `without` is the reason when requirements are open. Raises PermissionDenied, WrongMove, ValidationError at `on` or
    `without`.
    """
    enrolment = planned_stage.enrolment
    lock_enrolment(enrolment, by=by)
    planned_stage.refresh_from_db()
    if enrolment.state != Enrolment.State.ACTIVE:
        raise WrongMove(_("Stages are closed while the company is active."), code="wrong_move")
    if planned_stage.entered_on is None or planned_stage.closed_on is not None:
        raise WrongMove(_("The company is not in this stage."), code="wrong_move")
    must_follow(enrolment, on)
    left = len(open_requirements(planned_stage))
    if left and not without.strip():
        message = ngettext(
            "%(n)s requirement is open. Write why the stage closes without it.",
            "%(n)s requirements are open. Write why the stage closes without them.",
            left,
        )
        raise ValidationError({"without": message % {"n": left}})
    planned_stage.closed_on, planned_stage.closed_by = on, by
    planned_stage.closed_without = without if left else ""
    planned_stage.save(update_fields=["closed_on", "closed_by", "closed_without"])
    following = enrolment.planned_stages.filter(order__gt=planned_stage.order).order_by("order").first()
    if following:
        following.entered_on = on
        following.save(update_fields=["entered_on"])
    changes = {"stage": [planned_stage.stage, following.stage if following else None], "closed_on": [None, on]}
    if left:
        changes["closed_without"] = [None, without]
    audit.record("close_stage", enrolment, by=by, changes=changes)
    return planned_stage
