"""What the public pages say: the programme and its stages, the regions and who leads them, the map without numbers."""

from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.coverage import Coverage, coverage_by_county
from programme.common.charts.county_map import counties, county_map
from programme.common.charts.stages import stage_lift
from programme.oversight.dashboards.spots import white_in_words
from programme.people.leading import leaders_by_region
from programme.structure.models import County, HostPeriod, Programme, ProgrammeVersion, Region

# A sentence does not begin with digits; other lengths do.
IN_WORDS = {
    6: gettext_lazy("Six"),
    9: gettext_lazy("Nine"),
    10: gettext_lazy("Ten"),
    12: gettext_lazy("Twelve"),
    15: gettext_lazy("Fifteen"),
    18: gettext_lazy("Eighteen"),
    24: gettext_lazy("Twenty-four"),
}


@dataclass(frozen=True)
class Start:
    """The programme that takes new companies, and its line in two sizes."""

    programme: Programme
    headline: str
    wide: SafeString
    narrow: SafeString


def open_version(today: date) -> ProgrammeVersion | None:
    """The edition that a company can join: of the programme that began first, the newest one."""
    running = Q(programme__ends_on=None) | Q(programme__ends_on__gte=today)
    versions = ProgrammeVersion.objects.filter(running, open_for_enrolment=True, programme__starts_on__lte=today)
    return versions.select_related("programme").order_by("programme__starts_on", "programme", "-pk").first()


def start_page(today: date) -> Start | None:
    """The start page; None while no programme takes new companies. Two queries."""
    version = open_version(today)
    if version is None:
        return None
    stages = list(version.stages.all())
    months = max((stage.end_month for stage in stages), default=0)
    headline = _("%(months)s months that lift your production.") % {"months": IN_WORDS.get(months, months)}
    if not months:
        headline = str(version.programme)
    lengths = [stage.end_month - stage.start_month for stage in stages]
    shown = [(str(stage), month_words(length), length) for stage, length in zip(stages, lengths, strict=True)]
    title = _("The stages of %(programme)s") % {"programme": version.programme}
    finding = ", ".join(f"{name} {words}" for name, words, _length in shown)
    charts = [
        stage_lift(ident=f"lift-{kind}", title=title, finding=finding, stages=shown, narrow=kind == "narrow")
        for kind in ("wide", "narrow")
    ]
    return Start(version.programme, headline, *charts)


def month_words(months: int) -> str:
    """`8 months`."""
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


@dataclass(frozen=True)
class RegionLine:
    """One region as the public may know it."""

    region: Region
    counties: list[str]
    host: str
    leaders: list[str]


@dataclass(frozen=True)
class Regions:
    """The regions, the counties that none covers, and the map with its finding in words."""

    lines: list[RegionLine]
    uncovered: list[str]
    covered: str
    white: str
    chart: SafeString
    rows: list[tuple[str, str]]  # county and class, in words


def regions_page(today: date) -> Regions:
    """Four queries, however many companies there are."""
    regions = list(Region.objects.prefetch_related("counties"))
    leaders, hosts, there = leaders_by_region(today), _hosts(today), coverage_by_county(today)
    lines = [
        RegionLine(
            region, [county.name for county in region.counties.all()], hosts.get(region.pk, ""),
            leaders.get(region.pk, []),
        )
        for region in regions
    ]  # fmt: skip
    names = {code: outline.name for code, outline in sorted(counties().items())}
    told = {code: there.get(code, Coverage.NONE) for code in names}
    white = white_in_words([names[code] for code, coverage in told.items() if coverage == Coverage.NONE])
    covered = _("%(covered)s of %(all)s counties have at least one company in coaching.") % {
        "covered": sum(1 for coverage in told.values() if coverage != Coverage.NONE),
        "all": len(told),
    }
    chart = county_map(
        ident="spots",
        title=covered,
        finding=white,
        counts={code: coverage.value for code, coverage in told.items()},
        notes={},
        classes=[str(label) for label in Coverage.labels],
    )
    uncovered = list(County.objects.filter(region=None).values_list("name", flat=True))
    rows = [(names[code], str(coverage.label)) for code, coverage in told.items()]
    return Regions(lines, uncovered, covered, white, chart, rows)


def _hosts(today: date) -> dict[int, str]:
    """The name of the organisation that houses each region today."""
    in_force = HostPeriod.objects.filter(from_on__lte=today).filter(Q(until_on=None) | Q(until_on__gte=today))
    return dict(in_force.order_by("from_on").values_list("region", "name"))


def public_email(today: date) -> str:
    """Where the public writes to the programme office; the sender of our mails while none is given."""
    version = open_version(today)
    given = version.programme.contact_email if version else ""
    return given or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
