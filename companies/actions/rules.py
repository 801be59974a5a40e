"""What every act on a company or an enrolment asks first: may the person, does the state allow it, does the day fit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from companies.models import Company, Enrolment, StateChange
from programme.people.models import User


class WrongMove(ValidationError):
    """The state that an enrolment is in does not lead to the one asked for."""


def lock_company(company: Company, *, by: User) -> None:
    """Read the company afresh and hold it to the end of the transaction. Raises PermissionDenied."""
    if not Company.objects.changeable_by(by).filter(pk=company.pk).exists():
        raise PermissionDenied
    company.refresh_from_db(from_queryset=Company.objects.select_for_update())


def lock_enrolment(enrolment: Enrolment, *, by: User, among: QuerySet[Enrolment] | None = None) -> None:
    """Read the enrolment afresh and hold it to the end of the transaction.

    Raises PermissionDenied when it is not `among` those that the person may do this to (by default, may move).
    """
    allowed = Enrolment.objects.changeable_by(by) if among is None else among
    if not allowed.filter(pk=enrolment.pk).exists():
        raise PermissionDenied
    # With those of the same company, in one order: which of them counts is settled among them.
    for _held in Enrolment.objects.filter(company=enrolment.company_id).order_by("pk").select_for_update().values("pk"):
        pass
    enrolment.refresh_from_db(from_queryset=Enrolment.objects.select_for_update())


def must_lead_to(enrolment: Enrolment, state: str) -> None:
    """Raise WrongMove, with both states in words, unless the present state leads to this one."""
    if not enrolment.may_move_to(state):
        raise WrongMove(
            _("The company is in the state “%(now)s”, which does not lead to “%(then)s”."),
            code="wrong_move",
            params={"now": enrolment.get_state_display(), "then": Enrolment.State(state).label},
        )


def latest_event_on(enrolment: Enrolment) -> date:
    """The last day on which something happened: a change of state, or a stage that was entered or closed."""
    days = [enrolment.state_since_on]
    for entered_on, closed_on in enrolment.planned_stages.values_list("entered_on", "closed_on"):
        days += [day for day in (entered_on, closed_on) if day]
    return max(days)


def must_follow(enrolment: Enrolment, on: date) -> None:
    """Raise ValidationError at `on` when the day lies before what already happened."""
    latest = latest_event_on(enrolment)
    if on < latest:
        raise ValidationError(
            {"on": _("Choose %(day)s or later: that is when the latest change happened.") % {"day": latest.isoformat()}}
        )


def save_and_settle(enrolment: Enrolment) -> None:
    """Save an enrolment whose state or end has changed, and settle which one of its company counts now."""
    enrolment.save()
    enrolment.superseded = enrolment.pk in settle_which_counts([enrolment.company_id])


def settle_which_counts(companies: Iterable[int] | QuerySet[Any, Any]) -> set[int]:
    """Mark the enrolments of these companies that another one of the same company goes before; returns their keys."""
    rows = Enrolment.objects.filter(company__in=companies)
    known = list(rows.order_by().only("company", "ended_on", "state_since_on", "superseded"))
    counts = {row.company_id: row.pk for row in sorted(known, key=lambda row: row.precedence)}  # the last one stays
    for row in known:
        row.superseded, before = counts[row.company_id] != row.pk, row.superseded
        if row.superseded != before:
            row.save(update_fields=["superseded"])
    return {row.pk for row in known if row.superseded}


def come_into(enrolment: Enrolment, state: str, *, on: date, by: User, reason: str = "") -> list[str]:
    """Set the state and write its StateChange. Returns the pair for the audit event.

    The caller saves the row by `save_and_settle`.
    """
    before = enrolment.state
    enrolment.state, enrolment.state_since_on = state, on
    StateChange.objects.create(enrolment=enrolment, state=state, changed_on=on, changed_by=by, reason=reason)
    return [before, state]
