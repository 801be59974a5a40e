"""What a funder pays, for what, with which targets, and when it wants to hear."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models import Activity
from companies.models import Enrolment
from programme.people.models import User
from programme.structure.models import Funder, Programme, Region
from programme.structure.models.named import Named


class GrantQuerySet(models.QuerySet["Grant"]):
    """Which grants."""

    def visible_to(self, user: User) -> "GrantQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.grants(self, user)

    def changeable_by(self, user: User) -> "GrantQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_grants(self, user)


class Grant(Named):
    """Money that a funder granted a programme: case number, amount, period, and what its reports must hold."""

    class Kind(models.TextChoices):
        OPERATING = "operating", _("Operating grant")
        PROJECT = "project", _("Project grant")
        ERDF = "erdf", _("EU regional fund")
        EARMARKED = "earmarked", _("Earmarked grant")

    funder = models.ForeignKey(Funder, models.PROTECT, related_name="grants", verbose_name=_("funder"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="grants", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    case_number = models.CharField(_("case number"), max_length=40)
    amount = models.DecimalField(
        _("amount, SEK"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    publicity_sv = models.CharField(_("publicity text in Swedish"), max_length=300, blank=True)
    publicity_en = models.CharField(_("publicity text in English"), max_length=300, blank=True)
    participant_list_required = models.BooleanField(_("the funder wants a participant list"), default=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("grant")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="grant_ends_after_start"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="grant_not_negative"),
            models.UniqueConstraint(fields=["funder", "case_number"], name="unique_case_number"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("grant-card", args=[self.pk])


class Allocation(models.Model):
    """Which share of which enrolment or activity a grant pays, from–until. Shares of one never exceed 100 % a day."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="allocations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="allocations")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="allocations")
    percent = models.DecimalField(
        _("share, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))

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


class Target(models.Model):
    """What the decision asks for: a figure, where, by when, how much."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="targets")
    figure = models.CharField(_("figure"), max_length=60)  # key in funding.figures.CATALOGUE
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    due_on = models.DateField(_("by"))

    class Meta:
        ordering = ["grant", "due_on", "pk"]
        verbose_name = _("target")

    def __str__(self) -> str:
        return f"{self.figure} {self.value}"


class CoFinancing(models.Model):
    """What a partner adds to a grant's project, cash or in kind; promised and certified."""

    class Kind(models.TextChoices):
        CASH = "cash", _("Cash")
        IN_KIND = "in_kind", _("In kind")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="co_financing")
    partner = models.CharField(_("partner"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    promised = models.DecimalField(_("promised, SEK"), max_digits=14, decimal_places=2)
    certified = models.DecimalField(_("certified, SEK"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering = ["grant", "partner", "kind"]
        verbose_name = _("co-financing")

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_kind_display()}"


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Which periods."""

    def visible_to(self, user: User) -> Self:
        """Those of grants that the person sees."""
        return self.filter(grant__in=Grant.objects.visible_to(user))

    def changeable_by(self, user: User) -> Self:
        """Those of grants that the person may change."""
        return self.filter(grant__in=Grant.objects.changeable_by(user))

    def due_by(self, day: date) -> Self:
        """Those without a released report whose day is at most `day`."""
        released = Q(reports__state="released")
        return self.filter(due_on__lte=day).exclude(pk__in=self.model.objects.filter(released).values("pk"))


class ReportingPeriod(models.Model):
    """A time that a grant must be reported for, and the day that the report is due."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="periods", verbose_name=_("grant"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    due_on = models.DateField(_("report due"))

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("reporting period")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_start"),
            models.CheckConstraint(condition=Q(due_on__gt=F("ends_on")), name="due_after_period"),
            models.UniqueConstraint(fields=["grant", "number"], name="unique_period_number"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("period-card", args=[self.pk])
