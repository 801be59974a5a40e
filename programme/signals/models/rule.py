"""Rules that the director has set, where a kind's own default is not what the programme wants."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.people.models import User
from programme.people.versions import Versioned
from programme.signals.rules import Owner, Rule


class SignalRuleQuerySet(models.QuerySet["SignalRule"]):
    """Which rules."""

    def visible_to(self, user: User) -> "SignalRuleQuerySet":
        """See visibility.py."""
        from programme.signals import visibility  # app ready: models before roles meet rows

        return visibility.rules(self, user)


class SignalRule(Versioned):
    """Whether a kind of signal is looked for, from which number on, and whose it is. One row a kind."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)  # a key of settings.SIGNAL_KINDS
    is_on = models.BooleanField(_("switched on"), default=True)
    number = models.PositiveSmallIntegerField(_("from which number on"), null=True, blank=True)
    owner = models.CharField(_("whose it is"), max_length=10, choices=Owner)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))

    objects = SignalRuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind"]
        verbose_name = _("signal rule")

    def __str__(self) -> str:
        from programme.signals.kinds import all_kinds  # app ready: kinds name models of every room

        kind = all_kinds().get(self.kind)
        return str(kind.label) if kind else self.kind

    def get_absolute_url(self) -> str:
        """The form that changes it."""
        return reverse("signal-rule-change", args=[self.kind])

    def as_rule(self) -> Rule:
        """The row as a value."""
        return Rule(self.kind, self.number, self.owner, self.is_on)
