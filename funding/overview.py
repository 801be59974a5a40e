"""Grants and periods as lists show them: where each period's report stands, and the calendar of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.models import Grant, Report, ReportingPeriod
from programme.common.charts.calendar import CalendarRow, report_calendar
from programme.common.charts.words import full_day, short_day
from programme.common.dates import Period
from programme.common.wording import period_words
from programme.people.models import User
from programme.people.roles import Role

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Status:
    """Where a period's report stands: key, mark, word, tone (LOOK section 6)."""

    key: str
    mark: str
    word: str
    tone: str = ""


@dataclass(frozen=True)
class PeriodLine:
    """One period: its report in progress, the released one that holds, and where it stands."""

    period: ReportingPeriod
    words: str
    status: Status
    released: Report | None
    open_report: Report | None

    @property
    def is_to_come(self) -> bool:
        """True while a report is asked for and none has been released."""
        return self.released is None and self.period.skipped_on is None


def periods_for(user: User) -> QuerySet[ReportingPeriod]:
    """Periods that the person sees, with those of their reports that the person sees, the newest version first."""
    reports = Report.objects.visible_to(user).select_related("released_by").order_by("-version")
    return (
        ReportingPeriod.objects.visible_to(user)
        .select_related("grant__funder", "grant__programme")
        .prefetch_related(Prefetch("reports", queryset=reports, to_attr="seen_reports"))
    )


def line_of(period: ReportingPeriod, today: date) -> PeriodLine:
    """Where a period from `periods_for` stands on a day."""
    seen: list[Report] = getattr(period, "seen_reports", [])
    released = next((report for report in seen if report.state == Report.State.RELEASED), None)
    open_report = next((report for report in seen if report.state != Report.State.RELEASED), None)
    words = period_words(Period(period.starts_on, period.ends_on), short=True)
    return PeriodLine(period, words, status_of(period, released, open_report, today), released, open_report)


def lines_listed(user: User, show: str, *, today: date) -> list[PeriodLine]:
    """The list of reports as a person gets it: a funder's own periods, or all that are due, released or both."""
    if is_funder_only(user):
        return begun([line_of(period, today) for period in periods_for(user).order_by("-starts_on", "pk")], today)
    return listed([line_of(period, today) for period in periods_for(user).order_by("starts_on", "pk")], show)


def is_funder_only(user: User) -> bool:
    """Whose list of reports is the funder's own page."""
    return user.rights.has(Role.FUNDER) and not user.rights.has(Role.DIRECTOR, Role.AUDITOR)


def begun(lines: Iterable[PeriodLine], today: date) -> list[PeriodLine]:
    """What a funder is told of: periods that have begun, or have a released report."""
    return [line for line in lines if line.released or line.period.starts_on <= today]


def listed(lines: Iterable[PeriodLine], show: str) -> list[PeriodLine]:
    """Those whose report is still to come by day due, unless `released` or `all` is asked for: those the latest first.

    A skipped period has no report to come.
    """
    if show not in {"released", "all"}:
        return sorted((line for line in lines if line.is_to_come), key=_by_day_due)
    kept = [line for line in lines if line.released or show == "all"]
    return sorted(kept, key=_by_day_due, reverse=True)


def _by_day_due(line: PeriodLine) -> tuple[date, int]:
    return line.period.due_on, line.period.pk


def status_of(period: ReportingPeriod, released: Report | None, open_report: Report | None, today: date) -> Status:
    """The state in one word; what has to be done comes before what is done."""
    if open_report is not None and open_report.state == Report.State.IN_REVIEW and period.skipped_on is None:
        return Status("in_review", "granskas", _("In review"))
    if released is not None and released.released_at is not None:
        day = {"day": full_day(timezone.localdate(released.released_at))}
        words = _("Corrected %(day)s") if released.version > 1 else _("Released %(day)s")
        return Status("corrected" if released.version > 1 else "released", "slappt", words % day, "ok")
    if period.skipped_on is not None:
        return Status("skipped", "avhopp", _("Skipped"))
    if period.due_on < today:
        return Status("overdue", "stopp", _("Overdue"), "bad")
    if open_report is not None:
        return Status("draft", "utkast", _("Draft"))
    if period.ends_on < today:
        return Status("open", "efter" if period.due_on - today <= SOON else "kommande", _("To be made"))
    if period.starts_on <= today:
        return Status("open", "kommande", _("Period running"))
    return Status("coming", "kommande", _("Coming"))


def calendar(lines: Iterable[PeriodLine], today: date, *, finding: str) -> SafeString:
    """All periods on one calendar: from a year back to a year ahead, a row a grant."""
    near = [line for line in lines if abs((line.period.due_on - today).days) <= 366]
    grants: dict[int, tuple[Grant, list[PeriodLine]]] = {}
    for line in sorted(near, key=lambda line: line.period.starts_on):
        grants.setdefault(line.period.grant_id, (line.period.grant, []))[1].append(line)
    rows = [CalendarRow(str(grant), grant.case_number, _bars(mine), _marks(mine)) for grant, mine in grants.values()]
    title = _("Report calendar")
    return report_calendar(ident="calendar", title=title, finding=finding, today=today, rows=rows)


def _bars(lines: Sequence[PeriodLine]) -> list[tuple[date, date, str]]:
    return [(line.period.starts_on, line.period.ends_on, line.status.key) for line in lines]


def _marks(lines: Sequence[PeriodLine]) -> list[tuple[date, str, str]]:
    marks = []
    for line in lines:
        if line.status.key == "skipped":
            continue  # no report comes of it
        released = line.released
        day = timezone.localdate(released.released_at) if released and released.released_at else line.period.due_on
        marks.append((day, line.status.key, short_day(day)))
    return marks
