"""What a report says, as one frozen document that the page and the PDF both render (STYLE rule 29).

Built from the report's figures as they were frozen, never from live data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.corrections import Correction, correction_of
from funding.figures import STATES, TILES
from funding.indicators.told import target_words, with_whys
from funding.late import lines_of
from funding.late_money import money_lines_of
from funding.late_told import LateSection, section
from funding.models import Grant, Report, ReportFigure
from funding.parts.kinds import ShownPart
from funding.parts.layout import shown_parts
from funding.told import Clause, Told, rounded
from funding.wording import LANGUAGE, words_of
from programme.common.dates import Period
from programme.common.numbers import as_text
from programme.common.wording import period_words

# Counts changes of the layout and the texts; written on each report.
TEMPLATE_VERSION = 5


@dataclass(frozen=True)
class ReportDocument:
    """A whole report in words and numbers."""

    title: str
    kind: str
    language: str
    programme: str
    period: str
    since: date
    until: date
    funder: str
    grant: str
    case_number: str
    publicity: str
    logo_set: str
    version: int
    template_version: int
    is_released: bool
    released_on: date | None
    released_by: str
    built_on: date | None
    foot: str
    verify_at: str
    told: tuple[Told, ...]
    sentence: tuple[Clause, ...]
    white_spots: tuple[str, ...]
    participants: tuple[tuple[str, ...], ...]
    before_on: str
    before_by_region: Mapping[str, Decimal]
    lift: Mapping[str, Any]
    late: LateSection | None  # None where no former period is reported
    reviewed_on: date | None
    reviewed_by: str
    correction: Correction | None  # None for a first version
    parts: tuple[ShownPart, ...] = ()

    @property
    def tiles(self) -> tuple[Told, ...]:
        """The figures of the summary."""
        return tuple(one for one in self.told if one.key)[:TILES]

    @property
    def targets(self) -> tuple[Told, ...]:
        """Figures that the grant's decision asks for."""
        return tuple(one for one in self.told if one.target)

    def figure(self, key: str) -> Told | None:
        """The first figure with a key."""
        return next((one for one in self.told if one.key == key), None)


def title_of(report: Report) -> str:
    """What a report is called in lists: programme and period."""
    period = report.period
    return f"{period.grant.programme}, {period_words(Period(period.starts_on, period.ends_on))}"


def document_of(
    report: Report,
    figures: Sequence[ReportFigure],
    *,
    base: str = "",
    released_on: date | None = None,
    released_by: str = "",
) -> ReportDocument:
    """The document of these figures in the active language. `base` is put before addresses (the PDF needs the host).

    released_on and released_by are given while a release is being made; a released report brings its own.
    """
    content = report.content
    told = with_whys(report, _with_asides([_told(report, figure, base, content) for figure in figures]))
    if report.released_at is not None and report.released_by is not None:
        released_on, released_by = timezone.localdate(report.released_at), report.released_by.name
    covered = Period(date.fromisoformat(content["since"]), date.fromisoformat(content["until"]))
    period = period_words(covered)
    document = ReportDocument(
        title=f"{content['programme']}, {period}",
        kind=_("Progress report %(number)s of %(of)s") % {"number": content["number"], "of": content["of"]},
        language=LANGUAGE,
        programme=content["programme"],
        period=period,
        since=covered.start,
        until=covered.end,
        funder=content["funder"],
        grant=content["grant"],
        case_number=content["case_number"],
        publicity=content["publicity"],
        logo_set=content.get("logo_set", Grant.LogoSet.OWN),
        version=report.version,
        template_version=TEMPLATE_VERSION,
        is_released=released_on is not None,
        released_on=released_on,
        released_by=released_by,
        built_on=timezone.localdate(report.built_at) if report.built_at else None,
        foot=_foot(report.version, released_on),
        verify_at=verify_address(),
        told=told,
        sentence=_sentence(told),
        white_spots=tuple(content["white_spots"]),
        participants=tuple(tuple(line) for line in content["participants"]),
        before_on=content["before_on"],
        before_by_region={part[0]: Decimal(part[2]) for part in content["before_by_region"]},
        lift=content["lift"],
        late=_late(report, base),
        reviewed_on=timezone.localdate(report.approved_at) if report.approved_at else None,
        reviewed_by=report.approved_by.name if report.approved_by else "",
        correction=correction_of(report, figures, base=base),
    )
    return replace(document, parts=shown_parts(report, document))


