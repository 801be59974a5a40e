"""Whom a report reaches: its companies by county, industry, municipality and size, its participants by sex.

Gathered from what the report's maker sees and frozen with the small groups hidden already, so that no file and no page
ever holds them. A company stands once, in the county, industry and size of its newest enrolment in the period.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from coaching.figures import attendances
from coaching.models import Attendance
from companies.figures import SIZES
from companies.models import Enrolment
from funding.figures import CATALOGUE
from funding.indicators.cross import Cell, Spans, shown
from funding.models import Report
from funding.parts.companies import coached_in
from funding.parts.kinds import Making
from funding.suppression import SMALLEST_GROUP
from programme.structure.models import County

SEXES = ("women", "men", "not_stated")
OTHER = "other"  # rows of fewer than five companies, together
Heads = dict[str, int]  # sex -> people
KINDS = ("groups", "sizes")  # of the parts that keep tables in a report's content


def _met(making: Making) -> list[Attendance]:
    return list(attendances(making.scope).select_related("enrolment__company__municipality"))


def _heads(rows: Iterable[Attendance], of: Callable[[Attendance], Any]) -> dict[Any, Heads]:
    """Who came, added up over sessions."""
    found: dict[Any, Heads] = {}
    for row in rows:
        mine = found.setdefault(of(row), dict.fromkeys(SEXES, 0))
        for sex in SEXES:
            mine[sex] += getattr(row, sex)
    return found


def gathered(making: Making) -> dict[str, Any]:
    """The part's frozen data."""
    there = {one.company_id: one for one in coached_in(making.scope)}
    met = _met(making)
    before = _earlier(making.report)
    names = dict(County.objects.values_list("pk", "name"))
    everybody = {**{row.enrolment.company_id: row.enrolment for row in met}, **there}
    places = {pk: one.company.municipality.county_id for pk, one in everybody.items()}
    counties = {pk: (county, names[county]) for pk, county in places.items()}
    industries = {pk: (one.company.sni_code[:2], one.company.sni_code[:2]) for pk, one in there.items()}
    return {
        "companies": len(there),
        "tables": [
            by_size("county", there, counties, before),
            by_size("sni", there, industries, before),
            by_sex("county", _heads(met, lambda row: row.enrolment.company_id), counties, before),
        ],
        "municipalities": _municipalities(there.values()),
    }


Placed = Mapping[int, tuple[str, str]]  # company -> key and name of its row
Before = Mapping[tuple[str, int, bool], Spans]  # table, report, whether of the same period -> what it told


def by_size(what: str, there: Mapping[int, Enrolment], placed: Placed, before: Before) -> dict[str, Any]:
    """Companies by row and size. Sums of rows and columns are exact."""
    sizes = {pk: one.size_class or "unknown" for pk, one in there.items()}
    columns = [size for size in SIZES if size in sizes.values()]
    rows = merged(there, placed)
    cells = [[_count(sum(sizes[pk] == size for pk in those)) for size in columns] for _key, _name, _n, those in rows]
    return _table(f"{what}-size", rows, columns, cells, [len(those) for *_name, those in rows], before)


def by_sex(what: str, heads: Mapping[int, Heads], placed: Placed, before: Before) -> dict[str, Any]:
    """Participants by row and sex. Sums of columns are exact; rows are of at least five companies."""
    rows = merged(heads, placed)
    cells = [[_people([heads[pk][sex] for pk in those]) for sex in SEXES] for _key, _name, _n, those in rows]
    return _table(f"{what}-sex", rows, SEXES, cells, None, _same_period(before))


