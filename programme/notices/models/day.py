"""That the ledger was brought up to date, day by day: a day without a row is a day on which nothing ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerDay(models.Model):
    """What the runs of one local day did. One row a day, so that gaps are seen."""

    ran_on = models.DateField(_("day"), primary_key=True)
    first_at = models.DateTimeField(_("first run"))
    last_at = models.DateTimeField(_("last run"))
    last_ms = models.PositiveIntegerField(_("took"))  # milliseconds of the last run
    runs = models.PositiveIntegerField(_("runs"), default=0)
    made = models.PositiveIntegerField(_("notices made"), default=0)
    settled = models.PositiveIntegerField(_("notices settled"), default=0)
    faults = models.TextField(_("faults"), blank=True)  # of the last run, one a line: what could not be said

    class Meta:
        ordering = ["-ran_on"]
        verbose_name = _("day of the ledger")

    def __str__(self) -> str:
        return self.ran_on.isoformat()
