"""Reports: figures and their rows frozen at release, and the files that are served for ever."""

import hashlib
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.period import ReportingPeriod
from funding.models.target import Target
from programme.people.models import User

if TYPE_CHECKING:
    from funding.models.file import ReportFile


class ReportQuerySet(models.QuerySet["Report"]):
    """Which reports."""

    def visible_to(self, user: User) -> "ReportQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.reports(self, user)

    def changeable_by(self, user: User) -> "ReportQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_reports(self, user)

    def released(self) -> Self:
        """Those that a funder may have."""
        return self.filter(state=Report.State.RELEASED)


REVIEWED_SINCE = 4  # template version of the first reports that nobody releases without another's approval


class Report(models.Model):
    """A grant's report for a period. Released, it never changes; a correction is the next version.

    Approved by somebody else than made it, who saw the very files that `approved_sha256` is the sum of.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")  # figures are stated anew each time it is built
        IN_REVIEW = "in_review", _("In review")  # built and read; may go back to draft
        RELEASED = "released", _("Released")  # figures, rows and files are frozen

    class Reopened(models.TextChoices):
        FULL = "full", _("Figures and texts")  # of the last period that was reported: stated anew
        TEXT = "text", _("Texts only")  # of an older one: figures, rows and names are those of the former version

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("period"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    template_version = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField(default=dict)  # what stands beside the figures: names, white spots (funding.stating)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    built_at = models.DateTimeField(_("figures of"), null=True)
    reopened = models.CharField(_("may change"), max_length=4, choices=Reopened, blank=True)  # a correction's kind
    corrected_because = models.CharField(_("corrected because"), max_length=500, blank=True)  # printed in it
    figures_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # of a correction of texts
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # to review
    sent_at = models.DateTimeField(_("sent to review"), null=True)
    sent_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_back_at = models.DateTimeField(_("sent back"), null=True)
    sent_back_because = models.CharField(_("sent back because"), max_length=500, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_note = models.CharField(_("note"), max_length=500, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)  # built_sha256 when it was approved
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("released"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts_on", "-version"]
        verbose_name = _("report")
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="unique_report_version"),
            models.UniqueConstraint(fields=["period"], condition=~Q(state="released"), name="one_open_report_a_period"),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False, released_by__isnull=False)
                | (~Q(state="released") & Q(released_at=None, released_by=None)),
                name="released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(version=1, reopened="", corrected_because="", figures_from=None)
                | Q(version__gt=1, reopened="full", figures_from=None)
                | Q(version__gt=1, reopened="text", figures_from__isnull=False),
                name="correction_has_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="sent_to_review_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_by=None, sent_back_at=None, sent_back_because="")
                | Q(sent_back_by__isnull=False, sent_back_at__isnull=False) & ~Q(sent_back_because=""),
                name="sent_back_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, approved_note="", approved_sha256="")
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_sha256="") & ~Q(state="draft"),
                name="approved_as_it_was_built",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(approved_at__isnull=False) | Q(template_version__lt=REVIEWED_SINCE),
                name="released_after_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.grant}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("report-card", args=[self.pk])

    @property
    def built_sha256(self) -> str:
        """One sum of its files as they are now: tells whether it is still what somebody read."""
        sums = " ".join(file.sha256 for _kind, file in sorted(self.kept.items()))
        return hashlib.sha256(sums.encode()).hexdigest()

    @property
    def is_texts_only(self) -> bool:
        """True for a correction whose figures, rows and names are those of the version before it."""
        return self.reopened == Report.Reopened.TEXT

    @property
    def kept(self) -> "dict[str, ReportFile]":
        """Its files by kind ("pdf", "xlsx", "json", "zip"); lists prefetch `files`."""
        return {file.kind: file for file in self.files.all()}


class ReportFigure(models.Model):
    """A numbered figure in a report: what it said when it was built."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    number = models.PositiveSmallIntegerField()  # the small framed number in the PDF
    key = models.CharField(max_length=60)  # in funding.figures.CATALOGUE
    label = models.CharField(max_length=200)
    since_on = models.DateField()  # the days that it covers; a state is read on the last
    until_on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=20, blank=True)
    places = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=400)
    columns = models.JSONField(default=list)  # headings of its rows
    row_count = models.PositiveIntegerField(default=0)
    breakdown = models.JSONField(default=dict)  # split -> [[label, value as text], ...]
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    target_on = models.DateField(null=True)
    forecast = models.DecimalField(max_digits=20, decimal_places=6, null=True)  # on the target's day, at this pace
    # Of a target, as it was when the report was built.
    of_target = models.ForeignKey(Target, models.SET_NULL, null=True, related_name="+")
    forecast_low = models.DecimalField(max_digits=20, decimal_places=6, null=True)  # four times of five it ends between
    forecast_high = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    forecast_kind = models.CharField(max_length=10, blank=True)  # how it was made: funding.indicators.forecast.KINDS
    code = models.CharField(max_length=20, blank=True)  # the funder's own
    wording = models.JSONField(default=dict)  # the funder's own words and notes, by language
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    planned = models.DecimalField(max_digits=20, decimal_places=6, null=True)  # on the straight line, on the last day
    off_plan = models.CharField(max_length=5, blank=True)  # "below" or "above" it by more than the grant allows

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="figure_numbered_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class ReportRow(models.Model):
    """One frozen row behind a figure."""

    figure = models.ForeignKey(ReportFigure, models.CASCADE, related_name="rows")
    ordinal = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta:
        ordering = ["figure", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["figure", "ordinal"], name="row_frozen_once")]

    def __str__(self) -> str:
        return f"{self.figure} {self.ordinal}"


class ReportSignal(models.Model):
    """Something that stands in the way of a release: mended, or waived with a reason."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="signals")
    code = models.CharField(max_length=40)
    what = models.CharField(_("what"), max_length=300)
    path = models.CharField(max_length=300, blank=True)
    # A signal of this kind about this subject is of the same matter (funding/let_stand.py).
    matter_kind = models.CharField(max_length=40, blank=True)
    matter_id = models.BigIntegerField(null=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    waived_at = models.DateTimeField(null=True)
    waived_because = models.CharField(_("because"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code", "path"], name="signal_given_once"),
            models.CheckConstraint(
                condition=Q(waived_by=None, waived_at=None, waived_because="")
                | (Q(waived_by__isnull=False, waived_at__isnull=False) & ~Q(waived_because="")),
                name="waived_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.what
