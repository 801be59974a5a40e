"""A signal rule as a value: whether a kind is looked for, from which number on, and whose it is."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

HANDLED_DAYS = 14  # what was handled and is still true after so long is new again
LONGEST_WAIVER_DAYS = 366  # nothing is waived for ever: somebody looks again within a year


class Owner(models.TextChoices):
    """Who is to mend it. Where nobody holds the task the next one in the list has it."""

    COACH = "coach", _("The lead coach")
    LEADER = "leader", _("The regional leader")
    OFFICE = "office", _("The programme office")


@dataclass(frozen=True)
class Rule:
    """What counts for one kind. number: days or how many, as the kind says; None: as each programme says."""

    kind: str
    number: int | None
    owner: str
    is_on: bool = True
