"""What an hour is worth in money, from when until when."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.grant import Grant
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Programme


class RateQuerySet(models.QuerySet["Rate"]):
    """Which rates."""

    def visible_to(self, user: User) -> "RateQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.rates(self, user)

    def changeable_by(self, user: User) -> "RateQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_rates(self, user)


class Rate(Versioned):
    """SEK for an hour, from–until: of a programme, or of one grant, whose own rate comes before its programme's.

    Of one programme, or of one grant, no two rates of a kind hold on the same day: funding.money.actions sees to it,
    holding the programme's or the grant's row meanwhile. Rates are dated rows, never constants (DOMAIN.md 3.2).
    """

    class Kind(models.TextChoices):
        COMPANY_HOUR = "company_hour", _("Company's own time")  # contributed in kind
        COACH_HOUR = "coach_hour", _("Coach's time")  # unit cost

    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="rates", verbose_name=_("programme")
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="rates", verbose_name=_("grant")
    )
    kind = models.CharField(_("what an hour of"), max_length=12, choices=Kind)
    amount = models.DecimalField(
        _("SEK an hour"), max_digits=8, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=300)

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-from_on", "pk"]
        verbose_name = _("rate")
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=False, grant=None) | Q(programme=None, grant__isnull=False),
                name="rate_of_programme_or_grant",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rate_above_zero"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="rate_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["programme", "kind"], condition=Q(until_on=None), name="one_open_rate_of_a_programme"
            ),
            models.UniqueConstraint(
                fields=["grant", "kind"], condition=Q(until_on=None), name="one_open_rate_of_a_grant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.owner}"

    @property
    def owner(self) -> Programme | Grant:
        """Whose rate it is."""
        owner = self.grant or self.programme
        assert owner is not None  # the database sees to it
        return owner

    def get_absolute_url(self) -> str:
        return reverse("rate-list")
