"""What a reminder rule yields. A rule is pure: given a day, who should hear what about which subject, due when.

settings.REMINDER_RULES names the rules, so that this room knows no higher one. "Due" means due on or before the day
and still true, never only on the day: a scheduler that was down catches up, once (DESIGN mechanism 4).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Due:
    """One person should hear about one subject.

    rule: key with a text in templates/emails and in texts.py. subject_label: what the notice is about (a company's
    name). path: the page where the recipient mends it, from the root.
    """

    recipient_id: int
    rule: str
    topic: str
    subject_kind: str
    subject_id: int
    subject_label: str
    path: str
    due_on: date
