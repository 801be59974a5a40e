"""The reminder ledger: who heard what about which subject, due when."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.notices import fates, texts
from programme.notices.models.delivery import Delivery
from programme.notices.models.preference import NoticePreference, Topic
from programme.people.models import User


class Unmailed(models.TextChoices):
    """Why there is no mail of a notice that was not skipped."""

    SETTLED = "settled_first", _("Settled before a mail")
    OFF = "off", _("No mail, by own wish")
    WAITING = "waiting", _("No mail yet")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Which notices."""

    def visible_to(self, user: User) -> "NoticeQuerySet":
        """See visibility.py."""
        from programme.notices import visibility  # app ready: models before roles meet rows

        return visibility.notices(self, user)

    def open(self) -> Self:
        """Those whose reason still holds."""
        return self.filter(settled_at=None)

    def addressed_to(self, person: User) -> Self:
        """Those that this person got."""
        return self.filter(recipient=person)

    def with_wish(self) -> Self:
        """With `wish`: how often the receiver wants mails about the topic; None where nothing was said."""
        wishes = NoticePreference.objects.filter(person=models.OuterRef("recipient"), topic=models.OuterRef("topic"))
        return self.annotate(wish=models.Subquery(wishes.values("frequency")[:1]))

    def with_unmailed(self) -> Any:
        """With `unmailed`, why each was not mailed (one of Unmailed, or of Skipped), "" for one in a mail; and with
        `moved_at`, when it was left out, or else noticed."""
        return self.with_wish().annotate(
            unmailed=models.Case(
                models.When(~models.Q(skipped=""), then="skipped"),
                models.When(delivery__isnull=False, then=models.Value("")),
                models.When(settled_at__isnull=False, then=models.Value(Unmailed.SETTLED.value)),
                models.When(wish="off", then=models.Value(Unmailed.OFF.value)),
                default=models.Value(Unmailed.WAITING.value),
            ),
            moved_at=Coalesce("skipped_at", "noticed_at"),
        )

    def about(self, kind: str, pks: Iterable[int]) -> Self:
        """Those about rows of one kind, e.g. `about("enrolment", [7])`."""
        return self.filter(subject_kind=kind, subject_id__in=pks)

    def about_any(self, subjects: Mapping[str, Any]) -> Self:
        """Those about rows of several kinds: kind -> their ids, or a subquery of them."""
        which = models.Q(pk__in=[])
        for kind, pks in subjects.items():
            which |= models.Q(subject_kind=kind, subject_id__in=pks)
        return self.filter(which)


class Notice(models.Model):
    """One reminder to one person about one subject. Unique, so that it is said once."""

    class Skipped(models.TextChoices):
        NO_LONGER_TRUE = "untrue", _("No longer true when the mail's turn came")
        NO_LONGER_VISIBLE = "unseen", _("The receiver no longer saw it")
        TOO_OLD = "too_old", _("Too old to be mailed")
        TOLD = (
            "told",
            _("Told already"),
        )  # by a rule that was changed since then

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("to"))
    event = models.CharField(_("event"), max_length=40)  # a key of settings.REMINDER_EVENTS
    rule = models.CharField(_("rule"), max_length=60)  # the words, before or after the event: a key of texts.TEXTS
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("about"), max_length=200)
    path = models.CharField(max_length=300)  # where the recipient mends it
    happens_on = models.DateField(_("day of the matter"))
    due_on = models.DateField(_("due"))  # the day of the matter and the days of the rule's step
    is_escalation = models.BooleanField(_("others were told before"), default=False)
    noticed_at = models.DateTimeField(_("noticed"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True)  # its reason no longer holds
    skipped = models.CharField(_("why no mail"), max_length=10, choices=Skipped, blank=True)
    skipped_at = models.DateTimeField(null=True)
    delivery = models.ForeignKey(
        Delivery, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("mail")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "rule", "subject_kind", "subject_id", "due_on"], name="noticed_once"
            )
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="notices_by_subject"),
            models.Index(fields=["recipient", "settled_at"], name="notices_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject_label}"

    @property
    def sentence(self) -> str:
        """What is the case, in the reader's language."""
        return texts.sentence(self.rule, self.subject_label, self.happens_on)

    @property
    def fate(self) -> fates.Fate:
        """What became of its mail, in the reader's language."""
        return fates.of_notice(self)
