"""What was agreed to be done."""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.goal import Goal
from coaching.models.session import CoachingSession
from companies.models import Contact, Enrolment
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

    def done(self) -> Self:
        """Carried out; those that were dropped are not among them."""
        return self.filter(closed_on__isnull=False, dropped_reason="")

    def overdue_on(self, day: date) -> Self:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=day)


class ActionItem(Versioned):
    """An agreed improvement step: what, who, when, with what effect. Open ones follow into the next session.

    Who does it is somebody at the company, a coach, or anybody by name; the name stands as it was said when it was
    agreed. The status is read from the days, so that the two cannot differ.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        UNDER_WAY = "under_way", _("Under way")  # begun, not closed
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")  # closed without being done, always with a reason

    class Unit(models.TextChoices):
        KRONOR = "kr", _("kr")
        HOURS = "hours", _("hours")
        PERCENT = "percent", _("percent")

    class Per(models.TextChoices):
        ONCE = "once", _("once")
        YEAR = "year", _("per year")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="action_items")
    session = models.ForeignKey(CoachingSession, models.SET_NULL, null=True, blank=True, related_name="action_items")
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, related_name="action_items", verbose_name=_("goal")
    )
    what = models.CharField(_("what"), max_length=200)
    owner_name = models.CharField(_("who"), max_length=120, blank=True)
    owner_contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who at the company")
    )
    owner_coach = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("which coach")
    )
    due_on = models.DateField(_("when"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=200, blank=True)
    expected_amount = models.DecimalField(
        _("expected effect"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    reached_amount = models.DecimalField(
        _("effect reached"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    effect_unit = models.CharField(_("unit of the effect"), max_length=10, choices=Unit, blank=True)
    effect_per = models.CharField(_("once or per year"), max_length=5, choices=Per, default=Per.ONCE)
    added_on = models.DateField(_("agreed"), default=timezone.localdate)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    begun_on = models.DateField(_("begun"), null=True, blank=True)
    closed_on = models.DateField(_("done"), null=True, blank=True)  # or dropped
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_reason = models.CharField(_("dropped because"), max_length=200, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("action")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(dropped_reason="") | Q(closed_on__isnull=False), name="dropped_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(owner_contact=None) | Q(owner_coach=None), name="one_owner_of_an_action"
            ),
            models.CheckConstraint(
                condition=Q(expected_amount=None, reached_amount=None) | ~Q(effect_unit=""), name="effect_has_unit"
            ),
            models.CheckConstraint(
                condition=(Q(expected_amount=None) | Q(expected_amount__gte=0))
                & (Q(reached_amount=None) | Q(reached_amount__gte=0)),
                name="effect_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "closed_on", "due_on"], name="open_actions")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("action-change", args=[self.pk])

    @property
    def status(self) -> "ActionItem.Status":
        """Where it stands, by its days."""
        if self.closed_on is not None:
            return self.Status.DROPPED if self.dropped_reason else self.Status.DONE
        return self.Status.UNDER_WAY if self.begun_on else self.Status.OPEN

    def is_late_on(self, day: date) -> bool:
        """Open although its day has passed."""
        return self.closed_on is None and self.due_on is not None and self.due_on < day

    def days_open_on(self, day: date) -> int:
        """How many days it has been open, or was until it was closed."""
        return max(((self.closed_on or day) - self.added_on).days, 0)
