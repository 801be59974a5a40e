"""Which region an enrolment belonged to on which day: what happened stays counted where it happened."""

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from companies.models.enrolment import Enrolment
from programme.people.models import User
from programme.structure.models import Region


class RegionTransfer(models.Model):
    """An enrolment went from one region to another; from that day it is the new one's.

    A region's time lasts from one transfer to the next, so two times can neither overlap nor leave a gap. The region in
    force today is `enrolment.region`; an enrolment that never moved has no row here.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="transfers")
    from_region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("from region"))
    to_region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("to region"))
    from_on = models.DateField(_("from"))  # first day of the new region
    noted_on = models.DateField(_("noted"))  # when it was written down; both sides hear then
    transferred_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("transferred by"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name = _("transfer")
        indexes = [models.Index(fields=["enrolment", "from_on"], name="transfers_by_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(from_region=F("to_region")), name="transfer_changes_region"),
            models.CheckConstraint(condition=Q(from_on__lte=F("noted_on")), name="transfer_not_ahead"),
            models.UniqueConstraint(fields=["enrolment", "from_on"], name="one_transfer_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.from_region} → {self.to_region} {self.from_on}"


def region_on(day: date | OuterRef, *, enrolment: str = "pk", region: str = "region") -> Coalesce:
    """The id of the region that an enrolment belonged to on a day, for a query.

    The first transfer after the day says where it was; without one it is where it is now. `enrolment` names the outer
    row's enrolment id, `region` its present region.
    """
    later = RegionTransfer.objects.filter(enrolment=OuterRef(enrolment), from_on__gt=day)
    return Coalesce(
        Subquery(later.order_by("from_on").values("from_region")[:1]), F(region), output_field=models.BigIntegerField()
    )
