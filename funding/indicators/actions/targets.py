"""Verbs on targets: add, change, take away, end. Each holds the grant.

What a released report states stays as it was asked: such a target is ended, never changed or taken away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.figures import CATALOGUE
from funding.grants.actions.rules import lock_grant
from funding.indicators.narrowing import knows_region, knows_size, label_of
from funding.indicators.outlook import may_be_target
from funding.models import Grant, Report, ReportFigure, Target
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version
from programme.structure.models import Region

AFTER = timedelta(days=731)  # results of a grant are counted until a year after its outputs, and reported later still


@dataclass(frozen=True)
class TargetValues:
    """What a decision asks for, by the names of Target's fields."""

    figure: str
    value: Decimal
    due_on: date
    code: str = ""
    wording_sv: str = ""
    wording_en: str = ""
    unit: str = ""
    note_sv: str = ""
    note_en: str = ""
    region: Region | None = None
    size: str = ""
    baseline: Decimal = Decimal(0)

    def given(self) -> dict[str, Any]:
        """For the row."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def is_stated(target: Target) -> bool:
    """True when a released report states the target: then it stays as it was asked."""
    released = Report.objects.released().filter(period__grant=target.grant_id)
    return ReportFigure.objects.filter(of_target=target, report__in=released).exists()


@transaction.atomic
def add_target(*, by: User, grant: Grant, values: TargetValues) -> Target:
    """Enter a target of the decision. Raises PermissionDenied, ValidationError by field."""
    row = lock_grant(grant, by=by)
    new = Target(grant=row, **values.given())
    _check(new)
    new.save(force_insert=True)
    changes = {name: [None, value] for name, value in values.given().items() if value not in ("", None)}
    record("target-add", new, by=by, changes=changes, label=_label(new))
    return new


@transaction.atomic
def change_target(*, by: User, target: Target, version: int, values: TargetValues) -> Target:
    """Correct a target that no released report states. Raises ValidationError, Conflict when somebody saved first."""
    row = _own(target, by=by)
    given = values.given()
    if row.version != version:
        raise Conflict(row, given)
    _must_be_unstated(row)
    changes = differences(row, given)
    for name, value in given.items():
        setattr(row, name, value)
    _check(row)
    save_on_version(row, given, version)
    record("target-change", row, by=by, changes=changes, label=_label(row))
    return row


@transaction.atomic
def end_target(*, by: User, target: Target, version: int, ended_on: date, because: str) -> Target:
    """Let a target be asked for until a day: reports of later periods do not state it.

    Raises ValidationError by field, Conflict when somebody saved first.
    """
    row = _own(target, by=by)
    given: Mapping[str, Any] = {"ended_on": ended_on, "ended_because": because}
    if row.version != version:
        raise Conflict(row, given)
    if not row.grant.starts_on <= ended_on <= row.due_on:
        span = {"first": row.grant.starts_on, "last": row.due_on}
        raise ValidationError({"ended_on": _("Choose a day from %(first)s to the target's own, %(last)s.") % span})
    changes = differences(row, given)
    save_on_version(row, given, version)
    record("target-end", row, by=by, changes=changes, label=_label(row))
    return row


@transaction.atomic
def remove_target(*, by: User, target: Target) -> Grant:
    """Take away a target that was entered by mistake. Raises ValidationError when a released report states it."""
    row = _own(target, by=by)
    _must_be_unstated(row)
    changes = {name: [getattr(row, name), None] for name in ("figure", "value", "due_on")}
    record("target-remove", row, by=by, changes=changes, label=_label(row))
    grant = row.grant
    row.delete()
    return grant


def _own(target: Target, *, by: User) -> Target:
    """The target as it is now, with its grant held before it. Raises PermissionDenied."""
    grant = lock_grant(Grant(pk=target.grant_id), by=by)
    row = Target.objects.select_for_update(of=("self",)).filter(pk=target.pk, grant=grant).first()
    if row is None:
        raise PermissionDenied
    row.grant = grant
    return row


def _must_be_unstated(row: Target) -> None:
    if is_stated(row):
        raise ValidationError(
            _("A released report states this target, so it stays as it was asked. End it, and enter a new one."),
            code="stated",
        )


def _label(row: Target) -> str:
    return f"{row.grant}: {' '.join(word for word in (row.code, label_of(row)) if word)}"


def _check(row: Target) -> None:
    """Raises ValidationError, by field, unless the figure can be asked for so, within the grant's time, and once."""
    wrong: dict[str, str] = {}
    figure = CATALOGUE.get(row.figure)
    if figure is None or not may_be_target(figure):
        wrong["figure"] = _("Choose a figure that adds up or is read on a day.")
    else:
        if row.region is not None and not knows_region(figure):
            wrong["region"] = _("This figure is not counted by region. Leave the region empty.")
        if row.size and not knows_size(figure):
            wrong["size"] = _("This figure is not counted by size of company. Leave the size empty.")
    if row.value <= 0:
        wrong["value"] = _("Write a number above zero.")
    elif row.value == row.baseline:
        wrong["baseline"] = _("The target is what there was from the start. Change one of the two.")
    last = row.grant.ends_on + AFTER
    if not row.grant.starts_on < row.due_on <= last:
        span = {"first": row.grant.starts_on, "last": last}
        wrong["due_on"] = _("Choose a day after the grant's first, %(first)s, and until %(last)s.") % span
    same = {name: getattr(row, name) for name in ("figure", "region", "size", "due_on")}
    if Target.objects.standing().filter(grant=row.grant, **same).exclude(pk=row.pk).exists():
        wrong.setdefault("figure", _("The grant has a target of this figure for the same day and companies already."))
    if wrong:
        raise ValidationError(wrong)
