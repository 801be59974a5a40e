"""A spreadsheet that somebody reads companies in from, and its rows."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models.company import Company
from programme.jobs.models import Job
from programme.people.models import User
from programme.structure.models import ProgrammeVersion


class CompanyImportQuerySet(models.QuerySet["CompanyImport"]):
    """Which imports."""

    def visible_to(self, user: User) -> "CompanyImportQuerySet":
        """See imports/visibility.py."""
        from companies.imports import visibility  # app ready: models before roles meet rows

        return visibility.imports(self, user)

    def changeable_by(self, user: User) -> "CompanyImportQuerySet":
        """See imports/visibility.py."""
        from companies.imports import visibility  # app ready: models before roles meet rows

        return visibility.changeable_imports(self, user)


class CompanyImport(models.Model):
    """A file with companies and contacts on its way in: only its owner sees it, and it is gone after 30 days.

    The log is never emptied, so there an import is its number; what its owner's disk calls the file stays out of it.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Being read")
        READ = "read", _("Columns to choose")
        MAPPED = "mapped", _("Being checked")
        CHECKED = "checked", _("To look through")
        SAVING = "saving", _("Being saved")
        SAVED = "saved", _("Saved")

    WORKS: ClassVar[dict[str, str]] = {State.UPLOADED: "read", State.MAPPED: "check", State.SAVING: "save"}

    owner = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("read in by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    file_name = models.CharField(_("file"), max_length=200)  # as the person's own disk calls it
    stored_name = models.CharField(max_length=200)  # random; nothing serves the storage by address
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size, bytes"))
    sheets = models.JSONField(default=list)  # name and whether hidden
    sheet = models.PositiveSmallIntegerField(_("sheet"), null=True)
    facts = models.JSONField(default=dict)  # how it was read: see imports/reading.py
    header_row = models.PositiveIntegerField(_("row of headings"), null=True)  # from 1; None when there is none
    columns = models.JSONField(default=dict)  # what it means -> which column, from 0
    programme_version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="+")
    whole = models.BooleanField(default=True)  # all rows or none; never so for more than can be saved together
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("read in"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), null=True)

    objects = CompanyImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("import")
        indexes = [models.Index(fields=["owner", "-uploaded_at"], name="imports_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="saved", saved_at__isnull=False) | (~Q(state="saved") & Q(saved_at=None)),
                name="import_saved_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("import-card", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """True when a job does what the state waits for, or will."""
        job = self.job
        return job is not None and not job.has_ended and job.arguments.get("work") == self.WORKS.get(self.state)

    @property
    def is_stuck(self) -> bool:
        """True when the state waits for work that no job does: it was cut off, or refused."""
        return self.state in self.WORKS and not self.is_at_work

    @property
    def sheet_name(self) -> str:
        """The chosen sheet's name; empty for a file without sheets."""
        name: str = self.sheets[self.sheet]["name"] if self.sheets and self.sheet is not None else ""
        return name


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Which rows."""

    def visible_to(self, user: User) -> Self:
        """Those of the imports that the person sees."""
        return self.filter(imported__in=CompanyImport.objects.visible_to(user).order_by().values("pk"))

    def changeable_by(self, user: User) -> Self:
        """Those of the imports that the person may change."""
        return self.filter(imported__in=CompanyImport.objects.changeable_by(user).order_by().values("pk"))

    def data(self) -> Self:
        """Rows that say something about a company: not titles, headings or empty ones."""
        return self.exclude(outcome=ImportRow.Outcome.ASIDE)

    def bad(self) -> Self:
        """Rows that have to be mended."""
        return self.filter(outcome=ImportRow.Outcome.BAD)


class ImportRow(models.Model):
    """One row of the file: what it says, what it leads to, what became of it."""

    class Outcome(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked yet")
        NEW = "new", _("New company")
        CONTACT = "contact", _("One more contact")  # of a company that stands higher up in the file
        EXISTS = "exists", _("Exists, with something new")  # changed only where the person ticks
        SAME = "same", _("Exists already, nothing new")
        DOUBLE = "double", _("Stands in the file already")
        ELSEWHERE = "elsewhere", _("Another region's")
        BAD = "bad", _("To be mended")
        ASIDE = "aside", _("No company")  # titles, headings, empty rows

    READY = (Outcome.NEW, Outcome.CONTACT)

    imported = models.ForeignKey(CompanyImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))  # as the spreadsheet program counts, from 1
    cells = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNCHECKED)
    problems = models.JSONField(default=dict)  # column's meaning -> what is wrong, in the owner's language
    differences = models.JSONField(default=list)  # name, label, saved, given: what a tick would change
    ticks = models.JSONField(default=list)  # names of differences that the person wants
    note = models.CharField(max_length=300, blank=True)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, related_name="+")
    done = models.JSONField(default=list)  # what was saved: company, contact, enrolment, change
    saved_at = models.DateTimeField(null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("row")
        constraints = [models.UniqueConstraint(fields=["imported", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["imported", "outcome"], name="import_rows_by_outcome")]

    def __str__(self) -> str:
        return str(self.number)

    def cell(self, meaning: str, columns: dict[str, Any]) -> str:
        """What the row says in the column of that meaning."""
        place = columns.get(meaning)
        return str(self.cells[place]) if place is not None and place < len(self.cells) else ""
