"""Something that is wrong, since when it is known, whose it is, and what was done about it."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment
from programme.people.models import User
from programme.people.versions import Versioned
from programme.signals.rules import HANDLED_DAYS
from programme.structure.models import Programme, Region


class State(models.TextChoices):
    """How a signal stands on a day; read from its dates, so that nothing has to be turned over at midnight."""

    NEW = "new", _("Unseen")
    SEEN = "seen", _("Seen")
    HANDLED = "handled", _("Handled")  # for HANDLED_DAYS; new again when it is still true then
    WAIVED = "waived", _("Waived")  # until a day; new again after it
    CLOSED = "closed", _("No longer true")


WAITING = (State.NEW, State.SEEN)  # nobody has done anything about it


class SignalQuerySet(models.QuerySet["Signal"]):
    """Which signals."""

    def visible_to(self, user: User) -> "SignalQuerySet":
        """See visibility.py."""
        from programme.signals import visibility  # app ready: models before roles meet rows

        return visibility.signals(self, user)

    def changeable_by(self, user: User) -> "SignalQuerySet":
        """See visibility.py."""
        from programme.signals import visibility  # app ready: models before roles meet rows

        return visibility.changeable_signals(self, user)

    def waivable_by(self, user: User) -> "SignalQuerySet":
        """See visibility.py."""
        from programme.signals import visibility  # app ready: models before roles meet rows

        return visibility.waivable_signals(self, user)

    def not_closed(self) -> Self:
        """Those that were true when it was last looked."""
        return self.filter(closed_on=None)

    def waived_on(self, day: date) -> Self:
        """Those that are waived on a day."""
        return self.not_closed().filter(waived_until_on__gte=day)

    def with_state(self, day: date) -> Any:
        """With `state` on a day, as `Signal.state_on` says of one."""
        handled_since = day - timedelta(days=HANDLED_DAYS)
        return self.annotate(
            state=Case(
                When(closed_on__isnull=False, then=Value(State.CLOSED.value)),
                When(waived_until_on__gte=day, then=Value(State.WAIVED.value)),
                When(waived_until_on__isnull=False, then=Value(State.NEW.value)),
                When(handled_on__gte=handled_since, then=Value(State.HANDLED.value)),
                When(handled_on__isnull=False, then=Value(State.NEW.value)),
                When(seen_at__isnull=False, then=Value(State.SEEN.value)),
                default=Value(State.NEW.value),
                output_field=models.CharField(),
            )
        )


class Signal(Versioned):
    """One matter of one kind about one subject, unique as long as it is open. Facts are brought up to date by the
    refresh; what people did is theirs, and no refresh touches it."""

    kind = models.CharField(_("kind"), max_length=40)  # a key of settings.SIGNAL_KINDS
    subject_id = models.BigIntegerField()  # of what the kind is about: an enrolment, a stage, a person, a period
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, null=True, related_name="found_signals")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+", verbose_name=_("programme"))
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("whose it is"))
    named = models.CharField(_("about"), max_length=200, blank=True)  # where there is no company to be named
    day_on = models.DateField(_("day of the matter"), null=True)  # since when, or by when
    first_seen_on = models.DateField(_("noticed"))
    closed_on = models.DateField(_("no longer true"), null=True)
    seen_at = models.DateTimeField(_("seen"), null=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("seen by"))
    handled_on = models.DateField(_("handled"), null=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by"))
    handled_note = models.CharField(_("what was done"), max_length=300, blank=True)
    waived_at = models.DateTimeField(_("waived"), null=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("waived by"))
    waived_because = models.CharField(_("because"), max_length=300, blank=True)
    waived_until_on = models.DateField(_("waived until"), null=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen_on", "-pk"]
        verbose_name = _("signal")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(closed_on=None), name="one_open_signal_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("first_seen_on")), name="signal_closed_after_seen"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="signal_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None, handled_by=None, handled_note="")
                | (Q(handled_on__isnull=False, handled_by__isnull=False) & ~Q(handled_note="")),
                name="signal_handled_in_words",
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waived_because="", waived_until_on=None)
                | (
                    Q(waived_at__isnull=False, waived_by__isnull=False, waived_until_on__isnull=False)
                    & ~Q(waived_because="")
                ),
                name="signal_waived_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["closed_on", "first_seen_on"], name="signals_by_time"),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("signal-card", args=[self.pk])

    @property
    def name(self) -> str:
        """The company, or what else it is about, or else the region."""
        return str(self.enrolment.company) if self.enrolment else self.named or str(self.region or "")

    @property
    def what(self) -> str:
        """The matter in words, in the reader's language."""
        from programme.signals.kinds import all_kinds  # app ready: kinds name models of every room

        kind = all_kinds().get(self.kind)
        day = self.day_on.isoformat() if self.day_on else ""
        return str(kind.said) % {"name": self.name, "day": day} if kind else f"{self.kind}: {self.name}"

    def state_on(self, day: date) -> State:
        """How it stands on a day."""
        if self.closed_on is not None:
            return State.CLOSED
        if self.waived_until_on is not None:
            return State.WAIVED if self.waived_until_on >= day else State.NEW
        if self.handled_on is not None:
            return State.HANDLED if day - self.handled_on <= timedelta(days=HANDLED_DAYS) else State.NEW
        return State.SEEN if self.seen_at else State.NEW

    def age_on(self, day: date) -> int:
        """Whole days since it was noticed, until the day or until it was no longer true."""
        return max(0, ((self.closed_on or day) - self.first_seen_on).days)
