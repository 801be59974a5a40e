"""How people come: by invitation from a director or a leader."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.people.models.appointment import Appointment
from programme.people.models.user import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def open_at(self, now: datetime) -> "InvitationQuerySet":
        """Those whose link still works: not used, not too old, and the person may log in but has not yet."""
        return self.filter(accepted_at=None, expires_at__gt=now, person__is_active=True)


class Invitation(models.Model):
    """A personal link, sent by mail, by which an invited person sets a password. Only the link's hash is kept."""

    person = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    appointment = models.ForeignKey(Appointment, models.CASCADE, verbose_name=_("appointment"))
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("invited by"))
    token_sha256 = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("invitation")

    def __str__(self) -> str:
        return str(self.person)
