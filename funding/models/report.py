"""Reports: figures and their rows frozen at release, and the files that are served for ever."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.period import ReportingPeriod
from programme.people.models import User


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


class Report(models.Model):
    """A grant's report for a period. Released, it never changes; a correction is the next version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")  # figures are stated anew each time it is built
        IN_REVIEW = "in_review", _("In review")  # built and read; may go back to draft
        RELEASED = "released", _("Released")  # figures, rows and files are frozen

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("period"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    template_version = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField(default=dict)  # what stands beside the figures: names, white spots (funding.stating)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    built_at = models.DateTimeField(_("figures of"), null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("released"), null=True)
    pdf = models.CharField(max_length=200, blank=True)  # name in the default storage; served by a view only
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_bytes = models.PositiveIntegerField(default=0)
    pdf_pages = models.PositiveSmallIntegerField(default=0)
    xlsx = models.CharField(max_length=200, blank=True)
    xlsx_sha256 = models.CharField(max_length=64, blank=True)
    xlsx_bytes = models.PositiveIntegerField(default=0)

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
                condition=~Q(state="released") | (~Q(pdf="") & ~Q(xlsx="")), name="released_has_files"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.grant}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("report-card", args=[self.pk])


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
