"""Is the company here already? What may be said about it to who answers, as companies/known.py says it."""

import re
from dataclasses import dataclass

from companies.models import Company, Interest
from programme.people.models import User
from programme.structure.models import Region

SHOWN = 5
SHORTEST = 3  # letters: fewer are in every other name
_LEGAL_FORM = re.compile(r"\b(ab|aktiebolag|hb|kb|handelsbolag|ekonomisk förening|ek\.? för\.?)\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Matches:
    """Companies that it may be.

    known: has the number, and the viewer may tie it to that company. elsewhere: the region that has the number, where
    the viewer may not. alike: companies of the viewer's with such a name.
    """

    known: Company | None
    elsewhere: Region | None
    alike: list[Company]


def matches_of(interest: Interest, *, viewer: User, number: str = "") -> Matches:
    """For one interest and one viewer; `number` when another one than the visitor's was typed since. Three queries."""
    mine = Company.objects.changeable_by(viewer).select_related("municipality", "region")
    holder = None
    if wanted := number or interest.organisation_number:
        holder = Company.objects.select_related("municipality", "region").filter(organisation_number=wanted).first()
    known = holder if holder is not None and mine.filter(pk=holder.pk).exists() else None
    elsewhere = holder.region if holder is not None and known is None else None
    alike: list[Company] = []
    name = " ".join(_LEGAL_FORM.sub(" ", interest.company_name).split())
    if known is None and len(name) >= SHORTEST:
        alike = list(mine.filter(name__icontains=name)[:SHOWN])
    return Matches(known, elsewhere, alike)
