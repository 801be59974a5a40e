"""A plan that was given a later end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.models.enrolment import Enrolment
from programme.people.models import User


class PlanExtension(models.Model):
    """The end of an enrolment's plan moved to a later day, for a coded reason."""

    class Reason(models.TextChoices):
        MORE_TIME = "more_time", _("The company needs more time")
        WORKLOAD = "workload", _("High workload at the company")
        STAFF = "staff", _("Change or absence of key people")
        COACH = "coach", _("Change or absence of coach")
        SCOPE = "scope", _("More was agreed")
        OTHER = "other", _("Other")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="extensions")
    extended_on = models.DateField(_("extended"))
    former_end_on = models.DateField(_("former end"))
    end_on = models.DateField(_("new end"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("in words"), max_length=300, blank=True)
    extended_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("extended by"))

    class Meta:
        ordering = ["extended_on", "pk"]
        verbose_name = _("extension")
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gt=F("former_end_on")), name="extension_is_later"),
        ]

    def __str__(self) -> str:
        return f"{self.former_end_on} → {self.end_on}"
