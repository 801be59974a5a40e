"""What a funder pays, for what, and with which targets."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.template import ReportTemplate
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Funder, Programme
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


class Grant(Named, Versioned):
    """Money that a funder granted a programme: case number, amount, period, and what its reports must hold."""

    class Kind(models.TextChoices):
        OPERATING = "operating", _("Operating grant")  # one decision a year
        PROJECT = "project", _("Project grant")
        ERDF = "erdf", _("EU regional fund")  # with co-financing of others
        EARMARKED = "earmarked", _("Earmarked grant")  # for one purpose, such as quality assurance
        AGENCY = "agency", _("Agency project")  # of an agency's own national programme

    class LogoSet(models.TextChoices):
        OWN = "own", _("The programme's own mark only")
        EU = "eu", _("The programme's own mark and the EU emblem")

    funder = models.ForeignKey(Funder, models.PROTECT, related_name="grants", verbose_name=_("funder"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="grants", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    case_number = models.CharField(_("case number"), max_length=40)
    amount = models.DecimalField(
        _("amount, SEK"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    purpose = models.TextField(_("purpose"), max_length=2000, blank=True)
    conditions = models.TextField(_("conditions"), max_length=4000, blank=True)
    logo_set = models.CharField(_("logos on reports"), max_length=10, choices=LogoSet, default=LogoSet.OWN)
    publicity_sv = models.CharField(_("publicity text in Swedish"), max_length=300, blank=True)
    publicity_en = models.CharField(_("publicity text in English"), max_length=300, blank=True)
    # The coaches' time is charged by the hour at the rates of the grant, not by what their pay costs (DOMAIN.md 3.2).
    staff_by_unit_cost = models.BooleanField(_("coaches' time is charged at a unit cost"), default=False)
    template = models.ForeignKey(
        ReportTemplate, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("report template")
    )  # none: the plain one
    participant_list_required = models.BooleanField(_("the funder wants a participant list"), default=False)
    # How far an outcome may lie from the straight line to its target before the report has to say why.
    variance_percent = models.PositiveSmallIntegerField(
        _("explained from, per cent"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

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
