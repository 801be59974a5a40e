"""What was spent of a grant."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.grant import Grant
from funding.models.money import BudgetLine
from funding.models.withdrawn import WITHDRAWN_WITH_REASON, Withdrawable
from programme.people.models import User
from programme.people.versions import Versioned


class CostQuerySet(models.QuerySet["Cost"]):
    """Which costs."""

    def visible_to(self, user: User) -> "CostQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.costs(self, user)

    def changeable_by(self, user: User) -> "CostQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_costs(self, user)

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_on=None)


class Cost(Versioned, Withdrawable):
    """A cost that was booked on a grant, SEK: a voucher, or a part of one. Below zero is a credit.

    Whose working time stands behind it is not told here, and a funder reads sums only.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="costs", verbose_name=_("grant"))
    cost_type = models.CharField(_("cost type"), max_length=10, choices=BudgetLine.CostType)
    booked_on = models.DateField(_("booked"))
    amount = models.DecimalField(_("amount, SEK"), max_digits=14, decimal_places=2)
    what = models.CharField(_("what"), max_length=200)
    reference = models.CharField(_("voucher"), max_length=60)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    # Last, in what counts: its day, amount or type, or that it was taken back (funding.money.late).
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)

    objects = CostQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_on", "-pk"]
        verbose_name = _("cost")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="cost_not_zero"),
            models.CheckConstraint(condition=WITHDRAWN_WITH_REASON, name="cost_withdrawn_with_reason"),
        ]
        indexes = [models.Index(fields=["grant", "booked_on"], name="costs_by_grant")]

    def __str__(self) -> str:
        return f"{self.reference} {self.what}"

    def get_absolute_url(self) -> str:
        return f"{self.grant.get_absolute_url()}costs/"
