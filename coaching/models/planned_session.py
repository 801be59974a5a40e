"""What is to happen: a session with a time, before it is held and logged."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.activity import Activity
from coaching.models.session import CoachingSession
from companies.models import Enrolment
from programme.people.models import User
from programme.people.versions import Versioned

SHORTEST, LONGEST = 5, 12 * 60  # minutes


class PlannedSessionQuerySet(models.QuerySet["PlannedSession"]):
    """Which planned sessions."""

    def visible_to(self, user: User) -> "PlannedSessionQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.planned_sessions(self, user)

    def changeable_by(self, user: User) -> "PlannedSessionQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_planned_sessions(self, user)

    def loggable_by(self, user: User) -> "PlannedSessionQuerySet":
        """Those that the person may log, as one who coaches every company: see visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.loggable_planned_sessions(self, user)

    def open(self) -> Self:
        """Neither held nor cancelled, and nobody has stayed away."""
        return self.filter(state__in=PlannedSession.OPEN)

    def between(self, first: date, last: date) -> Self:
        """Those that begin on these days, both included."""
        return self.filter(starts_at__gte=_midnight(first), starts_at__lt=_midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class PlannedSession(Versioned):
    """A session that is proposed or agreed with one or more companies, and what became of it. Never deleted."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")  # not yet agreed with the company
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")  # logged: `session` says what happened
        CANCELLED = "cancelled", _("Cancelled")  # always with a coded reason
        NO_SHOW = "no_show", _("The company did not come")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("On site")
        REMOTE = "remote", _("Remote")

    class CancelReason(models.TextChoices):
        COMPANY = "company", _("The company cannot")
        COACH = "coach", _("The coach cannot")
        ILLNESS = "illness", _("Illness")
        WEATHER = "weather", _("Weather or travel")
        MISTAKE = "mistake", _("Planned by mistake")
        LEFT = "left", _("The company left the programme")  # by itself, when it leaves
        OTHER = "other", _("Other")

    OPEN = (State.PROPOSED, State.PLANNED)

    coach = models.ForeignKey(User, models.PROTECT, related_name="planned_sessions", verbose_name=_("coach"))
    enrolments = models.ManyToManyField(Enrolment, related_name="planned_sessions", verbose_name=_("companies"))
    starts_at = models.DateTimeField(_("time"))
    minutes = models.PositiveSmallIntegerField(_("length"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    place = models.CharField(_("place"), max_length=160, blank=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="planned_sessions", verbose_name=_("activity")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)  # goes into calendars: nothing confidential
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    cancel_reason = models.CharField(_("reason"), max_length=10, choices=CancelReason, blank=True)
    cancel_words = models.CharField(_("in words"), max_length=200, blank=True)
    first_starts_at = models.DateTimeField(_("first planned for"), null=True, blank=True)  # None: never moved
    moves = models.PositiveSmallIntegerField(_("times moved"), default=0)
    session = models.OneToOneField(
        CoachingSession, models.PROTECT, null=True, blank=True, related_name="planned", verbose_name=_("session")
    )
    tells_coach = models.BooleanField(_("mail to the coach"), default=False)
    tells_contacts = models.BooleanField(_("mail to the companies' contacts"), default=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # counts what calendars were told
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)

    objects = PlannedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("planned session")
        indexes = [models.Index(fields=["coach", "starts_at"], name="planned_by_coach")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST), name="planned_length_is_possible"
            ),
            models.CheckConstraint(
                condition=Q(state="held", session__isnull=False) | (~Q(state="held") & Q(session=None)),
                name="planned_is_held_when_logged",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(cancel_reason=""))
                | (~Q(state="cancelled") & Q(cancel_reason="", cancel_words="")),
                name="planned_is_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(moves=0, first_starts_at=None) | Q(moves__gt=0, first_starts_at__isnull=False),
                name="planned_moved_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M} {self.coach}"

    def get_absolute_url(self) -> str:
        return reverse("planned-session-card", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        """When it is over, if it keeps its time."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def day(self) -> date:
        """The local day."""
        return timezone.localdate(self.starts_at)

    @property
    def time(self) -> time:
        """The local time of day at which it begins."""
        return timezone.localtime(self.starts_at).time()

    @property
    def is_open(self) -> bool:
        """Neither held nor cancelled, and nobody has stayed away."""
        return self.state in self.OPEN

    def is_now(self, now: datetime) -> bool:
        """It is under way, if it keeps its time."""
        return self.is_open and self.starts_at <= now < self.ends_at
