"""Verbs on a grant's money: its budget, its decisions and its co-financing, each replaced as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from funding.grants.actions.rules import lock_grant
from funding.models import BudgetLine, CoFinancing, Grant, GrantDecision
from programme.common.numbers import kronor
from programme.people.audit import record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version


@dataclass(frozen=True)
class BudgetValues:
    """A cost type, for a year or all of them, and SEK."""

    cost_type: str
    year: int | None
    amount: Decimal

    def __str__(self) -> str:
        label = BudgetLine.CostType(self.cost_type).label
        return f"{label}{f' {self.year}' if self.year else ''}: {kronor(self.amount)}"


@dataclass(frozen=True)
class DecisionValues:
    """The funder's decision on a part of the grant; SEK."""

    number: str
    decided_on: date
    amount: Decimal
    from_on: date
    until_on: date

    def __str__(self) -> str:
        return f"{self.number}, {self.decided_on}: {kronor(self.amount)}, {self.from_on} – {self.until_on}"


@dataclass(frozen=True)
class CoFinancingValues:
    """What a partner adds in one kind; SEK."""

    partner: str
    kind: str
    sector: str
    promised: Decimal
    promised_on: date | None
    basis: str = ""

    def __str__(self) -> str:
        return f"{self.partner}, {CoFinancing.Kind(self.kind).label}: {kronor(self.promised)}"


def budget_of(grant: Grant) -> list[BudgetValues]:
    """The grant's budget lines in their order."""
    return [BudgetValues(one.cost_type, one.year, one.amount) for one in grant.budget.all()]


def decisions_of(grant: Grant) -> list[DecisionValues]:
    """The grant's decisions in their order."""
    return [
        DecisionValues(one.number, one.decided_on, one.amount, one.from_on, one.until_on)
        for one in grant.decisions.all()
    ]


def co_financing_of(grant: Grant) -> list[CoFinancingValues]:
    """The grant's co-financing in its order."""
    return [
        CoFinancingValues(one.partner, one.kind, one.sector, one.promised, one.promised_on, one.basis)
        for one in grant.co_financing.all()
    ]


def in_words(lines: Iterable[Any]) -> list[str]:
    """Lines as the trace and a conflict tell them."""
    return [str(line) for line in lines]


@transaction.atomic
def set_budget(*, by: User, grant: Grant, version: int, lines: Sequence[BudgetValues]) -> Grant:
    """Replace the budget. It need not add up to the amount: the page says when it does not.

    Raises ValidationError for a cost type that stands twice in a year or outside the grant's years, Conflict when
    somebody changed the grant first.
    """
    row = _held(grant, by=by, version=version)
    years = range(row.starts_on.year, row.ends_on.year + 1)
    seen: set[tuple[str, int | None]] = set()
    for line in lines:
        if (line.cost_type, line.year) in seen:
            raise ValidationError(_("“%(line)s” stands twice. Put the two together.") % {"line": line})
        if line.year is not None and line.year not in years:
            raise ValidationError(
                _("%(year)s lies outside the grant's time, %(first)s–%(last)s.")
                % {"year": line.year, "first": years.start, "last": years.stop - 1}
            )
        seen.add((line.cost_type, line.year))
    before = budget_of(row)
    rows = [BudgetLine(grant=row, cost_type=one.cost_type, year=one.year, amount=one.amount) for one in lines]
    return _replace(row, row.budget, rows, "budget-set", by=by, version=version, change={"budget": (before, lines)})


@transaction.atomic
def set_decisions(*, by: User, grant: Grant, version: int, lines: Sequence[DecisionValues]) -> Grant:
    """Replace the decisions. Raises ValidationError when they add up to more than the amount, lie outside the grant's
    time, end before they begin, or two have one number; Conflict when somebody changed the grant first."""
    row = _held(grant, by=by, version=version)
    total = sum((line.amount for line in lines), Decimal(0))
    if total > row.amount:
        raise ValidationError(
            _(
                "The decisions add up to %(sum)s, more than the grant's %(amount)s. Lower a decision, or change the "
                "amount of the grant first."
            )
            % {"sum": kronor(total), "amount": kronor(row.amount)}
        )
    numbers = [line.number for line in lines]
    for line in lines:
        if numbers.count(line.number) > 1:
            raise ValidationError(_("Two decisions have the number %(number)s.") % {"number": line.number})
        if line.until_on < line.from_on:
            raise ValidationError(_("Decision %(number)s ends before it begins.") % {"number": line.number})
        if line.from_on < row.starts_on or line.until_on > row.ends_on:
            raise ValidationError(
                _("Decision %(number)s lies outside the grant's time, %(first)s – %(last)s.")
                % {"number": line.number, "first": row.starts_on, "last": row.ends_on}
            )
    before = decisions_of(row)
    rows = [
        GrantDecision(
            grant=row,
            number=one.number,
            decided_on=one.decided_on,
            amount=one.amount,
            from_on=one.from_on,
            until_on=one.until_on,
        )
        for one in lines
    ]
    change = {"decisions": (before, lines)}
    return _replace(row, row.decisions, rows, "decisions-set", by=by, version=version, change=change)


@transaction.atomic
def set_co_financing(*, by: User, grant: Grant, version: int, lines: Sequence[CoFinancingValues]) -> Grant:
    """Replace the co-financing; a line that stays, by partner and kind, keeps its certificates.

    Raises ValidationError when a partner stands twice in one kind, or a line that would go has certificates; Conflict
    when somebody changed the grant first.
    """
    row = _held(grant, by=by, version=version)
    there = {(one.partner.casefold(), one.kind): one for one in row.co_financing.all()}
    seen: set[tuple[str, str]] = set()
    for line in lines:
        key = (line.partner.casefold(), line.kind)
        if key in seen:
            raise ValidationError(
                _("%(partner)s stands twice in the same kind. Put the two together.") % {"partner": line.partner}
            )
        seen.add(key)
    gone = [one for key, one in there.items() if key not in seen]
    bound = next((one for one in gone if one.certificates.exists()), None)
    if bound is not None:
        words = _("%(line)s has certificates, so the line stays, with its partner and kind. Lower what is promised.")
        raise ValidationError(words % {"line": bound})
    before = co_financing_of(row)
    save_on_version(row, {}, version)
    row.co_financing.filter(pk__in=[one.pk for one in gone]).delete()
    for line in lines:
        kept = there.get((line.partner.casefold(), line.kind)) or CoFinancing(grant=row)
        for name, value in asdict(line).items():
            setattr(kept, name, value)
        kept.save()
    _record(row, "co-financing-set", {"co_financing": (before, lines)}, by=by)
    return row


def _held(grant: Grant, *, by: User, version: int) -> Grant:
    row = lock_grant(grant, by=by)
    if row.version != version:
        raise Conflict(row, {})
    return row


def _replace(
    row: Grant,
    former: "models.Manager[Any]",
    rows: Sequence[models.Model],
    verb: str,
    *,
    by: User,
    version: int,
    change: Mapping[str, tuple[Sequence[Any], Sequence[Any]]],
) -> Grant:
    save_on_version(row, {}, version)
    former.all().delete()
    former.bulk_create(rows)
    _record(row, verb, change, by=by)
    return row


def _record(row: Grant, verb: str, change: Mapping[str, tuple[Sequence[Any], Sequence[Any]]], *, by: User) -> None:
    changes = {name: [in_words(old), in_words(new)] for name, (old, new) in change.items()}
    record(verb, row, by=by, changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]})
