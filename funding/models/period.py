"""When a grant's funder wants to hear, and of which days."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.grant import Grant
from programme.people.models import User
from programme.people.versions import Versioned


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Which periods."""

    def visible_to(self, user: User) -> Self:
        """Those of grants that the person sees."""
        return self.filter(grant__in=Grant.objects.visible_to(user))

    def changeable_by(self, user: User) -> Self:
        """Those of grants that the person may change."""
        return self.filter(grant__in=Grant.objects.changeable_by(user))

    def asked_for(self) -> Self:
        """Those that a report is wanted for: not the skipped ones."""
        return self.filter(skipped_on=None)

    def without_release(self) -> Self:
        """Those without a released report."""
        released = Q(reports__state="released")
        return self.exclude(pk__in=self.model.objects.filter(released).values("pk"))

    def due_by(self, day: date, *, as_of: date | None = None) -> Self:
        """Those that a report is wanted for, without a released one, whose day is at most `day`.

        as_of: as it was at the end of that day; else now.
        """
        if as_of is None:
            return self.asked_for().without_release().filter(due_on__lte=day)
        released = Q(reports__state="released", reports__released_at__date__lte=as_of)
        wanted = self.filter(Q(skipped_on=None) | Q(skipped_on__gt=as_of))
        return wanted.exclude(pk__in=self.model.objects.filter(released).values("pk")).filter(due_on__lte=day)


class ReportingPeriod(Versioned):
    """A time that a grant must be reported for, and the day that the report is due.

    A skipped one asks for no report. An extended one keeps the day that its report was first due.
    """

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="periods", verbose_name=_("grant"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    due_on = models.DateField(_("report due"))
    first_due_on = models.DateField(_("first due"), null=True, blank=True)  # set when the day was moved
    extended_because = models.CharField(_("extended because"), max_length=300, blank=True)
    skipped_on = models.DateField(_("skipped"), null=True, blank=True)
    skipped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    skipped_because = models.CharField(_("skipped because"), max_length=300, blank=True)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("reporting period")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_start"),
            models.CheckConstraint(condition=Q(due_on__gt=F("ends_on")), name="due_after_period"),
            models.UniqueConstraint(fields=["grant", "number"], name="unique_period_number"),
            models.CheckConstraint(
                condition=Q(first_due_on=None, extended_because="")
                | (Q(first_due_on__isnull=False, due_on__gt=F("first_due_on")) & ~Q(extended_because="")),
                name="extended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(skipped_on=None, skipped_by=None, skipped_because="")
                | (Q(skipped_on__isnull=False, skipped_by__isnull=False) & ~Q(skipped_because="")),
                name="skipped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("period-card", args=[self.pk])
