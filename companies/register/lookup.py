"""What the register knows about a number or a name, for who enters a company. It is open data, the same for all."""

from typing import Any

from companies.models import RegisterExtract, RegisterUnit
from companies.register.names import name_key

OFFERED = 8


def unit_with(number: str) -> RegisterUnit | None:
    """The unit with this organisation number (ten digits)."""
    return RegisterUnit.objects.select_related("municipality").filter(pk=int(number)).first()


def units_named(words: str) -> list[RegisterUnit]:
    """The first units whose name begins with the words, whatever their capitals, accents and signs.

    They are read from the beginning on, in the index's order, and cut here: a range with an end would be estimated,
    and a database that estimates too few rows sorts them all.
    """
    key = name_key(words)
    if not key:
        return []
    onward = RegisterUnit.objects.select_related("municipality").filter(name_key__gte=key)
    return [unit for unit in onward.order_by("name_key", "number")[:OFFERED] if bytes(unit.name_key).startswith(key)]


def values_of(unit: RegisterUnit, extract: RegisterExtract | None) -> dict[str, Any]:
    """A company's fields as the register has them; municipality is None where it is not known."""
    return {
        "name": unit.name,
        "legal_form": unit.legal_form,
        "municipality": unit.municipality,
        "address": unit.address,
        "postal_code": unit.postal_code,
        "postal_town": unit.postal_town,
        "sni_code": unit.sni_code,
        "sni_version": extract.sni_version if extract else "2007",
    }
