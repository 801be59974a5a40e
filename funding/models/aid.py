"""State aid to companies: de minimis (DOMAIN.md 3.5)."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Company
from funding.models.grant import Grant


class AidAward(models.Model):
    """De minimis aid that a company was granted. Counts for three rolling years from the day of the legal right."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="aid_awards")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, blank=True, related_name="aid_awards")
    amount_eur = models.DecimalField(
        _("amount, EUR"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    granted_on = models.DateField(_("granted"))

    class Meta:
        ordering = ["-granted_on", "pk"]
        verbose_name = _("aid award")

    def __str__(self) -> str:
        return f"{self.company} {self.granted_on}"
