"""What was agreed to be done."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models.session import CoachingSession
from companies.models import Enrolment
from programme.people.models import User
from programme.people.versions import Versioned


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Which action items."""

    def visible_to(self, user: User) -> "ActionItemQuerySet":
        """Those of enrolments that the person sees, for who may see sessions."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.action_items(self, user)

    def changeable_by(self, user: User) -> "ActionItemQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_action_items(self, user)

    def open(self) -> Self:
        """Not yet done, nor dropped."""
        return self.filter(closed_on=None)

    def overdue_on(self, day: date) -> Self:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=day)


class ActionItem(Versioned):
    """An agreed improvement step: what, who, when, with what effect. Open ones follow into the next session."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="action_items")
    session = models.ForeignKey(CoachingSession, models.SET_NULL, null=True, blank=True, related_name="action_items")
    what = models.CharField(_("what"), max_length=200)
    owner_name = models.CharField(_("who"), max_length=120, blank=True)
    due_on = models.DateField(_("when"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=200, blank=True)
    closed_on = models.DateField(_("done"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("action")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="closed_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["enrolment", "closed_on", "due_on"], name="open_actions")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("action-change", args=[self.pk])
