"""The list of prospects: companies of the register that nobody has contacted, as the address asks for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from companies.prospects import prospects
from programme.common.dates import month_of
from programme.common.figures import Scope
from programme.oversight.parameters import Asked
from programme.people.models import User
from programme.structure.models import ProgrammeVersion

SORTS = ("name", "municipality", "sni", "registered")


@dataclass(frozen=True)
class Filters:
    """What the address asks the list for."""

    words: str = ""
    programme: int | None = None
    county: str = ""
    municipality: str = ""
    division: int | None = None
    sort: str = "name"

    @property
    def any(self) -> bool:
        """True when the list is narrowed."""
        return bool(self.words or self.county or self.municipality or self.division)


def filters_from(params: QueryDict) -> tuple[Filters, list[str]]:
    """The filters of an address, and what could not be read in it."""
    asked = Asked(params)
    division = asked.code("division", 2)
    filters = Filters(
        words=asked.words("q"),
        programme=asked.id("programme"),
        county=asked.code("county", 2),
        municipality=asked.code("municipality", 4),
        division=int(division) if division else None,
        sort=asked.one_of("sort", frozenset(SORTS) | {f"-{name}" for name in SORTS}, "name"),
    )
    return filters, asked.problems


def scope_of(user: User, filters: Filters, *, today: date) -> Scope:
    """The scope that the list and its numbers are stated for."""
    return Scope(
        viewer=user,
        period=month_of(today),
        as_of=today,
        programme=filters.programme,
        county=filters.county,
        municipality=filters.municipality,
    )


def prospect_rows(user: User, filters: Filters, *, today: date) -> QuerySet[Any]:
    """The companies of the list in its order."""
    rows = prospects(scope_of(user, filters, today=today))
    if filters.division is not None:
        rows = rows.filter(division=filters.division)
    if filters.words:
        rows = rows.filter(name__icontains=filters.words)
    return rows.order_by(*_order(filters.sort))


def _order(sort: str) -> list[Any]:
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    key = {
        "name": "name",
        "municipality": "municipality__name",
        "sni": "sni_code",
        "registered": "registered_on",
    }[name]
    first = F(key).desc(nulls_last=True) if descending else F(key).asc(nulls_last=True)
    return [first, "name", "number"]


def open_versions(user: User) -> list[ProgrammeVersion]:
    """The editions that take new companies: the newest programme's newest first."""
    rows = ProgrammeVersion.objects.visible_to(user).filter(open_for_enrolment=True).select_related("programme")
    return list(rows.order_by("-programme__starts_on", "-pk"))


def open_version(versions: list[ProgrammeVersion], programme: int | None) -> ProgrammeVersion | None:
    """The one that a company is taken up into: the newest, of the programme that is asked for."""
    return next((one for one in versions if programme in (None, one.programme_id)), None)
