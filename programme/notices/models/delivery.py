"""One mail: claimed with a lease, sent, marked. What nobody can know is in doubt, and shown."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from programme.notices import fates
from programme.people.models import User


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Which mails."""

    def visible_to(self, user: User) -> "DeliveryQuerySet":
        """See visibility.py."""
        from programme.notices import visibility  # app ready: models before roles meet rows

        return visibility.deliveries(self, user)

    def changeable_by(self, user: User) -> "DeliveryQuerySet":
        """See visibility.py."""
        from programme.notices import visibility  # app ready: models before roles meet rows

        return visibility.changeable_deliveries(self, user)

    def unsettled(self) -> "DeliveryQuerySet":
        """Those that a person should look at: nobody knows whether they came, or they did not."""
        return self.filter(state__in=Delivery.UNSETTLED, settled_at=None)

    def with_moved(self) -> Any:
        """With `moved_at`: when each was last tried; before such was noted, when it was sent; else when it was made."""
        return self.annotate(moved_at=Coalesce("tried_at", "sent_at", "created_at"))


class Delivery(models.Model):
    """A mail with one or more notices to one person, or a letter to somebody outside (TRUST.md section 3)."""

    class State(models.TextChoices):
        PENDING = "pending", _("Queued")
        SENDING = "sending", _("Being sent")  # held by a worker until lease_until_at; after that in doubt
        SENT = "sent", _("Sent")
        IN_DOUBT = "in_doubt", _("In doubt")  # the worker was cut off between sending and marking
        BOUNCED = "bounced", _("Refused by the receiver")  # a permanent answer (5xx); not tried again
        FAILED = "failed", _("Given up")  # temporary answers for more than a day
        SKIPPED = "skipped", _("Nothing left to say")  # when its turn came; each notice says why

    UNSETTLED = (State.IN_DOUBT, State.FAILED, State.BOUNCED)

    key = models.CharField(max_length=200, unique=True)  # recipient|rule|subject|due, recipient|digest|day, or letter|…
    recipient = models.ForeignKey(User, models.CASCADE, null=True, related_name="deliveries")  # None: somebody outside
    letter = models.CharField(max_length=40, blank=True)  # which of settings.LETTERS
    about_id = models.BigIntegerField(null=True)  # the row that the letter is about
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    not_before_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    resent = models.BooleanField(default=False)  # an in-doubt mail is sent once more, with the same Message-ID
    lease_until_at = models.DateTimeField(null=True)
    lease_key = models.UUIDField(null=True)
    message_id = models.CharField(max_length=120)
    answer = models.CharField(_("answer of the mail server"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(_("last tried"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)  # a person has said what became of it
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("settled by"))

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("mail")
        indexes = [
            models.Index(fields=["state", "not_before_at"], name="deliveries_to_claim"),
            models.Index(fields=["tried_at"], name="deliveries_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, letter="", about_id=None)
                | (models.Q(recipient=None, about_id__isnull=False) & ~models.Q(letter="")),
                name="mail_to_a_person_or_a_letter",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by=None)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="mail_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def addressee(self) -> str:
        """Whom the mail is for. Somebody outside is not named: who oversees the mails need not know."""
        return self.recipient.name if self.recipient else str(_("Somebody outside the portal"))

    @property
    def needs_a_look(self) -> bool:
        """Whether it is in doubt, refused or given up; settled ones can still be sent again."""
        return self.state in Delivery.UNSETTLED

    @property
    def fate(self) -> fates.Fate:
        """What became of it, in the reader's language."""
        return fates.of_mail(self)
