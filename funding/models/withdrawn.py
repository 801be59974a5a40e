"""What has been entered is never deleted: it is taken back, by somebody, with a reason."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.people.models import User


class Withdrawable(models.Model):
    """A row that may be taken back; it then counts nowhere, and stays to be read."""

    withdrawn_on = models.DateField(_("taken back"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.CharField(_("taken back because"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """True when it counts nowhere any more."""
        return self.withdrawn_on is not None


WITHDRAWN_WITH_REASON = Q(withdrawn_on=None, withdrawn_by=None, withdrawn_because="") | (
    Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")
)