def _late(report: Report, base: str) -> LateSection | None:
    if report.content.get("late") is None:
        return None
    content = report.content
    return section(lines_of(content), money_lines_of(content), href=base + reverse("report-late", args=[report.pk]))


def _foot(version: int, released_on: date | None) -> str:
    if released_on is None:
        return _("Draft of version %(version)s, not released") % {"version": version}
    facts = {"version": version, "day": released_on.isoformat(), "address": verify_address()}
    return _("Version %(version)s, released %(day)s · check the file at %(address)s") % facts


def verify_address() -> str:
    """Where whoever holds a file asks whether it is ours, as it is written on paper."""
    return f"{settings.SITE_URL}{reverse('verify')}".removeprefix("https://").removeprefix("http://")


def _told(report: Report, figure: ReportFigure, base: str, content: Mapping[str, Any]) -> Told:
    value = rounded(figure.value, figure.places)
    before = content["before"].get(figure.key) if figure.target is None or figure.key in STATES else None
    words = words_of(figure)
    return Told(
        number=figure.number,
        key=figure.key,
        label=words.label,
        value=value,
        text=as_text(value, figure.places),
        unit=words.unit,
        method=words.method,
        rows=figure.row_count,
        since=figure.since_on,
        until=figure.until_on,
        href=base + reverse("report-figure", args=[report.pk, figure.number]),
        columns=words.columns,
        breakdown={
            split: [(key, label, Decimal(value)) for key, label, value in parts]
            for split, parts in figure.breakdown.items()
        },
        aside=_("%(value)s a year earlier") % {"value": as_text(Decimal(before), figure.places)} if before else "",
        **target_words(figure),
    )


def _with_asides(told: Sequence[Told]) -> tuple[Told, ...]:
    """Sets two figures of the summary beside others: sessions per company and month, participants by gender."""
    found = {one.key: one.value for one in reversed(told)}
    asides = {}
    companies, sessions = found.get("companies_in_coaching"), found.get("sessions_held")
    if companies and sessions:
        months = max(Decimal((told[0].until - told[0].since).days + 1) / 30, Decimal(1))
        asides["sessions_held"] = _("%(value)s per company and month") % {
            "value": as_text(sessions / companies / months, 1)
        }
    women, men = found.get("participants_women"), found.get("participants_men")
    if women is not None and men is not None and found.get("participants"):
        counts = {"women": as_text(women), "men": as_text(men), "rest": as_text(found["participants"] - women - men)}
        asides["participants"] = _("%(women)s women, %(men)s men, %(rest)s not stated") % counts
    if found.get("companies_withdrawn"):
        left = found["companies_withdrawn"]
        asides["companies_completed"] = ngettext("%(n)s left", "%(n)s left", int(left)) % {"n": as_text(left)}
    return tuple(replace(one, aside=asides.get(one.key, one.aside)) for one in told)


SENTENCE: Mapping[str, Callable[[int], str]] = {
    "companies_in_coaching": lambda n: ngettext("{n} company is in coaching.", "{n} companies are in coaching.", n),
    "companies_admitted": lambda n: ngettext("{n} was admitted in the period.", "{n} were admitted in the period.", n),
    "companies_completed": lambda n: ngettext("{n} completed the programme.", "{n} completed the programme.", n),
}


def _sentence(told: Sequence[Told]) -> tuple[Clause, ...]:
    """The summary in words."""
    by_key = {one.key: one for one in reversed(told)}
    return tuple(Clause(text(int(by_key[key].value)), by_key[key]) for key, text in SENTENCE.items() if key in by_key)


def figures_of(report: Report) -> QuerySet[ReportFigure]:
    """The frozen figures of a report, in their order."""
    return report.figures.order_by("number")
