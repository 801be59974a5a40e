"""Postal codes: which municipality a postal code lies in, as far as the open table knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.structure.models.geography import Municipality


class PostalCode(models.Model):
    """A postal code with its locality and municipality. Loaded by the operator; about a fifth of all are missing."""

    code = models.CharField(_("postal code"), max_length=5, primary_key=True)
    locality = models.CharField(_("postal town"), max_length=60)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="postal_codes", verbose_name=_("municipality")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("postal code")

    def __str__(self) -> str:
        return f"{self.code[:3]} {self.code[3:]} {self.locality}"
