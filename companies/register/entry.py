"""A form for a new company, helped by the register: what is filled in, and what was typed and stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from companies.models import RegisterExtract, RegisterUnit
from companies.models.company import Company, LegalForm
from companies.organisation_number import normalise
from companies.register.lookup import unit_with, values_of

FIELDS = ("name", "legal_form", "municipality", "address", "postal_code", "postal_town", "sni_code", "sni_version")
CHOSEN_ALREADY = {"legal_form": LegalForm.LIMITED.value, "sni_version": "2007"}  # what an untouched form says


@dataclass(frozen=True)
class Fact:
    """One field as the register has it. typed: what was written instead and is kept, or empty."""

    field: str
    label: str
    value: str
    shown: str
    typed: str = ""


@dataclass(frozen=True)
class Found:
    """A unit of the register beside a form."""

    unit: RegisterUnit
    extract: RegisterExtract
    facts: tuple[Fact, ...]

    @property
    def kept(self) -> bool:
        """True when something typed differs from the register and was kept."""
        return any(fact.typed for fact in self.facts)

    @property
    def needs_municipality(self) -> bool:
        """True when the register cannot say where the company lies."""
        return self.unit.municipality is None


def found_beside(number: str, typed: Mapping[str, Any], *, overwrite: bool = False) -> Found | None:
    """The register's unit with this number (ten digits), and how it differs from what is typed; None without one."""
    extract = RegisterExtract.objects.current()
    unit = unit_with(number) if extract else None
    if unit is None or extract is None:
        return None
    earlier = {} if overwrite else _filled_from(typed)
    facts = []
    for field, value in _texts(unit, extract).items():
        said = str(typed.get(field, "")).strip()
        free = overwrite or said in {"", value, CHOSEN_ALREADY.get(field, ""), earlier.get(field, "")}
        shown = LegalForm(value).label if field == "legal_form" else value
        written = dict(LegalForm.choices).get(said, said) if field == "legal_form" else said
        label = str(Company._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
        if value:
            facts.append(Fact(field, label[:1].upper() + label[1:], value, str(shown), "" if free else str(written)))
    return Found(unit, extract, tuple(facts))


def merged(typed: Mapping[str, Any], found: Found | None) -> dict[str, Any]:
    """The form's values with the register's where nothing else was typed. What an earlier number filled in goes."""
    values = dict(typed)
    for field, value in _filled_from(typed).items():
        if str(values.get(field, "")).strip() == value:
            values[field] = CHOSEN_ALREADY.get(field, "")
    values["filled_from"] = ""
    if found:
        values |= {fact.field: fact.value for fact in found.facts if not fact.typed}
        values["filled_from"] = found.unit.organisation_number
    return values


def _filled_from(typed: Mapping[str, Any]) -> dict[str, str]:
    """What the form was filled with for the number before this one."""
    try:
        number = normalise(str(typed.get("filled_from", ""))[:30])
    except ValueError:
        return {}
    extract = RegisterExtract.objects.current()
    unit = unit_with(number)
    return _texts(unit, extract) if unit and extract else {}


def _texts(unit: RegisterUnit, extract: RegisterExtract) -> dict[str, str]:
    values = values_of(unit, extract)
    return {field: str(values[field] or "") for field in FIELDS}


def source_of(found: Found) -> str:
    """Where the facts come from, and from when."""
    return _("Source: the business register of Statistics Sweden, extract of %(day)s.") % {
        "day": found.extract.extracted_on
    }