def sizes_of(making: Making) -> dict[str, Any]:
    """Companies in coaching on the last day and own hours by size, exact, and participants by size and sex."""
    coached = CATALOGUE["companies_in_coaching"].by(making.scope, "size")
    met = _met(making)
    heads = _heads(met, lambda row: (row.enrolment.size_class or "unknown", row.enrolment.company_id))
    minutes: dict[str, int] = {}
    for row in met:
        size = row.enrolment.size_class or "unknown"
        minutes[size] = minutes.get(size, 0) + row.company_minutes
    rows: list[Row] = [(size, "", 1, []) for size in SIZES]
    cells = [
        [_people([mine[sex] for (of, _company), mine in heads.items() if of == size]) for sex in SEXES]
        for size in SIZES
    ]
    return {
        "lines": [[size, int(coached.get(size, 0)), minutes.get(size, 0)] for size in SIZES],
        "tables": [_table("size-sex", rows, SEXES, cells, None, _same_period(_earlier(making.report)))],
    }


def _people(counts: Iterable[int]) -> Cell:
    """What companies add up to, and how many of them added anything."""
    each = list(counts)
    return Cell(sum(n > 0 for n in each), sum(each))


def _same_period(before: Before) -> Before:
    """People are counted anew in each period: only former versions of this one can be held against it."""
    return {key: told for key, told in before.items() if key[2]}


Row = tuple[str, str, int, list[int]]  # key, name, how many rows it stands for, its companies


def merged(companies: Iterable[int], placed: Placed) -> list[Row]:
    """Rows in the order of their keys; those of fewer than five companies are one, last.

    Is that one still too small, the smallest of the others goes with it.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for pk in companies:
        found.setdefault(placed[pk], []).append(pk)
    large = {at: those for at, those in found.items() if len(those) >= SMALLEST_GROUP and at[0]}
    small = {at: those for at, those in found.items() if at not in large}
    while small and large and sum(map(len, small.values())) < SMALLEST_GROUP:
        least = min(large, key=lambda at: (len(large[at]), at))
        small[least] = large.pop(least)
    rows = [(key, name, 1, those) for (key, name), those in sorted(large.items())]
    if small:
        rows.append((OTHER, "", len(small), [pk for those in small.values() for pk in those]))
    return rows


def _count(n: int) -> Cell:
    return Cell(n, n)


def _table(
    key: str,
    rows: Sequence[Row],
    columns: Sequence[str],
    cells: list[list[Cell]],
    totals: list[int] | None,
    before: Before,
) -> dict[str, Any]:
    kept = shown(
        cells,
        rows=[row[0] for row in rows],
        columns=columns,
        rows_known=totals is not None,
        # Rows that are put together are not the same ones each time.
        earlier=[spans for (table, *_of), spans in before.items() if table == key],
    )
    return {
        "key": key,
        "columns": list(columns),
        "rows": [[row[0], row[1], row[2], totals[n] if totals else None, kept.values[n]] for n, row in enumerate(rows)],
        "sums": [sum(row[n].value for row in cells) for n in range(len(columns))],
        "spans": [
            [row[0], columns[n], *span]
            for row, line in zip(rows, kept.spans, strict=True)
            for n, span in enumerate(line)
        ],
    }


def _earlier(report: Report) -> Before:
    """What released reports of the grant told of the same cells, this period's former versions among them."""
    reports = Report.objects.released().filter(period__grant=report.period.grant_id).exclude(pk=report.pk)
    found: dict[tuple[str, int, bool], Spans] = {}
    for pk, period, content in reports.values_list("pk", "period", "content"):
        for table in _tables(content):
            told = {(row, column): (low, high) for row, column, low, high in table["spans"] if row != OTHER}
            found[table["key"], pk, period == report.period_id] = told
    return found


def _tables(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = [part["data"] for part in content.get("parts") or () if part["kind"] in KINDS and part["data"]]
    return [table for data in parts for table in data["tables"]]


def _municipalities(enrolments: Iterable[Enrolment]) -> dict[str, Any]:
    """Those with at least five companies by name; how many there are besides, with how many companies."""
    found: dict[tuple[str, str], int] = {}
    for one in enrolments:
        at = one.company.municipality
        found[at.pk, at.name] = found.get((at.pk, at.name), 0) + 1
    named = [[key, name, n] for (key, name), n in sorted(found.items()) if n >= SMALLEST_GROUP]
    rest = [n for n in found.values() if n < SMALLEST_GROUP]
    return {"named": named, "others": len(rest), "others_companies": sum(rest)}
