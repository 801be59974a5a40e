"""The stage plan of an enrolment: planned and real dates, and what must be done before a stage closes."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.models.enrolment import Enrolment
from programme.people.models import User
from programme.structure.models import Stage, StageRequirement


class PlannedStageQuerySet(models.QuerySet["PlannedStage"]):
    """Which stages of plans."""

    def entered(self) -> Self:
        """Entered and not closed; at most one of an enrolment, which may have ended meanwhile."""
        return self.filter(entered_on__isnull=False, closed_on=None)

    def current(self) -> Self:
        """The stage that each running company is in."""
        return self.entered().filter(enrolment__ended_on=None)

    def past_end_on(self, day: date) -> Self:
        """Entered ones that should have been closed before a day, whatever became of the enrolment."""
        return self.entered().filter(planned_end_on__lt=day)

    def overdue_on(self, day: date) -> Self:
        """Current stages of active companies that should have been closed before a day."""
        return self.past_end_on(day).filter(enrolment__state=Enrolment.State.ACTIVE)


class PlannedStage(models.Model):
    """One stage of one enrolment. Dates are start + n months (+ pauses), never stepped from the stage before."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="planned_stages")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("stage"))
    order = models.PositiveSmallIntegerField()
    planned_start_on = models.DateField(_("planned start"))
    planned_end_on = models.DateField(_("planned end"))
    entered_on = models.DateField(_("entered"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_without = models.CharField(_("closed with open requirements because"), max_length=300, blank=True)

    objects = PlannedStageQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "order"]
        verbose_name = _("planned stage")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "stage"], name="stage_planned_once"),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(entered_on__isnull=False, closed_on=None),
                name="one_current_stage",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__gte=F("planned_start_on")), name="planned_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(entered_on__isnull=False, closed_on__gte=F("entered_on")),
                name="closed_after_entered",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_end_on", "closed_on"], name="stages_by_end"),
            models.Index(
                fields=["order", "enrolment"],
                condition=Q(entered_on__isnull=False, closed_on=None),
                name="current_stages_by_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.stage)


class RequirementCheck(models.Model):
    """A requirement of a stage, done for one enrolment."""

    planned_stage = models.ForeignKey(PlannedStage, models.CASCADE, related_name="checks")
    requirement = models.ForeignKey(StageRequirement, models.PROTECT, related_name="+")
    done_on = models.DateField(_("done"))
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("noted by"))

    class Meta:
        ordering = ["requirement__order"]
        constraints = [models.UniqueConstraint(fields=["planned_stage", "requirement"], name="requirement_done_once")]

    def __str__(self) -> str:
        return str(self.requirement)
