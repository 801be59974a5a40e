"""Which companies were given support in a period, as the EU's common indicators count them (DOMAIN.md 3.1).

RCO01 is the union of grants, financial instruments and non-financial support, each company once; RCO04 is the last of
the three. The programme hands out no money, so RCO02 and RCO03 have nothing to count, and no figures here.
"""

from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left, TruncMonth
from django.utils.translation import gettext_lazy as _

from coaching.figures import enrolments_of, region_names, region_told
from coaching.models import Activity, Attendance
from companies.figures import SIZE, SIZES, UNIT
from companies.models import Enrolment
from companies.models.transfer import region_on
from programme.common.figures import Column, Figure, Scope, distinct

# Coaching, advice and training. Who only took part in a network meeting or a seminar was given no support of substance.
OF_SUBSTANCE = (Activity.Kind.WORKSHOP_SERIES, Activity.Kind.DEEP_ANALYSIS, Activity.Kind.PILOT)


def _supported(scope: Scope) -> QuerySet[Any]:
    """Enrolments with a session of substance in the period, in the region that they belonged to at the first of them.

    `month` is that of the first one: over a grant's time the months add up to the companies reached.
    """
    there = Attendance.objects.filter(
        Q(session__activity=None) | Q(session__activity__kind__in=OF_SUBSTANCE),
        enrolment=OuterRef("pk"),
        session__held_on__range=(scope.period.start, scope.period.end),
    )
    each = there.order_by().values("enrolment")
    rows: QuerySet[Any] = (
        enrolments_of(scope)
        .annotate(
            first_on=Subquery(each.annotate(day=Min("session__held_on")).values("day")),
            met=Subquery(each.annotate(n=Count("session")).values("n")),
        )
        .filter(first_on__isnull=False)
        .annotate(
            region_then=region_on(OuterRef("first_on")),
            size=SIZE,
            sni=Left("company__sni_code", 2),
            month=TruncMonth("first_on"),
        )
    )
    if scope.regions is not None:
        rows = rows.filter(region_then__in=scope.regions)
    related = ("company__municipality__county", "programme_version__programme")
    ordered: QuerySet[Any] = rows.annotate(**region_names()).select_related(*related).order_by("company__name", "pk")
    return ordered


def sni_told(row: Enrolment) -> str:
    """The SNI division of a row's company; a dash where nobody has stated it."""
    return row.company.sni_code[:2] or "–"


COLUMNS = (
    Column("company", _("Company"), lambda row: row.company.name, names_company=True),
    Column("number", _("Organisation number"), lambda row: row.company.number, names_company=True),
    Column("region", _("Region"), region_told),
    Column("municipality", _("Municipality"), lambda row: row.company.municipality.name, names_company=True),
    Column("county", _("County"), lambda row: row.company.municipality.county.name, names_company=True),
    Column("size", _("Size"), lambda row: SIZES[row.size], names_company=True),
    Column("sni", _("SNI division"), sni_told, names_company=True),
    Column("programme", _("Programme"), lambda row: str(row.programme_version)),
    Column("met", _("Sessions"), lambda row: row.met),
    Column("first_on", _("First session"), lambda row: row.first_on),
)
SPLITS = {
    "region": "region_then",
    "county": "company__municipality__county",
    "municipality": "company__municipality",
    "size": "size",
    "sni": "sni",
    "month": "month",
}


def _figure(key: str, label: Any, counts: Any) -> Figure:
    return Figure(key, label, UNIT, counts, _supported, distinct("company"), COLUMNS, splits=SPLITS)


FIGURES: tuple[Figure, ...] = (
    _figure(
        "enterprises_supported",
        _("Enterprises supported"),
        _(
            "Companies given any form of support in the period, each once (RCO01). The programme gives coaching, "
            "advice and training, no grants or loans: so it is those with such support. Size by employees as known at "
            "admission; a company with two enrolments of different size stands in both sizes."
        ),
    ),
    _figure(
        "enterprises_non_financial",
        _("Enterprises with non-financial support"),
        _(
            "Companies with a session of coaching, a workshop series, a deep analysis or a pilot in the period, each "
            "once (RCO04). Network meetings and seminars alone do not count. Size by employees as known at admission; "
            "a company with two enrolments of different size stands in both sizes."
        ),
    ),
)
