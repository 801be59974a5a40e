"""Saves what a row leads to, through the ordinary verbs, so that a row from a file is like one typed by hand."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.imports.checking import Plan
from companies.known import KnownCompany
from companies.models import Company, Enrolment, ImportRow
from companies.models.company import LegalForm
from programme.people.models import User
from programme.people.versions import Conflict

Outcome = ImportRow.Outcome


class NotSaved(Exception):
    """A row could not be saved: `problems` says why, by column; `company` is in the way, for who may see it."""

    def __init__(self, row: ImportRow, problems: dict[str, str], company: Company | None = None) -> None:
        super().__init__(f"row {row.number}")
        self.row, self.problems, self.company = row, problems, company


def wanted(plan: Plan) -> bool:
    """True when the row leads to something: new, one more contact, or a tick."""
    return plan.outcome in ImportRow.READY or (plan.outcome == Outcome.EXISTS and bool(plan.row.ticks))


def save_row(plan: Plan, *, by: User, today: date) -> bool:
    """Save one row in a transaction of its own, once whoever else tries. Returns whether it was saved now.

    Raises NotSaved, with nothing of the row saved.
    """
    try:
        with transaction.atomic():
            row = ImportRow.objects.select_for_update().get(pk=plan.row.pk)
            if row.saved_at is not None or not wanted(plan):
                return False
            company, done = _ACTS[plan.outcome](plan, by, today)
            row.company, row.done, row.saved_at, row.problems = company, done, timezone.now(), {}
            row.outcome = plan.outcome
            row.save(update_fields=["company", "done", "saved_at", "problems", "outcome"])
            return True
    except KnownCompany as error:
        words = str(error.known.message) if error.known.company is None else _("The company is already in the portal.")
        raise NotSaved(plan.row, {"organisation_number": words}, error.known.company) from None
    except ValidationError as error:
        raise NotSaved(plan.row, _by_column(error)) from None
    except Conflict:
        raise NotSaved(plan.row, {"": _("Somebody changed the company meanwhile. Check the rows again.")}) from None
    except PermissionDenied:
        raise NotSaved(plan.row, {"": _("You may not change this company.")}) from None


def _by_column(error: ValidationError) -> dict[str, str]:
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return {name.replace("programme_version", "programme"): str(messages[0]) for name, messages in found.items()}


def _add_contact(company: Company, plan: Plan, by: User) -> None:
    """The first contact of a company without a main contact becomes that."""
    has_main = company.contacts.filter(is_main=True, left_on=None).exists()
    actions.add_contact(by=by, company=company, values=plan.clean.contact | {"is_main": not has_main})


def _new(plan: Plan, by: User, today: date) -> tuple[Company, list[str]]:
    values = {"legal_form": LegalForm.LIMITED, **plan.values, "organisation_number": plan.clean.number}
    company = actions.enter_company(by=by, values=values)
    done = ["company"]
    if plan.clean.contact:
        _add_contact(company, plan, by)
        done.append("contact")
    if plan.clean.version:
        _enrol(company, plan, by, today)
        done.append("enrolment")
    return company, done


def _enrol(company: Company, plan: Plan, by: User, today: date) -> None:
    told, version = plan.clean.enrolment, plan.clean.version
    assert version is not None
    enrolment = actions.enrol(
        by=by,
        company=company,
        programme_version=version,
        on=told.get("interested_on") or today,
        source=told.get("source", ""),
    )
    step = {name: told[name] for name in ("next_step", "next_step_on") if told.get(name)}
    if step and Enrolment.objects.changeable_by(by).filter(pk=enrolment.pk).exists():
        actions.set_next_step(by=by, enrolment=enrolment, version=enrolment.version, values=step | {"owner": by})


def _another_contact(plan: Plan, by: User, today: date) -> tuple[Company, list[str]]:
    """A contact of a company that stands higher up in the file: by now it is entered, or its row was wrong."""
    companies = Company.objects.changeable_by(by).filter(organisation_number=plan.clean.number)
    company = companies.first()
    if company is None:
        words = _("The company in row %(row)s was not saved. Mend that row first.") % {"row": plan.first_row}
        raise ValidationError({"organisation_number": words})
    _add_contact(company, plan, by)
    return company, ["contact"]


def _ticked(plan: Plan, by: User, today: date) -> tuple[Company, list[str]]:
    """What the person ticked on a company that exists, as long as it is what she saw beside the tick."""
    company, ticks, done = plan.company, set(plan.row.ticks), []
    assert company is not None
    seen = {one["name"]: one["saved"] for one in plan.row.differences}
    for one in plan.differences:
        if one["name"] in ticks and seen.get(one["name"]) != one["saved"]:
            words = _("%(label)s was changed to “%(said)s” meanwhile. Check the rows again.")
            raise ValidationError({one["name"]: words % {"label": one["label"], "said": one["saved"]}})
    now = {one["name"] for one in plan.differences}
    if values := {name: value for name, value in plan.values.items() if name in ticks & now}:
        actions.change_company(by=by, company=company, version=company.version, values=values)
        done.append("change")
    if "contact" in ticks & now:
        _add_contact(company, plan, by)
        done.append("contact")
    if "enrolment" in ticks & now:
        _enrol(company, plan, by, today)
        done.append("enrolment")
    return company, done


_ACTS: dict[str, Callable[[Plan, User, date], tuple[Company, list[str]]]] = {
    Outcome.NEW: _new,
    Outcome.CONTACT: _another_contact,
    Outcome.EXISTS: _ticked,
}
