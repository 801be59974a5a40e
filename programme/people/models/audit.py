"""Who did what to what, from which value to which."""

from typing import NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.people.models.user import User


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Events can be added and read, never changed or removed."""

    def update(self, **kwargs: object) -> NoReturn:
        raise TypeError("audit events are never updated")

    def delete(self) -> NoReturn:
        raise TypeError("audit events are never deleted")

    def about(self, kind: str, pk: int) -> Self:
        """Events about one row, e.g. `about("company", 7)`."""
        return self.filter(subject_kind=kind, subject_id=pk)

    def visible_to(self, user: User) -> "AuditQuerySet":
        """See visibility.py. What became of a row that a person sees is told beside it, by `about`."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.trail(self, user)


class AuditEvent(models.Model):
    """One act: who, when, which verb, on which row, and each changed field with its old and new value."""

    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    verb = models.CharField(_("what"), max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-happened_at"], name="audit_by_subject"),
            # The trail, newest first, and as each of its filters narrows it.
            models.Index(fields=["-happened_at", "-id"], name="audit_by_time"),
            models.Index(fields=["by", "-happened_at", "-id"], name="audit_by_person"),
            models.Index(fields=["subject_kind", "-happened_at", "-id"], name="audit_by_kind"),
            models.Index(fields=["verb", "-happened_at", "-id"], name="audit_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"
