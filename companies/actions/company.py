"""Verbs on companies: enter, change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies import organisation_number
from companies.actions.rules import lock_company
from companies.known import KnownCompany, known_company
from companies.models import Company
from companies.models.company import LegalForm
from companies.wording import number_error
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import save_on_version
from programme.structure.models import Municipality, Region

FIELDS = frozenset(
    {
        "name",
        "legal_form",
        "municipality",
        "address",
        "postal_code",
        "postal_town",
        "website",
        "sni_code",
        "sni_version",
        "employees",
        "turnover_tkr",
        "balance_tkr",
        "figures_year",
    }
)


def may_enter(user: User) -> bool:
    """True for who may enter companies somewhere: node roles in their regions, the director everywhere."""
    rights = user.rights
    return rights.national(Permission.CHANGE_COMPANIES) or bool(rights.regions(Permission.CHANGE_COMPANIES))


def region_for(user: User, municipality: Municipality) -> Region:
    """The region that will look after a company which this person enters; never the form's choice.

    A node role's own region, where there is one; else the region of the municipality's county.
    Raises ValidationError at `municipality` when no region of the person's covers it.
    """
    home = municipality.county.region
    own = user.rights.regions(Permission.CHANGE_COMPANIES)
    if user.rights.national(Permission.CHANGE_COMPANIES):
        if home is None:
            raise ValidationError(
                {"municipality": _("No region covers %(county)s yet.") % {"county": municipality.county}}
            )
        return home
    if len(own) == 1:
        return Region.objects.get(pk=next(iter(own)))
    if home is None or home.pk not in own:
        raise ValidationError(
            {"municipality": _("%(name)s lies in none of your regions.") % {"name": municipality.name}}
        )
    return home


def _check(values: Mapping[str, Any], fields: frozenset[str]) -> None:
    unknown = set(values) - fields
    if unknown:
        raise TypeError(f"not fields of a company: {sorted(unknown)}")


def legal_form_for(number: str, form: str) -> str:
    """Numbers and legal forms go together: a person's number means a sole trader."""
    if organisation_number.is_sole_trader(number):
        return LegalForm.SOLE_TRADER
    if form == LegalForm.SOLE_TRADER:
        raise ValidationError(
            {"legal_form": _("This number belongs to a legal person. A sole trader has a personal number.")}
        )
    return form


def _clean_fields(company: Company) -> None:
    company.clean_fields(exclude=["region", "municipality"])


def enter_company(*, by: User, values: Mapping[str, Any], key: UUID | None = None) -> Company:
    """Enter a company: `organisation_number`, `name`, `municipality` and what else is known (see FIELDS).

    The number is normalised, and unique in the country. Raises PermissionDenied, KnownCompany when somebody has
    entered it already, ValidationError by field.
    """
    _check(values, FIELDS | {"organisation_number"})
    if not may_enter(by):
        raise PermissionDenied

    def act() -> Company:
        given = dict(values)
        number = normalised(given.pop("organisation_number"))
        given["legal_form"] = legal_form_for(number, given.get("legal_form", LegalForm.LIMITED))
        if earlier := known_company(number, viewer=by):
            raise KnownCompany(earlier)
        company = Company(organisation_number=number, region=region_for(by, given["municipality"]), **given)
        _clean_fields(company)
        insert(company, by=by)
        changes = {"organisation_number": [None, company.number], "region": [None, company.region]}
        changes |= {name: [None, value] for name, value in given.items() if value not in (None, "")}
        audit.record("enter_company", company, by=by, changes=changes)
        return company

    with transaction.atomic():
        company, made = once(key, "enter_company", Company, by=by, act=act)
        if not made and company.organisation_number != normalised(values["organisation_number"]):
            return act()  # the form was used again, by the browser's Back, for another company
        return company


def insert(company: Company, *, by: User) -> None:
    """Write a new company. Raises KnownCompany when somebody entered its number between our look and our write."""
    try:
        with transaction.atomic():
            company.save(force_insert=True)
    except IntegrityError:
        earlier = known_company(company.organisation_number, viewer=by)
        if earlier is None:
            raise
        raise KnownCompany(earlier) from None


def normalised(text: str) -> str:
    """Ten digits. Raises ValidationError at `organisation_number`, in words."""
    try:
        return organisation_number.normalise(text)
    except organisation_number.BadNumber as error:
        raise ValidationError({"organisation_number": number_error(str(error))}) from None


@transaction.atomic
def change_company(*, by: User, company: Company, version: int, values: Mapping[str, Any]) -> Company:
    """Change what is known about a company; its number and its region stay.

    Raises PermissionDenied, Conflict when somebody saved after `version`, ValidationError by field.
    """
    _check(values, FIELDS)
    lock_company(company, by=by)
    given = dict(values)
    if "legal_form" in given:
        given["legal_form"] = legal_form_for(company.organisation_number, given["legal_form"])
    changes = audit.differences(company, given)
    _clean_fields(_with(company, given))
    save_on_version(company, given, version)
    audit.record("change_company", company, by=by, changes=changes)
    return company


def _with(company: Company, values: Mapping[str, Any]) -> Company:
    """A copy with other values, for checking them before the row is touched."""
    copy = Company.objects.get(pk=company.pk)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy
