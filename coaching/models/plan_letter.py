"""A mail that puts a planned session into somebody's calendar, or takes it out."""

from django.db import models

from coaching.models.planned_session import PlannedSession
from companies.models import Contact


class PlanLetter(models.Model):
    """One receiver is told once of one change: the coach, or a contact at one of the companies."""

    class Kind(models.TextChoices):
        PLANNED = "planned"
        MOVED = "moved"
        CANCELLED = "cancelled"

    planned = models.ForeignKey(PlannedSession, models.CASCADE, related_name="letters")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")  # None: the coach

    class Meta:
        ordering = ["planned", "sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["planned", "sequence", "contact"], name="contact_is_told_once"),
            models.UniqueConstraint(
                fields=["planned", "sequence"], condition=models.Q(contact=None), name="coach_is_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_id} {self.sequence} {self.kind}"
