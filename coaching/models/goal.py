"""What a company wants to reach with the programme."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment
from programme.people.models import User
from programme.people.versions import Versioned


class GoalQuerySet(models.QuerySet["Goal"]):
    """Which goals."""

    def visible_to(self, user: User) -> "GoalQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.goals(self, user)

    def changeable_by(self, user: User) -> "GoalQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_goals(self, user)

    def ahead(self) -> Self:
        """Not yet reached."""
        return self.filter(reached_on=None)


class Goal(Versioned):
    """What a company and its coaches have agreed to reach: how it is measured, how far, and until when.

    The target is said in words, as a number with a unit, or both.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="goals")
    what = models.CharField(_("goal"), max_length=200)
    measured_how = models.CharField(_("measured how"), max_length=200, blank=True)
    target_words = models.CharField(_("target in words"), max_length=120, blank=True)
    target_amount = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    target_unit = models.CharField(_("unit of the target"), max_length=20, blank=True)
    due_on = models.DateField(_("to be reached by"), null=True, blank=True)
    reached_on = models.DateField(_("reached"), null=True, blank=True)
    reached_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # who noted it
    added_on = models.DateField(_("agreed"), default=timezone.localdate)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("goal")
        constraints = [
            models.CheckConstraint(
                condition=Q(reached_on=None, reached_by=None) | Q(reached_on__isnull=False, reached_by__isnull=False),
                name="reached_noted_by_somebody",
            ),
            models.CheckConstraint(condition=Q(target_amount=None) | ~Q(target_unit=""), name="target_amount_has_unit"),
        ]
        indexes = [models.Index(fields=["enrolment", "reached_on"], name="goals_ahead")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{reverse('action-plan', args=[self.enrolment_id])}#goal-{self.pk}"

    def is_late_on(self, day: date) -> bool:
        """Not reached although its day has passed."""
        return self.reached_on is None and self.due_on is not None and self.due_on < day
