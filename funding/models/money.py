"""A grant's money in lines: the budget by cost type, the decisions of single years, and what partners add."""

from typing import Self

from django.db import models
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.grant import Grant
from funding.models.withdrawn import WITHDRAWN_WITH_REASON, Withdrawable
from programme.people.models import User


class BudgetLine(models.Model):
    """What the grant may be spent on: a cost type, for one calendar year or, without a year, for all of its time."""

    class CostType(models.TextChoices):
        STAFF = "staff", _("Staff")
        EXTERNAL = "external", _("External services")
        TRAVEL = "travel", _("Travel")
        EQUIPMENT = "equipment", _("Equipment")
        INDIRECT = "indirect", _("Indirect costs, flat rate")
        OTHER = "other", _("Other costs")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="budget")
    cost_type = models.CharField(_("cost type"), max_length=10, choices=CostType)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    amount = models.DecimalField(_("amount, SEK"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["grant", F("year").asc(nulls_last=True), "pk"]
        verbose_name = _("budget line")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative"),
            models.UniqueConstraint(
                fields=["grant", "cost_type", "year"], condition=Q(year__isnull=False), name="one_cost_type_a_year"
            ),
            models.UniqueConstraint(
                fields=["grant", "cost_type"], condition=Q(year=None), name="one_cost_type_for_all_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cost_type_display()} {self.year or ''}".strip()


class GrantDecision(models.Model):
    """The funder's decision on a part of the grant, as an operating grant has one a year."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="decisions")
    number = models.CharField(_("decision number"), max_length=40)
    decided_on = models.DateField(_("decided"))
    amount = models.DecimalField(_("amount, SEK"), max_digits=14, decimal_places=2)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))

    class Meta:
        ordering = ["grant", "from_on", "pk"]
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="decision_not_negative"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="decision_ends_after_start"),
            models.UniqueConstraint(fields=["grant", "number"], name="unique_decision_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.decided_on}"


class CoFinancingQuerySet(models.QuerySet["CoFinancing"]):
    """Which lines of co-financing."""

    def visible_to(self, user: User) -> Self:
        """Those of grants that the person sees."""
        return self.filter(grant__in=Grant.objects.visible_to(user))

    def changeable_by(self, user: User) -> Self:
        """Those of grants that the person may change."""
        return self.filter(grant__in=Grant.objects.changeable_by(user))

    def with_certified(self) -> Self:
        """Each with `certified`, SEK that its certificates add up to, and `certified_on`, the day of the last one."""
        standing = Q(certificates__withdrawn_on=None)
        nothing = models.Value(0, output_field=models.DecimalField(max_digits=14, decimal_places=2))
        return self.annotate(
            certified=Coalesce(Sum("certificates__amount", filter=standing), nothing),
            certified_on=Max("certificates__certified_on", filter=standing),
        )


class CoFinancing(models.Model):
    """What a partner adds to a grant's project: cash or in kind, on a line each; promised, then certified in parts."""

    class Kind(models.TextChoices):
        CASH = "cash", _("Cash")
        IN_KIND = "in_kind", _("In kind")

    class Sector(models.TextChoices):
        PUBLIC = "public", _("Public")
        PRIVATE = "private", _("Private")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="co_financing")
    partner = models.CharField(_("partner"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    sector = models.CharField(_("public or private"), max_length=10, choices=Sector, blank=True)
    promised = models.DecimalField(_("promised, SEK"), max_digits=14, decimal_places=2)
    promised_on = models.DateField(_("promised on"), null=True, blank=True)
    # How contributions in kind are valued, or the appropriation that public cash comes from.
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = CoFinancingQuerySet.as_manager()

    class Meta:
        ordering = ["grant", "partner", "kind", "pk"]
        verbose_name = _("co-financing")
        constraints = [
            models.CheckConstraint(condition=Q(promised__gte=0), name="promised_not_negative"),
            models.UniqueConstraint(fields=["grant", "partner", "kind"], name="partner_once_in_each_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_kind_display()}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Which certificates."""

    def visible_to(self, user: User) -> "CertificateQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.certificates(self, user)

    def changeable_by(self, user: User) -> "CertificateQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_certificates(self, user)

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_on=None)


class Certificate(Withdrawable):
    """A partner's word that it has paid or worked for so much of what it promised, SEK, with the paper's reference."""

    co_financing = models.ForeignKey(
        CoFinancing, models.PROTECT, related_name="certificates", verbose_name=_("co-financing")
    )
    certified_on = models.DateField(_("certified on"))
    amount = models.DecimalField(_("amount, SEK"), max_digits=14, decimal_places=2)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )  # nobody where it was one number of the line before
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-certified_on", "-pk"]
        verbose_name = _("certificate")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="certificate_above_zero"),
            models.CheckConstraint(condition=WITHDRAWN_WITH_REASON, name="certificate_withdrawn_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.co_financing} {self.certified_on}"
