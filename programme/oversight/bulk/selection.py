"""Which companies of the list an act is for, and the enrolment of each that counts now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.http import QueryDict

from companies.models import Enrolment
from programme.oversight.company_list import Filters, by_company, company_rows, filters_from, seen_enrolments
from programme.oversight.company_order import in_order
from programme.people.models import User

CHUNK = 500  # ids in one query


@dataclass(frozen=True)
class Chosen:
    """One company that was chosen, with its present enrolment."""

    company: int
    name: str
    enrolment: Enrolment | None


def chosen(user: User, *, filters: str, ids: frozenset[int] | None, today: date) -> list[Chosen]:
    """The companies of these ids, in the list's order; all that the filters of the list match when ids is None.

    The filters are the list's own address, so that the enrolment of each is the one that the list shows.
    """
    asked, _problems = filters_from(QueryDict(filters))
    found: list[Any]
    if ids is None:
        found = list(in_order(company_rows(user, asked, today=today), user, asked))
    else:
        alike = Filters(programme=asked.programme, sort=asked.sort)
        rows = in_order(company_rows(user, alike, today=today), user, alike)
        found = list(rows.filter(pk__in=ids)) if len(ids) <= CHUNK else [row for row in rows if row.pk in ids]
    enrolments: dict[int, Enrolment] = {}
    for part in chunks(row.pk for row in found):
        seen = seen_enrolments(user, asked).filter(company__in=part)
        enrolments |= by_company(seen.select_related("company", "region"))
    return [Chosen(row.pk, row.name, enrolments.get(row.pk)) for row in found]


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in parts that fit into one query."""
    rest = iter(ids)
    while part := list(islice(rest, CHUNK)):
        yield part
