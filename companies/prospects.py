"""Numbers of the business register beside the programme's: whom it could reach, and whom it has reached.

All of them count units of the register that are active in the industries that the programme looks for, so that each
is a part of the one before. Read on the day that the register says, not on the scope's.
"""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment, RegisterUnit
from companies.models.register import RegisterUnitQuerySet
from programme.common.figures import Column, Figure, Scope, distinct
from programme.structure.industries import divisions_in
from programme.structure.models import Programme

State = Enrolment.State
DEFAULT_DIVISIONS = "10-33"  # manufacturing: what a programme looks for when it has not said anything else


def divisions_of(programme: int | None) -> list[int]:
    """The SNI divisions that a programme looks for; those of all that take new companies when none is said."""
    wanted = {"versions__open_for_enrolment": True} if programme is None else {"pk": programme}
    rows = Programme.objects.filter(**wanted).order_by()
    texts = set(rows.values_list("sni_divisions", flat=True)) or {DEFAULT_DIVISIONS}
    return sorted({division for text in texts for division in divisions_in(text)})


def in_places(rows: RegisterUnitQuerySet, scope: Scope) -> RegisterUnitQuerySet:
    """Those within the scope's regions, county and municipality."""
    if scope.regions is not None:
        rows = rows.filter(municipality__county__region__in=scope.regions)
    if scope.county:
        rows = rows.filter(municipality__county=scope.county)
    if scope.municipality:
        rows = rows.filter(municipality=scope.municipality)
    return rows


def _looked_for(scope: Scope) -> RegisterUnitQuerySet:
    rows = RegisterUnit.objects.visible_to(scope.viewer).active_in(divisions_of(scope.programme))
    return in_places(rows, scope).select_related("municipality__county").order_by("name", "number")


def _addressable(scope: Scope) -> QuerySet[Any]:
    return _looked_for(scope).addressable()


def _contacted(scope: Scope) -> QuerySet[Any]:
    return _looked_for(scope).contacted()


def _enrolled(scope: Scope) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.visible_to(scope.viewer)
    return rows if scope.programme is None else rows.filter(programme_version__programme=scope.programme)


def _admitted(scope: Scope) -> QuerySet[Any]:
    return _looked_for(scope).of_enrolments(_enrolled(scope).filter(admitted_on__lte=scope.as_of))


def _completed(scope: Scope) -> QuerySet[Any]:
    ended = _enrolled(scope).filter(state=State.COMPLETED, ended_on__lte=scope.as_of)
    return _looked_for(scope).of_enrolments(ended)


def _blocked(scope: Scope) -> QuerySet[Any]:
    return _looked_for(scope).filter(accepts_marketing=False).not_entered()


def prospects(scope: Scope) -> QuerySet[Any]:
    """Those that may be written to and that nobody has entered yet."""
    rows: QuerySet[Any] = _looked_for(scope).filter(accepts_marketing=True).not_entered()
    return rows


COLUMNS = (
    Column("company", _("Company"), lambda row: row.name, names_company=True),
    Column("number", _("Organisation number"), lambda row: row.number_shown, names_company=True),
    Column("municipality", _("Municipality"), lambda row: row.municipality and row.municipality.name),
    Column("county", _("County"), lambda row: row.municipality and row.municipality.county.name),
    Column("sni", _("SNI"), lambda row: row.sni_code),
)
SPLITS = {"county": "county_code", "municipality": "municipality_code"}


def _figure(key: str, label: Any, counts: Any, rows: Any) -> Figure:
    def placed(scope: Scope) -> QuerySet[Any]:
        found: QuerySet[Any] = rows(scope).annotate(
            county_code=F("municipality__county"), municipality_code=F("municipality")
        )
        return found

    return Figure(key, label, _("companies"), counts, placed, distinct("number"), COLUMNS, splits=SPLITS)


FIGURES: tuple[Figure, ...] = (
    _figure(
        "register_addressable",
        _("Addressable companies"),
        _("Active companies of the register in the industries looked for, that accept marketing or are entered here."),
        _addressable,
    ),
    _figure(
        "register_contacted",
        _("Contacted companies"),
        _("Addressable companies with a logged contact, or that have come further than “interested”."),
        _contacted,
    ),
    _figure(
        "register_admitted",
        _("Admitted companies of the register"),
        _("Contacted companies that were admitted at any time up to the day."),
        _admitted,
    ),
    _figure(
        "register_completed",
        _("Completed companies of the register"),
        _("Contacted companies that had completed the programme on the day."),
        _completed,
    ),
    _figure(
        "register_prospects",
        _("Companies not yet contacted"),
        _("Addressable companies that nobody has entered yet."),
        prospects,
    ),
    _figure(
        "register_blocked",
        _("Companies with a marketing block"),
        _("Active companies in the industries looked for that accept no marketing and are not entered here."),
        _blocked,
    ),
)
