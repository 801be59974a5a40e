"""What a grant's decision asks for in numbers."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.grant import Grant
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Region


class TargetQuerySet(models.QuerySet["Target"]):
    """Which targets."""

    def visible_to(self, user: User) -> "TargetQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.targets(self, user)

    def changeable_by(self, user: User) -> "TargetQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_targets(self, user)

    def standing(self) -> "TargetQuerySet":
        """Those that have not been ended."""
        return self.filter(ended_on=None)


class Target(Versioned):
    """One target of a decision: a figure, where, for companies of which size, how much, by when.

    In the funder's own code and words, beside our own definition of the figure. A target that a released report states
    is never changed: it is ended, and another is entered.
    """

    class Size(models.TextChoices):
        MICRO = "micro", _("Micro, under 10 employees")
        SMALL = "small", _("Small, 10–49 employees")
        MEDIUM = "medium", _("Medium, 50–249 employees")
        LARGE = "large", _("Large, 250 employees or more")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="targets")
    code = models.CharField(_("the funder's code"), max_length=20, blank=True)
    wording_sv = models.CharField(_("the funder's wording in Swedish"), max_length=300, blank=True)
    wording_en = models.CharField(_("the funder's wording in English"), max_length=300, blank=True)
    unit = models.CharField(_("the funder's unit"), max_length=20, blank=True)
    note_sv = models.CharField(_("how the funder counts, in Swedish"), max_length=400, blank=True)
    note_en = models.CharField(_("how the funder counts, in English"), max_length=400, blank=True)
    figure = models.CharField(_("figure"), max_length=60)  # key in funding.figures.CATALOGUE
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )  # none: the whole programme
    size = models.CharField(_("size of company"), max_length=6, choices=Size, blank=True)  # empty: of any size
    baseline = models.DecimalField(
        _("value at the grant's start"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    value = models.DecimalField(
        _("target"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    due_on = models.DateField(_("by"))
    ended_on = models.DateField(_("asked for until"), null=True, blank=True)
    ended_because = models.CharField(_("because"), max_length=300, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["grant", "due_on", "pk"]
        verbose_name = _("target")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="") | Q(ended_on__isnull=False) & ~Q(ended_because=""),
                name="target_ended_with_reason",
            ),
            models.CheckConstraint(condition=Q(value__gt=0, baseline__gte=0), name="target_not_negative"),
            models.CheckConstraint(condition=~Q(value=F("baseline")), name="target_leads_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.code or self.figure} {self.value}"

    def get_absolute_url(self) -> str:
        return f"{reverse('grant-card', args=[self.grant_id])}#target-{self.pk}"
