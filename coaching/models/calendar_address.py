"""The secret address under which a person's calendar program reads the plan."""

from typing import Self

from django.db import models

from programme.people.models import User


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    """Which addresses."""

    def visible_to(self, user: User) -> Self:
        """One's own, and nobody else's."""
        return self.filter(person=user)

    def opened_by(self, fingerprint: str) -> Self:
        """The one whose secret part has this fingerprint."""
        return self.filter(token_sha256=fingerprint)


class CalendarAddress(models.Model):
    """One person's secret calendar address. Only its hash is kept; who withdraws it takes the row away."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="calendar_address")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        ordering = ["person"]

    def __str__(self) -> str:
        return f"{self.person_id}"
