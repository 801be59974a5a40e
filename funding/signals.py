"""What may be wrong with reports and grants: one small pure function a kind (programme/signals/kinds.py)."""

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment
from funding.models import Allocation, Grant, RegionalText, ReportingPeriod
from programme.people.roles import Permission
from programme.signals.kinds import Kind, Look, Rows, shaped
from programme.signals.rules import Owner

P = Permission


def reports_due(look: Look) -> Rows:
    """Periods without a released report, due within so many days or overdue."""
    rows = ReportingPeriod.objects.due_by(look.today + look.days).annotate(
        about=Concat("grant__funder__name", Value(", "), "grant__case_number")
    )
    return shaped(rows, programme="grant__programme", name="about", day="due_on")


def texts_overdue(look: Look) -> Rows:
    """Texts for reports that a region was to answer more than so many days ago."""
    rows = RegionalText.objects.unanswered().filter(due_on__lt=look.today - look.days)
    return shaped(rows, region="region", programme="period__grant__programme", day="due_on")


def shares_missing(look: Look) -> Rows:
    """Companies that started at least so many days ago and that no grant pays today, though grants name what they pay.

    A running grant that names no company pays for its whole programme (funding/scope.py), so nothing is missing there.
    """
    today = look.today
    running = Grant.objects.filter(
        programme=OuterRef("programme_version__programme"), starts_on__lte=today, ends_on__gte=today
    ).order_by()
    naming = Allocation.objects.filter(grant=OuterRef("pk"), enrolment__isnull=False).order_by()
    paid = Allocation.objects.filter(enrolment=OuterRef("pk"), from_on__lte=today, until_on__gte=today).order_by()
    rows = Enrolment.objects.filter(state__in=Enrolment.RUNNING, started_on__lte=today - look.days)
    rows = rows.filter(Exists(running.filter(Exists(naming)))).exclude(Exists(running.exclude(Exists(naming))))
    return shaped(rows.exclude(Exists(paid)), enrolment="pk", day="started_on")


KINDS = (
    Kind("report-due", _("Reports that are due"), _("The report to %(name)s is due %(day)s"), reports_due,
         _("Days before the report is due"), 30, Owner.OFFICE, "period-card", P.SEE_REPORTS, is_bad=True,
         seen_with=P.SEE_REPORTS),
    Kind("text-overdue", _("Texts for reports overdue"), _("%(name)s was to answer for a report by %(day)s"),
         texts_overdue, _("Days past the day by which the region was to answer"), 0, Owner.LEADER, "regional-text",
         P.WRITE_REGIONAL_TEXTS),
    Kind("share-missing", _("Companies that no grant pays"), _("%(name)s: no grant pays a share today"),
         shares_missing, _("Days since the company started"), 30, Owner.OFFICE, "enrolment-allocate", P.MAKE_REPORTS,
         seen_with=P.SEE_REPORTS),
)  # fmt: skip
