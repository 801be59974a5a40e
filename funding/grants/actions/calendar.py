"""Verbs on a grant's reporting calendar: lay by interval, add, change, extend, skip, take back, remove.

None of them touches a period that has a released report.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from funding.grants.actions.rules import is_reported, lock_grant, lock_period
from funding.grants.calendar import Interval, Laid, There, laid_by
from funding.models import Grant, Report, ReportingPeriod
from programme.common.dates import Period
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version


class Changed(Exception):
    """What was looked at before is no longer what would be done. `now` is what it would be now."""

    def __init__(self, now: Any) -> None:
        super().__init__("changed since the preview")
        self.now = now


class Reported(ValidationError):
    """A report of the period has been released, so nothing about it changes any more."""

    def __init__(self) -> None:
        super().__init__(_("A report of this period is released, so the period stays as it is."))


def there(grant: Grant) -> list[There]:
    """The grant's periods; free are those that nobody has done anything with: no report, not skipped, not extended."""
    periods: QuerySet[ReportingPeriod] = grant.periods.all()
    used = set(Report.objects.filter(period__grant=grant).order_by().values_list("period", flat=True))
    return [
        There(
            one.number,
            Period(one.starts_on, one.ends_on),
            one.pk not in used and one.skipped_on is None and one.first_due_on is None,
        )
        for one in periods
    ]


def would_lay(grant: Grant, interval: Interval, *, replace: bool) -> Laid:
    """What laying the interval does as things are now. Raises ValidationError for one outside the grant's time."""
    if interval.start < grant.starts_on or interval.end > grant.ends_on or interval.end < interval.start:
        raise ValidationError(
            _("The calendar must lie within the grant's time, %(first)s – %(last)s.")
            % {"first": grant.starts_on, "last": grant.ends_on}
        )
    return laid_by(interval, there(grant), replace=replace)


@transaction.atomic
def lay_calendar(*, by: User, grant: Grant, interval: Interval, replace: bool, seen: str) -> Grant:
    """Add the interval's periods, as the preview with the fingerprint `seen` showed. Raises Changed if it is not so."""
    row = lock_grant(grant, by=by)
    list(row.periods.select_for_update().order_by("pk"))  # a report that is begun meanwhile is seen
    laid = would_lay(row, interval, replace=replace)
    if laid.fingerprint != seen:
        raise Changed(laid)
    row.periods.filter(number__in=[one.number for one in laid.removed]).delete()
    number = row.periods.aggregate(last=Max("number"))["last"] or 0
    row.periods.bulk_create(
        ReportingPeriod(grant=row, number=n, starts_on=one.starts_on, ends_on=one.ends_on, due_on=one.due_on)
        for n, one in enumerate(laid.added, start=number + 1)
    )
    changes = {
        "periods": [
            [f"{one.days.start} – {one.days.end}" for one in laid.removed],
            [f"{one.starts_on} – {one.ends_on}, {one.due_on}" for one in laid.added],
        ]
    }
    record("calendar-lay", row, by=by, changes=changes)
    return row


@transaction.atomic
def add_period(*, by: User, grant: Grant, starts_on: date, ends_on: date, due_on: date) -> ReportingPeriod:
    """Add one period with days of its own. Raises ValidationError by field."""
    row = lock_grant(grant, by=by)
    _check(row, starts_on, ends_on, due_on)
    number = (row.periods.aggregate(last=Max("number"))["last"] or 0) + 1
    period = ReportingPeriod.objects.create(
        grant=row, number=number, starts_on=starts_on, ends_on=ends_on, due_on=due_on
    )
    changes = {"starts_on": [None, starts_on], "ends_on": [None, ends_on], "due_on": [None, due_on]}
    record("period-add", period, by=by, changes=changes, label=f"{row}: {period}")
    return period


@transaction.atomic
def change_period(
    *, by: User, period: ReportingPeriod, version: int, starts_on: date, ends_on: date, due_on: date
) -> ReportingPeriod:
    """Change the days of a period of which no report has been begun.

    Raises ValidationError, by field or of the whole, Conflict when somebody saved first.
    """
    row = lock_period(period, by=by)
    values = {"starts_on": starts_on, "ends_on": ends_on, "due_on": due_on}
    if row.version != version:
        raise Conflict(row, values)
    _must_be_unreported(row)
    if row.first_due_on is not None and due_on != row.due_on:
        raise ValidationError({"due_on": _("The day was extended. Extend it again instead.")})
    _check(row.grant, starts_on, ends_on, due_on, but=row)
    changes = differences(row, values)
    save_on_version(row, values, version)
    record("period-change", row, by=by, changes=changes, label=f"{row.grant}: {row}")
    return row


