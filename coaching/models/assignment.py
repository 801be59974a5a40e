"""Who coaches which company, from when until when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment
from programme.people.models import User


class CoachAssignmentQuerySet(models.QuerySet["CoachAssignment"]):
    """Which assignments."""

    def in_force(self, day: date) -> Self:
        """Those that hold on a day; both ends are included."""
        return self.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gte=day))

    def visible_to(self, user: User) -> Self:
        """Those of enrolments that the person sees."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def changeable_by(self, user: User) -> "CoachAssignmentQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_assignments(self, user)


class CoachAssignment(models.Model):
    """A coach on an enrolment: one leads, others assist. Gives sight of the company while it is in force."""

    class Kind(models.TextChoices):
        LEAD = "lead", _("Coach")
        ASSISTING = "assisting", _("Assisting coach")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="coach_assignments")
    coach = models.ForeignKey(User, models.PROTECT, related_name="coach_assignments", verbose_name=_("coach"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LEAD)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = CoachAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "-from_on", "pk"]
        verbose_name = _("coach assignment")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="assignment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(until_on=None, kind="lead"), name="one_current_lead_coach"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "coach"], condition=Q(until_on=None), name="assigned_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["coach", "until_on"], name="assignments_by_coach")]

    def __str__(self) -> str:
        return f"{self.coach}, {self.get_kind_display()}"
