"""What happened: a coaching session, and who was there."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.activity import Activity
from companies.models import Enrolment
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Stage


class CoachingSessionQuerySet(models.QuerySet["CoachingSession"]):
    """Which sessions."""

    def visible_to(self, user: User) -> "CoachingSessionQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.sessions(self, user)

    def changeable_by(self, user: User) -> "CoachingSessionQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_sessions(self, user)

    def notes_readable_by(self, user: User) -> "CoachingSessionQuerySet":
        """Those whose confidential note the person may read: see visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.notes_readable_by(self, user)


class CoachingSession(Versioned):
    """One session on one day with one or more companies: the coach's time, what was done, what was said.

    The shareable summary may be read by the company and stand in reports; the confidential note is read only by
    the coaches of the company. The two are apart from the first key stroke.
    """

    coach = models.ForeignKey(User, models.PROTECT, related_name="sessions", verbose_name=_("coach"))
    held_on = models.DateField(_("held"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("activity")
    )
    on_site_minutes = models.PositiveIntegerField(_("on site"), default=0, validators=[MaxValueValidator(1440)])
    remote_minutes = models.PositiveIntegerField(_("remote"), default=0, validators=[MaxValueValidator(1440)])
    preparation_minutes = models.PositiveIntegerField(_("preparation"), default=0, validators=[MaxValueValidator(1440)])
    travel_minutes = models.PositiveIntegerField(_("travel"), default=0, validators=[MaxValueValidator(1440)])
    topics = models.JSONField(_("what you did"), default=list, blank=True)  # codes of Topic
    shareable_summary = models.TextField(_("summary"), max_length=10_000, blank=True)
    confidential_note = models.TextField(_("own note"), max_length=10_000, blank=True)
    # Held is one day, told another: a period may have been reported in between (funding.late).
    logged_at = models.DateTimeField(_("logged"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)  # last, in what counts: not its texts

    objects = CoachingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("session")
        indexes = [
            models.Index(fields=["held_on", "coach"], name="sessions_by_day"),
            models.Index(fields=["coach", "-held_on"], name="sessions_by_coach"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.coach}"

    def get_absolute_url(self) -> str:
        return reverse("session-card", args=[self.pk])

    @property
    def coach_minutes(self) -> int:
        """The coach's time in all."""
        return self.on_site_minutes + self.remote_minutes + self.preparation_minutes + self.travel_minutes


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Which companies at which sessions."""

    def visible_to(self, user: User) -> "AttendanceQuerySet":
        """Those of enrolments that the person sees: at a joint session the other companies stay out of sight."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.attendances(self, user)

    def shown_to(self, user: User) -> "AttendanceQuerySet":
        """Those, and what a coach wrote herself of companies that she sees no more: see visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.attendances_shown(self, user)


class Attendance(models.Model):
    """One company at one session: how many came and how much of the company's own time it took."""

    session = models.ForeignKey(CoachingSession, models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    women = models.PositiveSmallIntegerField(_("women"), default=0)
    men = models.PositiveSmallIntegerField(_("men"), default=0)
    not_stated = models.PositiveSmallIntegerField(_("not stated"), default=0)
    company_minutes = models.PositiveIntegerField(_("own time"), default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["session", "pk"]
        verbose_name = _("attendance")
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="attends_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.session_id}"

    @property
    def participants(self) -> int:
        """How many came."""
        return self.women + self.men + self.not_stated
