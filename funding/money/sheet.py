"""Costs from a spreadsheet or pasted from one: which cell means what, what is wrong in a row, what is there already.

The file is read by the house's own reader, in a process of its own (companies.imports).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.imports.cells import as_day
from companies.imports.columns import plain
from companies.imports.reading import SheetRefused, read_file, told_of
from funding.models import BudgetLine, Cost, Grant
from funding.money.forms.costs import CostFields
from funding.money.values import CostValues, check_cost

MOST_ROWS = 2_000
MOST_SHOWN = 200
HEADINGS_WITHIN = 10
# What a column may mean, in the order in which they are taken when nothing says what they mean.
MEANINGS: dict[str, tuple[Any, str]] = {
    "booked_on": (
        gettext_lazy("Booked"),
        "datum|bokföringsdatum|bokfört|bokförd|bokföringsdag|verifikationsdatum|verdatum|date|booking date",
    ),
    "cost_type": (gettext_lazy("Cost type"), "kostnadsslag|slag|typ|kategori|kostnad|type|category"),
    "amount": (gettext_lazy("Amount, SEK"), "belopp|summa|kr|kronor|sek|belopp kr|amount|sum|debet"),
    "what": (gettext_lazy("What"), "text|vad|beskrivning|avser|benämning|description|verifikationstext"),
    "reference": (gettext_lazy("Voucher"), "verifikation|ver|vernr|ver nr|verifikationsnummer|verifikat|nummer|ref"),
}
COST_TYPES = {
    "staff": "lön|löner|lönekostnad|lönekostnader|personalkostnad|personalkostnader|personal|salary|wages",
    "external": "externa tjänster|köpta tjänster|konsult|konsulter|external|consultants",
    "travel": "resor|resor och logi|resekostnader|travel",
    "equipment": "utrustning|investeringar|investering|material|equipment",
    "indirect": "indirekta kostnader|indirekta|schablon|overhead|oh|indirect",
    "other": "övrigt|övriga kostnader|other",
}


@dataclass(frozen=True)
class CostRow:
    """One row: its place in what was read, its cells, the cost that it is or what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    values: CostValues | None
    problems: tuple[str, ...] = ()
    is_there: bool = False  # booked already, or earlier in the same rows

    @property
    def label(self) -> str:
        """The cost type in words."""
        return str(BudgetLine.CostType(self.values.cost_type).label) if self.values else ""


@dataclass(frozen=True)
class CostPlan:
    """What entering the rows would do."""

    rows: tuple[CostRow, ...]

    @property
    def bad(self) -> list[CostRow]:
        """Those to mend: nothing is entered while there are any."""
        return [row for row in self.rows if row.problems]

    @property
    def shown(self) -> list[CostRow]:
        """As many as a page shows, those to mend first."""
        return sorted(self.rows, key=lambda row: not row.problems)[:MOST_SHOWN]

    @property
    def there(self) -> list[CostRow]:
        """Those that are left out."""
        return [row for row in self.rows if row.is_there]

    @property
    def new(self) -> list[CostValues]:
        """The costs to enter."""
        return [row.values for row in self.rows if row.values is not None and not row.is_there]

    @property
    def sum(self) -> Decimal:
        """SEK that they add up to."""
        return sum((one.amount for one in self.new), Decimal(0))

    @property
    def fingerprint(self) -> str:
        """Tells whether what was looked at is still what would be done."""
        return hashlib.sha256(repr((self.new, len(self.bad))).encode()).hexdigest()[:16]


def rows_of(content: bytes) -> tuple[list[list[str]], list[str]]:
    """The rows of a file or of pasted text, and what a person should know about how they were read.

    Days that a spreadsheet counts are written out. Raises SheetRefused in words.
    """
    reading = read_file(content, only_if_small=True)
    if reading is None:
        raise SheetRefused(_("The file takes too long to read here. Copy the rows that you need and paste them."))
    place = (columns_of(reading.rows)[1]).get("booked_on")
    since_1904 = bool(reading.facts.get("since_1904"))
    rows = [
        [as_day(cell, since_1904=since_1904) if column == place else cell for column, cell in enumerate(row)]
        for row in reading.rows
        if any(cell.strip() for cell in row)
    ]
    return rows, told_of(reading.facts)


def as_pasted(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text with tabs, as they are when they are copied from a spreadsheet."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def columns_of(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """How many rows stand above the costs, and which column means what: by headings, else in our own order."""
    known = _known(tuple((name, str(said)) for name, (_label, said) in MEANINGS.items()))
    best: dict[str, int] = {}
    above = 0
    for number, row in enumerate(rows[:HEADINGS_WITHIN], start=1):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            meaning = known.get(plain(cell))
            if meaning:
                found.setdefault(meaning, place)
        if len(found) > max(len(best), 1):
            best, above = found, number
    return (above, best) if best else (0, {name: place for place, name in enumerate(MEANINGS)})


def plan_of(grant: Grant, rows: Sequence[Sequence[str]], *, today: date) -> CostPlan:
    """What each row would become, as things are now. Raises ValidationError for too many rows, or a column missing."""
    above, columns = columns_of(rows)
    missing = [str(label) for name, (label, _said) in MEANINGS.items() if name not in columns]
    if missing:
        raise ValidationError(_("No column for %(names)s. Write the heading over it.") % {"names": ", ".join(missing)})
    body = rows[above:]
    if len(body) > MOST_ROWS:
        words = _("There are %(n)s rows. At most %(most)s are entered at a time.")
        raise ValidationError(words % {"n": len(body), "most": MOST_ROWS})
    found = [_row(grant, number, row, columns, today) for number, row in enumerate(body, start=above + 1)]
    there = set(
        Cost.objects.filter(grant=grant, withdrawn_on=None).values_list(
            "cost_type", "booked_on", "amount", "what", "reference"
        )
    )
    seen: Counter[Any] = Counter()
    marked = []
    for row in found:
        if row.values is not None:
            key = tuple(vars(row.values).values())
            row = replace(row, is_there=key in there or bool(seen[key]))
            seen[key] += 1
        marked.append(row)
    return CostPlan(tuple(marked))


def _row(grant: Grant, number: int, row: Sequence[str], columns: dict[str, int], today: date) -> CostRow:
    said = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
    said["booked_on"] = as_day(said["booked_on"], since_1904=False)
    said["amount"] = said["amount"].removesuffix("kr").removesuffix("SEK").strip()
    form = CostFields(said | {"cost_type": cost_type_of(said["cost_type"]) or said["cost_type"]})
    problems = [f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()]
    values = None if problems else CostValues(**form.cleaned_data)
    if values is not None:
        try:
            check_cost(grant, values.booked_on, values.amount, today=today)
        except ValidationError as refused:
            problems = [f"{form.fields[name].label}: {words[0]}" for name, words in refused.message_dict.items()]
            values = None
    return CostRow(number, tuple(row), values, tuple(problems))


def cost_type_of(said: str) -> str | None:
    """The cost type that is meant, written in any usual way in Swedish or English."""
    names = tuple((kind.value, f"{kind.value}|{COST_TYPES[kind.value]}") for kind in BudgetLine.CostType)
    return _known(names).get(plain(said))


@cache
def _known(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every way to write each of the names, plain, in all languages of the screen."""
    labels: dict[str, Any] = {name: label for name, (label, _said) in MEANINGS.items()}
    labels |= dict(BudgetLine.CostType.choices)
    found: dict[str, str] = {}
    for name, others in names:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.setdefault(plain(str(labels[name])), name)
        for other in others.split("|"):
            found.setdefault(plain(other), name)
    return found
