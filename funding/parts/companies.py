"""The annex with a page for each company: where it stands in its stages, its sessions and its own time in the period.

It names a company only where the grant asks for a participant list; else it is "Company 7", the same number as in the
rows behind the figures. Nothing here leads to a version of the report: so the page of a company that did not change
is the same in the next version, and need not be rendered again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.figures import attendances
from companies.models import Enrolment
from funding.parts.kinds import FrozenPart, Making, PartKind
from programme.common.charts.bars import Bar, columns
from programme.common.dates import add_months
from programme.common.figures import Scope
from programme.common.numbers import as_text

if TYPE_CHECKING:
    from funding.reports import ReportDocument

MONTHS_SHOWN = 24  # in the chart; a longer period is drawn by year


@dataclass(frozen=True)
class StageLine:
    """A stage of the plan. Days are empty where nothing has happened yet."""

    label: str
    planned: str
    entered: str
    closed: str


@dataclass(frozen=True)
class SessionLine:
    """A session in the period; its number is that of the rows behind the figures."""

    number: int
    day: str
    stage: str
    people: str
    own: str


@dataclass(frozen=True)
class CompanyPage:
    """One company, ready for paper."""

    key: str
    name: str
    about: str
    sessions: str
    people: str
    own: str
    stages: tuple[StageLine, ...]
    held: tuple[SessionLine, ...]
    chart: SafeString | None


def coached_in(scope: Scope) -> list[Enrolment]:
    """Enrolments in coaching on some day of the scope's period, by company; a company's newest one last."""
    rows = (
        Enrolment.objects.visible_to(scope.viewer)
        .filter(programme_version__programme=scope.programme, started_on__lte=scope.period.end)
        .exclude(ended_on__lt=scope.period.start)
        .select_related("company__municipality", "region")
        .prefetch_related("planned_stages__stage")
        .order_by("company__name", "pk")
    )
    if scope.enrolments is not None:
        rows = rows.filter(pk__in=scope.enrolments.order_by().values("pk"))
    return list(rows)


def _freeze(making: Making) -> list[dict[str, Any]]:
    """One entry a company, in the order of the names that the report shows."""
    met: dict[int, list[Any]] = {}
    for one in attendances(making.scope):
        held = [one.session.held_on.isoformat(), one.session_id, str(one.stage or "")]
        met.setdefault(one.enrolment_id, []).append([*held, one.women + one.men + one.not_stated, one.company_minutes])
    companies: dict[int, dict[str, Any]] = {}
    for enrolment in coached_in(making.scope):
        company = enrolment.company
        entry = companies.setdefault(company.pk, {"name": making.names.of(str(company)), "sessions": []})
        entry["region"] = str(enrolment.region)
        if making.names.shown:
            entry |= {"number": company.number, "municipality": str(company.municipality)}
        entry["stages"] = [
            [str(one.stage), *(_day(day) for day in (one.planned_start_on, one.planned_end_on)), *_real(one, making)]
            for one in enrolment.planned_stages.all()
        ]
        entry["sessions"] = sorted(entry["sessions"] + met.get(enrolment.pk, []))
    return sorted(companies.values(), key=lambda entry: making.names.order(entry["name"]))


def _real(stage: Any, making: Making) -> list[str]:
    """When a stage was entered and closed, as it was known on the last day of the period."""
    return [_day(day) if day and day <= making.covered.end else "" for day in (stage.entered_on, stage.closed_on)]


def _day(day: date) -> str:
    return day.isoformat()


def _shown(document: "ReportDocument", part: FrozenPart) -> list[dict[str, Any]] | None:
    return part.data or None


def pages(document: "ReportDocument", part: Any) -> Iterator[CompanyPage]:
    """The pages, one at a time."""
    seen: dict[str, int] = {}
    for entry in part.shown:
        key = slugify(
            entry.get("number") or entry["name"]
        )  # of the company, not of its place: others may come before it
        seen[key] = seen.get(key, 0) + 1
        key = key if seen[key] == 1 else f"{key}-{seen[key]}"
        held = [
            SessionLine(n, day, stage, as_text(Decimal(people)), _hours(own))
            for day, n, stage, people, own in entry["sessions"]
        ]
        about = [entry.get("number", ""), entry.get("municipality", ""), entry["region"]]
        yield CompanyPage(
            key=key,
            name=entry["name"],
            about=", ".join(words for words in about if words),
            sessions=as_text(Decimal(len(held))),
            people=as_text(Decimal(sum(one[3] for one in entry["sessions"]))),
            own=_hours(sum(one[4] for one in entry["sessions"])),
            stages=tuple(
                StageLine(label, f"{start} – {end}", entered or "–", closed or "–")
                for label, start, end, entered, closed in entry["stages"]
            ),
            held=tuple(held),
            chart=_chart(document, entry, key),
        )


def _hours(minutes: int) -> str:
    return as_text(Decimal(minutes) / 60, 1)


def _chart(document: "ReportDocument", entry: dict[str, Any], key: str) -> SafeString | None:
    """Own time by month of the period, of a long period by year; none for a company that had no session."""
    if not entry["sessions"]:
        return None
    months, day = [], document.since.replace(day=1)
    while day <= document.until:
        months.append(day)
        day = add_months(day, 1)
    by_year = len(months) > MONTHS_SHOWN
    length = 4 if by_year else 7  # of the day's text: the year, or year and month
    hours: dict[str, Decimal] = {}
    for held_on, _number, _stage, _people, minutes in entry["sessions"]:
        hours[held_on[:length]] = hours.get(held_on[:length], Decimal(0)) + Decimal(minutes) / 60
    names = {month.isoformat()[:length]: date_format(month, "Y" if by_year else "F") for month in months}
    rows = []
    for part, name in names.items():
        value = hours.get(part, Decimal(0))
        rows.append(Bar(name if by_year else name[:3], value, as_text(value, 1)))
    said = ", ".join(f"{row.label} {row.text}" for row in rows)
    return columns(ident=f"own-{key}", title=_("Own time, hours"), finding=said, rows=rows)


COMPANIES = PartKind(
    "companies",
    gettext_lazy("Company by company"),
    gettext_lazy(
        "A page for each company: stages, sessions and own time. Named only where a participant list is asked for."
    ),
    _shown,
    _freeze,
    pages=pages,
)
