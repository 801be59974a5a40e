"""Photos and files of a session."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models.session import CoachingSession
from programme.people.models import User

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE  # one file
MOST_FILES = 8  # of one session


class SessionFileQuerySet(models.QuerySet["SessionFile"]):
    """Which files."""

    def visible_to(self, user: User) -> Self:
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.session_files(self, user)  # type: ignore[return-value]

    def changeable_by(self, user: User) -> Self:
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_session_files(self, user)  # type: ignore[return-value]


class SessionFile(models.Model):
    """A photo or a paper from a session. Read like the shareable summary, by who sees every company that was there.

    Photos are drawn anew when they are kept: place, camera and whatever else hid in the file are gone.
    """

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        JPEG = "jpeg", _("Photo")

    session = models.ForeignKey(CoachingSession, models.CASCADE, related_name="files", verbose_name=_("session"))
    title = models.CharField(_("title"), max_length=120)
    format = models.CharField(_("format"), max_length=4, choices=Format)  # found in the content, never in the name
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=200, unique=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))

    objects = SessionFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=LARGEST), name="session_file_has_a_size")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("session-file", args=[self.pk])

    @property
    def is_photo(self) -> bool:
        """Shown on the page rather than offered for download."""
        return self.format == self.Format.JPEG
