"""The files of a report: their names in the store, and how they are known again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.models.report import Report
from programme.people.models import User


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """Which files."""

    def visible_to(self, user: User) -> "ReportFileQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.report_files(self, user)

    def released(self) -> Self:
        """Those of released reports, which never change."""
        return self.filter(report__state=Report.State.RELEASED)


class ReportFile(models.Model):
    """One file of a report, in the default storage; served by a view that checks rights, never by URL."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        JSON = "json", "JSON"
        ZIP = "zip", _("Dossier")  # all of it, with approvals and events: for the programme office and auditors

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name=_("report"))
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=200, unique=True)  # in the default storage
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()  # bytes
    pages = models.PositiveIntegerField(default=0)  # of a PDF
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["report", "kind"]
        verbose_name = _("file")
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="one_file_a_kind"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(sha256=""), name="file_known_again"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.kind}"


# What a report is never released without. The dossier follows: it tells of the release itself.
NEEDED = frozenset({ReportFile.Kind.PDF.value, ReportFile.Kind.XLSX.value, ReportFile.Kind.JSON.value})
