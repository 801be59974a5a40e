"""The report's charts, drawn from its document: the same on the page and in the PDF."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.cover import cover_picture
from funding.reports import ReportDocument
from funding.told import Told
from programme.common.charts.bars import Bar, bars, columns
from programme.common.numbers import as_text

Part = tuple[str, str, Decimal]


@dataclass(frozen=True)
class Drawn:
    """A chart: its finding as a heading, what is counted, the figure that it belongs to, its numbers as a table."""

    finding: str
    why: str
    figure: Told
    picture: SafeString
    head: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Charts:
    """All pictures of one report, the cover apart."""

    cover: SafeString
    drawn: tuple[Drawn, ...]


STEPS = 5  # cover, regions, stages, sessions, hours: what building.py counts


def draw(document: ReportDocument) -> Charts:
    """Draw what the document has numbers for."""
    coaching, held, hours = (
        document.figure(key) for key in ("companies_in_coaching", "sessions_held", "company_hours")
    )
    wanted = [
        _regions(document, coaching),
        _stages(coaching),
        _months(held, "sessions", _("Sessions by month"), _("Sessions held in each month of the period.")),
        _months(
            hours,
            "hours",
            _("Companies' own hours by month"),
            _("The companies' own hours in each month, from the coaches' attendance lists."),
        ),
    ]
    return Charts(cover_picture(document.lift, ident="cover"), tuple(one for one in wanted if one))


def _regions(document: ReportDocument, figure: Told | None) -> Drawn | None:
    parts = _parts(figure, "region")
    if figure is None or not parts:
        return None
    before = document.before_by_region
    rows = [Bar(label, value, as_text(value), before.get(key, Decimal(0))) for key, label, value in parts]
    growing = [label for key, label, value in parts if value > before.get(key, Decimal(0))]
    finding = _grown(growing, len(parts))
    why = _("Companies in coaching in each region on %(day)s.") % {"day": figure.until.isoformat()}
    picture = bars(
        ident="regions",
        title=_("Companies in coaching by region"),
        finding=_listed(parts),
        rows=rows,
        compare_label=_("mark: %(day)s") % {"day": document.before_on},
    )
    return Drawn(finding, why, figure, picture, _("Region"), _lines(parts))


def _grown(growing: list[str], regions: int) -> str:
    """Who has more companies than a year ago, in words; nobody is ranked."""
    if not growing:
        return _("No region has more companies than a year ago")
    if len(growing) == regions and regions > 1:
        return _("Every region has more companies than a year ago")
    if len(growing) > 3:
        counts = {"growing": len(growing), "regions": regions}
        return _("%(growing)s of %(regions)s regions have more companies than a year ago") % counts
    if len(growing) == 1:
        return _("%(region)s has more companies than a year ago") % {"region": growing[0]}
    names = _("%(first)s and %(last)s") % {"first": ", ".join(growing[:-1]), "last": growing[-1]}
    return _("%(regions)s have more companies than a year ago") % {"regions": names}


def _stages(figure: Told | None) -> Drawn | None:
    parts = _parts(figure, "stage")
    if figure is None or not parts:
        return None
    _key, most, value = max(parts, key=lambda part: part[2])
    finding = _("%(count)s of %(all)s companies are in %(stage)s") % {
        "count": as_text(value),
        "all": figure.text,
        "stage": most,
    }
    why = _("Companies in coaching by the stage that they were in on %(day)s.") % {"day": figure.until.isoformat()}
    rows = [Bar(label, value, as_text(value)) for _key, label, value in parts]
    picture = bars(ident="stages", title=_("Companies by stage"), finding=_listed(parts), rows=rows)
    return Drawn(finding, why, figure, picture, _("Stage"), _lines(parts))


def _months(figure: Told | None, ident: str, title: str, why: str) -> Drawn | None:
    parts = _parts(figure, "month")
    if figure is None or not parts:
        return None
    named = [(key, _month(key), value) for key, _label, value in parts]
    _key, most, value = max(named, key=lambda part: part[2])
    if not value:
        finding = title
    elif ident == "sessions":
        finding = _("%(month)s had the most sessions") % {"month": _month(_key, whole=True)}
    else:
        finding = _("%(month)s gave the most own time") % {"month": _month(_key, whole=True)}
    rows = [Bar(label, value, as_text(value, 0)) for _key, label, value in named]
    picture = columns(ident=ident, title=title, finding=_listed(named), rows=rows)
    return Drawn(finding, why, figure, picture, _("Month"), _lines(named, figure.unit))


def _month(key: str, *, whole: bool = False) -> str:
    name = date_format(date.fromisoformat(f"{key}-01"), "F")
    return name.capitalize() if whole else name[:3]


def _parts(figure: Told | None, split: str) -> list[Part]:
    return list(figure.breakdown.get(split, [])) if figure else []


def _listed(parts: list[Part]) -> str:
    return ", ".join(f"{label} {as_text(value, 1)}" for _key, label, value in parts)


def _lines(parts: list[Part], unit: str = "") -> tuple[tuple[str, str], ...]:
    return tuple((label, f"{as_text(value, 1)}\xa0{unit}".strip()) for _key, label, value in parts)
