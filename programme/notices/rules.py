"""A reminder rule as a value: when who is told. Rows of ReminderRule say so, else the event's own default does."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

TOO_OLD_DAYS = 30  # a reminder that could not be said for so long is shown in the portal, but mailed to nobody
FURTHEST_DAYS = 365  # before or after the matter
MOST_STEPS = 12


class Quiet(models.TextChoices):
    """Days on which a rule says nothing new. Before the matter it is said earlier then, after it later."""

    NONE = "none", _("Every day")
    WEEKENDS = "weekends", _("Not on Saturdays and Sundays")
    HOLIDAYS = "holidays", _("Only on working days")  # weekends, Swedish holidays and their eves are quiet


@dataclass(frozen=True, order=True)
class Step:
    """So many days after the matter (before it when negative), this audience is told."""

    days: int
    audience: str


@dataclass(frozen=True)
class Rule:
    """What is said of one event in one programme (None: in all without a rule of their own)."""

    event: str
    steps: tuple[Step, ...]
    programme: int | None = None
    is_on: bool = True
    stop: str = ""  # one of the event's further stop conditions
    quiet: str = Quiet.HOLIDAYS
    too_old_days: int = TOO_OLD_DAYS

    @property
    def days_ahead(self) -> int:
        """How many days before a matter the first step lies; 0 when none does."""
        return max(0, -min((step.days for step in self.steps), default=0))