@transaction.atomic
def remove_period(*, by: User, period: ReportingPeriod) -> Grant:
    """Take away a period of which no report has been begun: it was entered by mistake. Raises ValidationError."""
    row = lock_period(period, by=by)
    _must_be_unreported(row)
    changes = {"starts_on": [row.starts_on, None], "ends_on": [row.ends_on, None], "due_on": [row.due_on, None]}
    record("period-remove", row, by=by, changes=changes, label=f"{row.grant}: {row}")
    row.delete()
    return row.grant


@transaction.atomic
def extend_period(*, by: User, period: ReportingPeriod, version: int, due_on: date, reason: str) -> ReportingPeriod:
    """Move the day that the report is due, for a reason; the day that it was first due is kept.

    Raises ValidationError at `due_on` or of the whole, Conflict when somebody saved first.
    """
    row = lock_period(period, by=by)
    values: dict[str, Any] = {"due_on": due_on, "extended_because": reason}
    if row.version != version:
        raise Conflict(row, values)
    _must_be_open(row)
    if due_on <= row.due_on:
        raise ValidationError({"due_on": _("Choose a day after %(day)s.") % {"day": row.due_on}})
    values["first_due_on"] = row.first_due_on or row.due_on
    changes = differences(row, values)
    save_on_version(row, values, version)
    record("period-extend", row, by=by, changes=changes, label=f"{row.grant}: {row}")
    return row


@transaction.atomic
def skip_period(*, by: User, period: ReportingPeriod, version: int, reason: str, on: date) -> ReportingPeriod:
    """Ask for no report of the period, for a reason. Raises ValidationError, Conflict when somebody saved first."""
    row = lock_period(period, by=by)
    values: dict[str, Any] = {"skipped_because": reason}
    if row.version != version:
        raise Conflict(row, values)
    _must_be_open(row)
    values |= {"skipped_on": on, "skipped_by": by}
    changes = {"skipped_on": [None, on], "skipped_because": [None, reason]}
    save_on_version(row, values, version)
    record("period-skip", row, by=by, changes=changes, label=f"{row.grant}: {row}")
    return row


@transaction.atomic
def take_back_skip(*, by: User, period: ReportingPeriod) -> ReportingPeriod:
    """Ask for the report after all. A period that is not skipped stays as it is."""
    row = lock_period(period, by=by)
    if row.skipped_on is None:
        return row
    values = {"skipped_on": None, "skipped_by": None, "skipped_because": ""}
    changes = {"skipped_on": [row.skipped_on, None], "skipped_because": [row.skipped_because, ""]}
    save_on_version(row, values, row.version)
    record("period-skip-back", row, by=by, changes=changes, label=f"{row.grant}: {row}")
    return row


def _must_be_open(row: ReportingPeriod) -> None:
    if is_reported(row):
        raise Reported
    if row.skipped_on is not None:
        raise ValidationError(_("The period is skipped. Take that back first."))


def _must_be_unreported(row: ReportingPeriod) -> None:
    _must_be_open(row)
    if row.reports.exists():
        raise ValidationError(_("A report of this period has been begun, so its days stay. Extend it, or skip it."))


def _check(grant: Grant, starts_on: date, ends_on: date, due_on: date, *, but: ReportingPeriod | None = None) -> None:
    wrong: dict[str, str] = {}
    span = {"first": grant.starts_on, "last": grant.ends_on}
    if ends_on < starts_on:
        wrong["ends_on"] = _("The last day may not lie before the first.")
    if starts_on < grant.starts_on or starts_on > grant.ends_on:
        wrong["starts_on"] = _("Choose a day within the grant's time, %(first)s – %(last)s.") % span
    if ends_on > grant.ends_on:
        wrong["ends_on"] = _("Choose a day within the grant's time, %(first)s – %(last)s.") % span
    if due_on <= ends_on:
        wrong["due_on"] = _("The report is due after the period has ended.")
    if not wrong:
        others = grant.periods.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
        other = (others.exclude(pk=but.pk) if but else others).first()
        if other is not None:
            wrong["starts_on"] = _("Period %(number)s covers some of these days: %(days)s.") % {
                "number": other.number,
                "days": other,
            }
    if wrong:
        raise ValidationError(wrong)
