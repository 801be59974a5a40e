"""Which grant pays which share of what, from when until when."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.models import Activity
from companies.models import Enrolment
from funding.models.grant import Grant
from programme.people.models import User
from programme.people.versions import Versioned


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Which allocations."""

    def visible_to(self, user: User) -> "AllocationQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.allocations(self, user)

    def changeable_by(self, user: User) -> "AllocationQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_allocations(self, user)


class Allocation(Versioned):
    """Which share of which enrolment or activity a grant pays, from–until. Shares of one never exceed 100 % a day.

    That they do not is seen to by funding.grants.actions, which holds the enrolment's or activity's row meanwhile.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="allocations", verbose_name=_("grant"))
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("enrolment")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name=_("activity")
    )
    percent = models.DecimalField(
        _("share, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["grant", "pk"]
        verbose_name = _("allocation")
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, activity=None) | Q(enrolment=None, activity__isnull=False),
                name="allocates_one_thing",
            ),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="share_within_hundred"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="allocation_ends_after_start"),
        ]
        indexes = [models.Index(fields=["grant", "enrolment"], name="allocations_by_grant")]

    def __str__(self) -> str:
        return f"{self.grant} {self.percent} %"

    def get_absolute_url(self) -> str:
        return f"{self.grant.get_absolute_url()}allocations/"
