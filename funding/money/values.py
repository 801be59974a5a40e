"""A cost as it is entered, and what it may be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from funding.models import BudgetLine, Grant
from programme.common.numbers import kronor


@dataclass(frozen=True)
class CostValues:
    """A cost as it is entered; SEK, below zero for a credit."""

    cost_type: str
    booked_on: date
    amount: Decimal
    what: str
    reference: str

    def __str__(self) -> str:
        label = BudgetLine.CostType(self.cost_type).label
        return f"{self.reference}, {self.booked_on}, {label}: {kronor(self.amount)}, {self.what}"


def check_cost(grant: Grant, booked_on: date, amount: Decimal, *, today: date) -> None:
    """Raises ValidationError, by field, for a cost that is nothing, to come, or outside the grant's time."""
    wrong = {}
    if amount == 0:
        wrong["amount"] = _("Write an amount other than 0; a credit has a minus sign.")
    if not grant.starts_on <= booked_on <= grant.ends_on:
        span = {"first": grant.starts_on, "last": grant.ends_on}
        wrong["booked_on"] = _("Choose a day within the grant's time, %(first)s – %(last)s.") % span
    elif booked_on > today:
        wrong["booked_on"] = _("Choose today or an earlier day.")
    if wrong:
        raise ValidationError(wrong)
