"""Rules that the director has set, where the default of an event's own is not what the programme wants."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programme.notices.audiences import Audience
from programme.notices.rules import FURTHEST_DAYS, TOO_OLD_DAYS, Quiet, Step
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Programme


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    """Which rules."""

    def visible_to(self, user: User) -> "ReminderRuleQuerySet":
        """See visibility.py."""
        from programme.notices import visibility  # app ready: models before roles meet rows

        return visibility.rules(self, user)

    def changeable_by(self, user: User) -> "ReminderRuleQuerySet":
        """See visibility.py."""
        from programme.notices import visibility  # app ready: models before roles meet rows

        return visibility.changeable_rules(self, user)


class ReminderRule(Versioned):
    """When who is told of one kind of event: in one programme, or in all that have no rule of their own."""

    event = models.CharField(_("event"), max_length=40)  # a key of settings.REMINDER_EVENTS
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="reminder_rules", verbose_name=_("programme")
    )
    is_on = models.BooleanField(_("switched on"), default=True)
    stop = models.CharField(_("stops when"), max_length=40, blank=True)  # one of the event's further stop conditions
    quiet = models.CharField(_("days"), max_length=10, choices=Quiet, default=Quiet.HOLIDAYS)
    too_old_days = models.PositiveSmallIntegerField(_("days until a mail is too late"), default=TOO_OLD_DAYS)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        ordering = ["event", "programme_id"]  # by its name would join, and a row is held in this order
        verbose_name = _("reminder rule")
        constraints = [
            models.UniqueConstraint(fields=["event", "programme"], name="one_rule_a_programme"),
            models.UniqueConstraint(fields=["event"], condition=Q(programme=None), name="one_rule_for_all"),
            models.CheckConstraint(condition=Q(too_old_days__gte=1), name="rule_gets_old_some_day"),
        ]

    def __str__(self) -> str:
        from programme.notices.events import all_events  # app ready: events name models of every room

        event = all_events().get(self.event)
        name = str(event.label) if event else self.event
        return f"{name}, {self.programme}" if self.programme else name

    def get_absolute_url(self) -> str:
        """The form that changes it."""
        own = f"?programme={self.programme_id}" if self.programme_id else ""
        return reverse("reminder-rule-change", args=[self.event]) + own

    @cached_property
    def rungs(self) -> tuple[Step, ...]:
        """Its steps as values."""
        return tuple(sorted(Step(step.days, step.audience) for step in self.steps.all()))


class ReminderStep(models.Model):
    """One rung: so many days after the matter (before it when negative), this audience is told."""

    rule = models.ForeignKey(ReminderRule, models.CASCADE, related_name="steps")
    days = models.SmallIntegerField(_("days"))
    audience = models.CharField(_("tells"), max_length=10, choices=Audience)

    class Meta:
        ordering = ["days", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "days", "audience"], name="step_once_a_rule"),
            models.CheckConstraint(
                condition=Q(days__gte=-FURTHEST_DAYS, days__lte=FURTHEST_DAYS), name="step_within_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days:+d} {self.get_audience_display()}"
