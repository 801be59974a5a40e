"""Who pays, as an organisation. Grants and reports live in funding; appointments point here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Funder(models.Model):
    """An organisation that pays for the programme, such as Tillväxtverket or Vinnova."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name = _("funder")

    def __str__(self) -> str:
        return self.name
