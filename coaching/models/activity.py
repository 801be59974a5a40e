"""Planned things that gather sessions."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Programme, Region


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Which activities."""

    def visible_to(self, user: User) -> "ActivityQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.activities(self, user)

    def changeable_by(self, user: User) -> "ActivityQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_activities(self, user)


class Activity(Versioned):
    """A planned thing: a workshop series, a deep analysis, a pilot, a network meeting, an inspiration seminar."""

    class Kind(models.TextChoices):
        WORKSHOP_SERIES = "workshop_series", _("Workshop series")
        DEEP_ANALYSIS = "deep_analysis", _("Deep analysis")
        PILOT = "pilot", _("Pilot")
        NETWORK_MEETING = "network_meeting", _("Network meeting")
        SEMINAR = "seminar", _("Inspiration seminar")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="activities")
    region = models.ForeignKey(Region, models.PROTECT, related_name="activities", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    planned_on = models.DateField(_("planned"))
    held_on = models.DateField(_("held"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "pk"]
        verbose_name = _("activity")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activity-card", args=[self.pk])
