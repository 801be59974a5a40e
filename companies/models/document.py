"""Papers that belong to an enrolment: the agreement, the certificate of earlier aid, and others."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.models.enrolment import Enrolment
from programme.people.models import User

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE  # one file
QUOTA = 50 * MEGABYTE  # all files of one enrolment, removed ones too: they are kept


class DocumentQuerySet(models.QuerySet["Document"]):
    """Which documents."""

    def visible_to(self, user: User) -> "DocumentQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.documents(self, user)

    def changeable_by(self, user: User) -> "DocumentQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.changeable_documents(self, user)

    def kept(self) -> "DocumentQuerySet":
        """Those that nobody has removed."""
        return self.filter(removed_at=None)


class Document(models.Model):
    """A file on an enrolment. Its bytes lie under a random name; only a view that checks rights hands them out."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        AID_CERTIFICATE = "aid_certificate", _("Certificate of de minimis aid")
        OTHER = "other", _("Other document")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="documents", verbose_name=_("enrolment"))
    kind = models.CharField(_("kind of document"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    for_office_only = models.BooleanField(_("only for the office"), default=False)  # coaches do not see it
    format = models.CharField(_("format"), max_length=4, choices=Format)  # found in the content, never in the name
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=200, unique=True)
    uploaded_at = models.DateTimeField(_("added"), auto_now_add=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("removed by")
    )
    removal_reason = models.CharField(_("removed because"), max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("document")
        indexes = [models.Index(fields=["enrolment", "kind", "removed_at"], name="documents_by_kind")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=LARGEST), name="document_has_a_size"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="document_removed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="agreement", for_office_only=True), name="coaches_see_the_agreement"
            ),
        ]

    def __str__(self) -> str:
        return self.title
