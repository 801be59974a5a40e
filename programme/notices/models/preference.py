"""How often each person wants to hear about what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.people.models import User


class Topic(models.TextChoices):
    """What a notice is about; a rule belongs to one topic."""

    STAGES = "stages", _("Stages that end or are overdue")
    SILENCE = "silence", _("Companies without a session")
    ACTIONS = "actions", _("Action items that are due")
    HANDOVERS = "handovers", _("Companies that change region or coach")
    INTERESTS = "interests", _("Expressions of interest")
    REPORTS = "reports", _("Reports that are due")
    SESSIONS = "sessions", _("Planned sessions that nobody has logged")
    DOCUMENTS = "documents", _("Documents that are missing")
    QUESTIONS = "questions", _("Questions about reports")
    RIGHTS = "rights", _("The quarter's list of rights")


class Frequency(models.TextChoices):
    """How often mails are sent; the notices page shows everything at once in any case."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, on working mornings")
    WEEKLY = "weekly", _("Once a week, on Monday morning or the first working day after it")
    OFF = "off", _("No mail")


class NoticePreference(models.Model):
    """One person's wish for one topic; without a row, at once."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notice_preferences")
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency, default=Frequency.AT_ONCE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_wish_per_topic")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.get_frequency_display()}"
