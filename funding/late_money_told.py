"""Costs and certificates that came late, as a report tells them: on the page, on paper and in the spreadsheet alike.

A funder reads their day, kind and amount; what stands on a voucher is the programme's (funding.frozen).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.late_money import Booked, LateMoney, MoneyKind, Thing
from funding.models import BudgetLine, CoFinancing
from programme.common.numbers import NBSP, as_kronor, as_text
from programme.common.wording import period_words
from programme.common.xlsx import Sheet

ON_PAPER = 100  # lines; more stand in the spreadsheet
ON_PAGE = 200  # on the page of what came late
WHY = {
    MoneyKind.ENTERED: gettext_lazy("Entered late"),
    MoneyKind.BOOKED: gettext_lazy("Booked after the report"),
    MoneyKind.CHANGED: gettext_lazy("Corrected"),
    MoneyKind.WITHDRAWN: gettext_lazy("Taken back"),
}
THINGS = {Thing.COST: gettext_lazy("Cost"), Thing.CERTIFICATE: gettext_lazy("Certificate")}


@dataclass(frozen=True)
class MoneyRow:
    """One cost or certificate, ready to show. `ordinal` is its number in the list, the same everywhere."""

    ordinal: int
    line: LateMoney
    what: str
    period: str
    day: str
    why: str
    told_on: date
    amount: str
    more: str


@dataclass(frozen=True)
class MoneySum:
    """How much more or less the former periods would have shown."""

    label: str
    text: str


@dataclass(frozen=True)
class LateMoneySection:
    """The rows and their sums; without rows it says that nothing came late."""

    rows: tuple[MoneyRow, ...]
    sums: tuple[MoneySum, ...]

    @property
    def on_paper(self) -> tuple[MoneyRow, ...]:
        """As many as a report on paper shows."""
        return self.rows[:ON_PAPER]

    @property
    def on_page(self) -> tuple[MoneyRow, ...]:
        """As many as the page shows."""
        return self.rows[:ON_PAGE]

    @property
    def in_short(self) -> tuple[MoneyRow, ...]:
        """As many as a report's own page shows."""
        return self.rows[:10]


def money_section(lines: Sequence[LateMoney] | None) -> LateMoneySection | None:
    """The section of these lines, in the active language; None where the report could not tell."""
    if lines is None:
        return None
    return LateMoneySection(tuple(_row(n, line) for n, line in enumerate(lines, start=1)), _sums(lines))


def _row(ordinal: int, line: LateMoney) -> MoneyRow:
    was, now = line.was, line.now
    days = [day.isoformat() for day in (was.on if was else None, line.on) if day]
    words = [words_of(line.thing, one) for one in (was, now) if one]
    amounts = [as_text(as_kronor(one.ore if one else 0), 2) for one in (was, now)]
    return MoneyRow(
        ordinal=ordinal,
        line=line,
        what=f"{THINGS[line.thing]}, {' → '.join(dict.fromkeys(words)).lower()}",
        period=period_words(line.period, short=True),
        day=" → ".join(dict.fromkeys(days)),
        why=str(WHY[line.kind]),
        told_on=line.told_on,
        amount=f"{NBSP}→{NBSP}".join(dict.fromkeys(amounts)),
        more=signed_kronor(line.ore),
    )


def words_of(thing: Thing, one: Booked) -> str:
    """A cost type, or a kind of co-financing, in words."""
    labels = BudgetLine.CostType if thing is Thing.COST else CoFinancing.Kind
    return str(labels(one.of).label)


def signed_kronor(ore: int) -> str:
    """`+2,50`, `\u22121`, `0`: SEK more or less."""
    sign = "+" if ore > 0 else "\u2212" if ore < 0 else ""
    return sign + as_text(as_kronor(abs(ore)), 2)


def _sums(lines: Sequence[LateMoney]) -> tuple[MoneySum, ...]:
    costs = sum(line.ore for line in lines if line.thing is Thing.COST)
    papers = sum(line.ore for line in lines if line.thing is Thing.CERTIFICATE)
    told = {Thing.COST: (_("Costs booked, SEK"), costs), Thing.CERTIFICATE: (_("Certified, SEK"), papers)}
    named = {line.thing for line in lines}
    return tuple(MoneySum(label, signed_kronor(ore)) for thing, (label, ore) in told.items() if thing in named)


def money_sheet(told: LateMoneySection) -> Sheet:
    """Every line with exact amounts, as it was told before and as it counts now."""
    columns = [
        _("No."),
        _("What"),
        _("Number of the cost or certificate"),
        _("Kind, before"),
        _("Kind, now"),
        _("What happened"),
        _("Reported from"),
        _("Reported until"),
        _("Day, before"),
        _("Day, now"),
        _("Known since"),
        _("SEK before"),
        _("SEK now"),
    ]
    notes = [
        _("Late and corrected costs and certificates"),
        ", ".join(f"{one.label} {one.text}" for one in told.sums),
        _("Former reports are unchanged. This is how much more or less they would have shown."),
    ]
    return Sheet(_("Late and corrected money"), columns, [_cells(row) for row in told.rows], notes=notes)


def _cells(row: MoneyRow) -> list[Any]:
    line, was, now = row.line, row.line.was, row.line.now
    return [
        row.ordinal,
        str(THINGS[line.thing]),
        line.number,
        words_of(line.thing, was) if was else None,
        words_of(line.thing, now) if now else None,
        row.why,
        line.period.start,
        line.period.end,
        was.on if was else None,
        line.on,
        line.told_on,
        as_kronor(was.ore if was else 0),
        as_kronor(now.ore if now else 0),
    ]
