"""A company in a programme version, from first interest to follow-up."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models.company import Company
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import ProgrammeVersion, Region


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Which enrolments."""

    def visible_to(self, user: User) -> "EnrolmentQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.enrolments(self, user)

    def changeable_by(self, user: User) -> "EnrolmentQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.changeable_enrolments(self, user)

    def checkable_by(self, user: User) -> "EnrolmentQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.checkable_enrolments(self, user)

    def in_coaching_on(self, day: date) -> Self:
        """Started and not ended on a day; a paused company is still in the programme."""
        return self.filter(started_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def without_agreement(self) -> Self:
        """Admitted or running companies that have no agreement among their documents."""
        kept = models.Q(documents__kind="agreement", documents__removed_at=None)
        signed = Enrolment.objects.filter(kept).order_by().values("pk")
        wanted = (Enrolment.State.ADMITTED, *Enrolment.RUNNING)
        return self.filter(state__in=wanted).exclude(pk__in=signed)

    def of_those_who_came_again(self) -> Self:
        """Those of companies that have been enrolled more than once.

        Found by the ordinal: two enrolments of a company cannot both be the first.
        """
        again = Enrolment.objects.filter(ordinal__gt=1).order_by().values("company")
        return self.filter(company__in=again)

    def on_the_way_in(self) -> Self:
        """Before the start: interested, contacted, applied, admitted."""
        return self.filter(state__in=Enrolment.BEFORE_START)


class Enrolment(Versioned):
    """One company in one programme version. Its plan is computed from its own start date."""

    class State(models.TextChoices):
        INTERESTED = "interested", _("Interested")
        CONTACTED = "contacted", _("Contacted")
        APPLIED = "applied", _("Applied")
        ADMITTED = "admitted", _("Admitted")  # has a start date and a plan
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")  # the plan ahead moves by the length of the pause
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")  # always with a coded reason

    class WithdrawalReason(models.TextChoices):
        NO_TIME = "no_time", _("Lack of time")
        ECONOMY = "economy", _("Financial situation")
        OWNERSHIP = "ownership", _("Change of owner or management")
        NO_FIT = "no_fit", _("The programme does not fit")
        OTHER_SUPPORT = "other_support", _("Chose other support")
        CLOSED = "closed", _("The company closes")
        NO_ANSWER = "no_answer", _("No answer")
        OTHER = "other", _("Other")

    BEFORE_START = (State.INTERESTED, State.CONTACTED, State.APPLIED, State.ADMITTED)
    RUNNING = (State.ACTIVE, State.PAUSED)
    ENDED = (State.COMPLETED, State.WITHDRAWN)
    MOVES: dict[str, tuple[str, ...]] = {
        State.INTERESTED: (State.CONTACTED, State.APPLIED, State.WITHDRAWN),
        State.CONTACTED: (State.APPLIED, State.INTERESTED, State.WITHDRAWN),
        State.APPLIED: (State.ADMITTED, State.CONTACTED, State.WITHDRAWN),
        State.ADMITTED: (State.ACTIVE, State.APPLIED, State.WITHDRAWN),
        State.ACTIVE: (State.PAUSED, State.COMPLETED, State.WITHDRAWN),
        State.PAUSED: (State.ACTIVE, State.WITHDRAWN),
        State.COMPLETED: (),
        State.WITHDRAWN: (State.INTERESTED,),
    }

    company = models.ForeignKey(Company, models.PROTECT, related_name="enrolments", verbose_name=_("company"))
    programme_version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="enrolments", verbose_name=_("programme")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="enrolments", verbose_name=_("region"))
    ordinal = models.PositiveSmallIntegerField(default=1)  # which of the company's enrolments it is, from 1
    # Another enrolment of the same company goes before it in lists; kept by the verbs that change states.
    superseded = models.BooleanField(default=False, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.INTERESTED)
    state_since_on = models.DateField(_("in this state since"))
    source = models.CharField(_("how we met"), max_length=120, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who owns the next step"),
    )
    admitted_on = models.DateField(_("admitted"), null=True, blank=True)
    # As it was known at admission, which is what funders count by; empty where nobody had stated the employees.
    admitted_size = models.CharField(max_length=6, blank=True, editable=False)
    start_on = models.DateField(_("planned start"), null=True, blank=True)  # day 0 of the plan
    started_on = models.DateField(_("started"), null=True, blank=True)  # became active
    ended_on = models.DateField(_("ended"), null=True, blank=True)  # completed or withdrawn
    withdrawal_reason = models.CharField(_("reason for leaving"), max_length=20, choices=WithdrawalReason, blank=True)
    withdrawal_note = models.CharField(_("in words"), max_length=300, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["company__name", "pk"]
        verbose_name = _("enrolment")
        indexes = [
            models.Index(fields=["region", "state"], name="enrolments_by_region"),
            models.Index(fields=["started_on", "ended_on"], name="enrolments_by_time"),
            models.Index(fields=["state", "ended_on", "id"], name="enrolments_by_state"),
            models.Index(fields=["company"], condition=Q(ordinal__gt=1), name="enrolled_again"),
            models.Index(fields=["id"], condition=Q(superseded=True), name="enrolments_superseded"),
            models.Index(fields=["company", "region"], condition=Q(superseded=False), name="enrolments_that_count"),
            models.Index(fields=["next_step_on", "state_since_on", "id"], name="enrolments_by_next_step"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "ordinal"], name="enrolments_numbered"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="enrolments_numbered_from_one"),
            models.UniqueConstraint(
                fields=["company", "programme_version"],
                condition=~Q(state__in=["completed", "withdrawn"]),
                name="one_open_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["interested", "contacted", "applied", "withdrawn"])
                | Q(admitted_on__isnull=False, start_on__isnull=False),
                name="admitted_has_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "paused", "completed"]) | Q(started_on__isnull=False),
                name="active_has_started",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["completed", "withdrawn"], ended_on__isnull=False)
                | (~Q(state__in=["completed", "withdrawn"]) & Q(ended_on=None)),
                name="ended_means_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""), name="withdrawn_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="ended_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}, {self.programme_version}"

    def get_absolute_url(self) -> str:
        return reverse("enrolment-card", args=[self.pk])

    @property
    def precedence(self) -> tuple[bool, date, int]:
        """Of a company's enrolments the one with the greatest counts now: an open one before an ended one, then the
        latest to come into its state."""
        return (self.ended_on is None, self.state_since_on, self.pk)

    @property
    def size_class(self) -> str:
        """Its company's size as known at admission, else today's; empty where nobody has stated it. As figures.SIZE."""
        return self.admitted_size or self.company.size_class

    def may_move_to(self, state: str) -> bool:
        """True when the state follows from the present one."""
        return state in self.MOVES[self.state]


class EnrolmentPause(models.Model):
    """A time when the company rests, for a coded reason; the plan that lies ahead moves by its length."""

    class Code(models.TextChoices):
        WORKLOAD = "workload", _("High workload")
        ECONOMY = "economy", _("Financial situation")
        STAFF = "staff", _("Change or absence of key people")
        OWNERSHIP = "ownership", _("Change of owner or management")
        COACH = "coach", _("No coach available")
        OTHER = "other", _("Other")  # what it is stands in the reason

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="pauses")
    paused_on = models.DateField(_("paused"))
    resumed_on = models.DateField(_("resumed"), null=True, blank=True)
    code = models.CharField(_("kind of reason"), max_length=20, choices=Code, default=Code.OTHER)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["paused_on"]
        verbose_name = _("pause")
        constraints = [
            models.UniqueConstraint(fields=["enrolment"], condition=Q(resumed_on=None), name="one_open_pause"),
            models.CheckConstraint(
                condition=Q(resumed_on=None) | Q(resumed_on__gte=F("paused_on")), name="resumed_after_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paused_on}–{self.resumed_on or ''}"


class StateChange(models.Model):
    """An enrolment came into a state on a day. The states of any earlier day are read from these."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="state_changes")
    state = models.CharField(_("state"), max_length=12, choices=Enrolment.State)
    changed_on = models.DateField(_("from"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["changed_on", "pk"]
        indexes = [models.Index(fields=["enrolment", "-changed_on", "-id"], name="state_on_a_day")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.changed_on}"
