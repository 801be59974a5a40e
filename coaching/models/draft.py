"""A session's form that is not finished: kept on the server as it is typed."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models.session import CoachingSession
from programme.people.models import User


class SessionDraftQuerySet(models.QuerySet["SessionDraft"]):
    """Which drafts."""

    def visible_to(self, user: User) -> Self:
        """One's own, for who may log sessions. Nobody else reads what is not finished."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.drafts(self, user)  # type: ignore[return-value]

    def changeable_by(self, user: User) -> Self:
        """As visible_to."""
        return self.visible_to(user)


class SessionDraft(models.Model):
    """What a coach has typed so far, under the key of the form; gone when the session is logged or it is thrown away.

    `revision` rises with each save: a save that was typed on an older revision is refused, never laid on top.
    The draft of a correction names its session, once for each person, and the version of it that is corrected.
    """

    key = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(User, models.CASCADE, related_name="session_drafts", verbose_name=_("owner"))
    content = models.JSONField(_("content"), default=dict)  # name of the field -> list of what was sent for it
    companies = models.CharField(_("companies"), max_length=300, blank=True)  # their names, for the list
    session = models.ForeignKey(
        CoachingSession, models.CASCADE, null=True, blank=True, related_name="drafts", verbose_name=_("session")
    )
    session_version = models.PositiveIntegerField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(_("saved"))

    objects = SessionDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "pk"]
        verbose_name = _("draft")
        indexes = [models.Index(fields=["owner", "-saved_at"], name="drafts_by_owner")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "session"], name="one_draft_of_a_correction"),
            models.CheckConstraint(
                condition=models.Q(session=None, session_version=None)
                | models.Q(session__isnull=False, session_version__isnull=False),
                name="draft_corrects_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.companies or str(_("Draft"))

    def get_absolute_url(self) -> str:
        if self.session_id is not None:
            return reverse("session-change", args=[self.session_id])
        return f"{reverse('session-log')}?draft={self.pk}"
