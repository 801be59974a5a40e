"""What an action may point to: a goal of the same enrolment, a person of the same company, a coach of it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coaching.models import ActionItem, CoachAssignment
from companies.models import Enrolment

MOST_PERCENT = 100


def check_ties(enrolment: Enrolment, values: Mapping[str, Any], *, before: ActionItem | None = None) -> None:
    """Refuse what belongs to another company, in words at the value. What stood there `before` may stay."""
    refused: dict[str, str] = {}
    goal, contact, coach = (values.get(name) for name in ("goal", "owner_contact", "owner_coach"))
    if goal is not None and goal.enrolment_id != enrolment.pk:
        refused["goal"] = _("Choose one of the company's own goals.")
    if contact is not None and contact.company_id != enrolment.company_id:
        refused["owner_contact"] = _("Choose somebody at the company.")
    stays = before is not None and coach is not None and before.owner_coach_id == coach.pk
    if coach is not None and not stays:
        coaches = CoachAssignment.objects.filter(enrolment=enrolment, coach=coach)
        if not coaches.exists():
            refused["owner_coach"] = _("Choose one of the company's coaches.")
    if contact is not None and coach is not None:
        refused["owner_coach"] = _("Choose somebody at the company or a coach, not both.")
    refused |= _effect(values, before)
    if refused:
        raise ValidationError(refused)


def _effect(values: Mapping[str, Any], before: ActionItem | None) -> dict[str, str]:
    """An amount has a unit; percent go no further than a hundred."""
    refused: dict[str, str] = {}
    now = {name: values.get(name, getattr(before, name, None)) for name in ("expected_amount", "reached_amount")}
    unit = values.get("effect_unit", getattr(before, "effect_unit", ""))
    if any(amount is not None for amount in now.values()) and not unit:
        refused["effect_unit"] = _("Choose kr, hours or percent.")
    for name, amount in now.items():
        if amount is not None and amount < 0:
            refused[name] = _("Write 0 or more.")
        if amount is not None and unit == ActionItem.Unit.PERCENT and amount > MOST_PERCENT:
            refused[name] = _("Write at most 100 percent.")
    return refused


def named(values: dict[str, Any]) -> dict[str, Any]:
    """The same values, with the name of the contact or coach as the name of who does it."""
    somebody = values.get("owner_contact") or values.get("owner_coach")
    return {**values, "owner_name": somebody.name[:120]} if somebody is not None else values
