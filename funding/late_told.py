"""What came late or was corrected, as a report tells it: on the page, on paper and in the spreadsheet alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.late import Counted, Kind, Late
from funding.late_money import LateMoney
from funding.late_money_told import LateMoneySection, money_section
from programme.common.numbers import NBSP, as_text
from programme.common.wording import period_words
from programme.common.xlsx import Sheet

ON_PAPER = 100  # lines; more stand in the spreadsheet and on the page
WHY = {
    Kind.LOGGED: gettext_lazy("Logged late"),
    Kind.HELD: gettext_lazy("Held after the report"),
    Kind.CHANGED: gettext_lazy("Corrected"),
    Kind.COUNTED: gettext_lazy("Counted otherwise"),
}


@dataclass(frozen=True)
class LateRow:
    """One session, ready to show. `ordinal` is its number in the list, the same everywhere."""

    ordinal: int
    line: Late
    period: str
    day: str
    told_on: date | None
    why: str
    coach: str
    people: str
    own: str


@dataclass(frozen=True)
class LateSum:
    """How much more or less the former periods would have shown of one figure."""

    label: str
    text: str


@dataclass(frozen=True)
class LateSection:
    """The whole section; without rows it says that nothing came late."""

    rows: tuple[LateRow, ...]
    sums: tuple[LateSum, ...]
    href: str
    money: LateMoneySection | None  # None in reports from before it was told

    @property
    def is_empty(self) -> bool:
        """True when neither a session nor money came late."""
        return not self.rows and not (self.money and self.money.rows)

    @property
    def on_paper(self) -> tuple[LateRow, ...]:
        """As many as a report on paper shows."""
        return self.rows[:ON_PAPER]


def section(lines: Sequence[Late], money: Sequence[LateMoney] | None, *, href: str) -> LateSection:
    """The section of these lines, in the active language."""
    rows = tuple(_row(n, line) for n, line in enumerate(lines, start=1))
    return LateSection(rows, _sums(lines), href, money_section(money))


def _row(ordinal: int, line: Late) -> LateRow:
    was, now = line.was, line.now
    days = [day.isoformat() for day in (was.held_on if was else None, line.held_on) if day]
    return LateRow(
        ordinal=ordinal,
        line=line,
        period=period_words(line.period, short=True),
        day=" → ".join(dict.fromkeys(days)),
        told_on=line.logged_on if line.kind in (Kind.LOGGED, Kind.HELD) else line.changed_on,
        why=str(WHY[line.kind]),
        coach=_from_to(was, now, lambda one: _hours(one.coach_minutes)),
        people=_from_to(was, now, lambda one: as_text(one.participants)),
        own=_from_to(was, now, lambda one: _hours(one.own_minutes)),
    )


def _hours(minutes: int) -> str:
    return as_text(Decimal(minutes) / 60, 2)


def _from_to(was: Counted | None, now: Counted | None, said: Callable[[Counted], str]) -> str:
    """`2 → 3,5`; only the value where it stayed the same; what is not counted is 0."""
    return f"{NBSP}→{NBSP}".join(dict.fromkeys(said(one) if one else "0" for one in (was, now)))


def _sums(lines: Sequence[Late]) -> tuple[LateSum, ...]:
    return (
        LateSum(_("Sessions"), signed(Decimal(sum(line.sessions for line in lines)))),
        LateSum(_("Coaches' hours"), signed(Decimal(sum(line.coach_minutes for line in lines)) / 60)),
        LateSum(_("Participants"), signed(Decimal(sum(line.participants for line in lines)))),
        LateSum(_("Companies' own hours"), signed(Decimal(sum(line.own_minutes for line in lines)) / 60)),
    )


def signed(value: Decimal) -> str:
    """`+2,5`, `\u22121`, `0`: how much more or less."""
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return sign + as_text(value.copy_abs(), 2)


def sheet(told: LateSection) -> Sheet:
    """Every line with exact minutes, as it was told before and as it counts now."""
    columns = [
        _("No."),
        _("Session no."),
        _("What happened"),
        _("Reported from"),
        _("Reported until"),
        _("Day, before"),
        _("Day, now"),
        _("Logged"),
        _("Corrected"),
        _("Coach, minutes before"),
        _("Coach, minutes now"),
        _("Participants before"),
        _("Participants now"),
        _("Own time, minutes before"),
        _("Own time, minutes now"),
    ]
    notes = [
        _("Late and corrected sessions"),
        ", ".join(f"{one.label} {one.text}" for one in told.sums),
        _("Former reports are unchanged. This is how much more or less they would have shown."),
    ]
    return Sheet(_("Late and corrected sessions"), columns, [_cells(row) for row in told.rows], notes=notes)


def _cells(row: LateRow) -> list[Any]:
    line, was, now = row.line, row.line.was, row.line.now
    return [
        row.ordinal,
        line.session,
        row.why,
        line.period.start,
        line.period.end,
        was.held_on if was else None,
        line.held_on,
        line.logged_on,
        line.changed_on,
        was.coach_minutes if was else 0,
        now.coach_minutes if now else 0,
        was.participants if was else 0,
        now.participants if now else 0,
        was.own_minutes if was else 0,
        now.own_minutes if now else 0,
    ]
