"""Verbs on the register: load an extract, and take a company up from it."""

import gc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from companies.actions.company import enter_company
from companies.actions.enrolment import enrol
from companies.models import Company, Enrolment, RegisterExtract, RegisterUnit
from companies.register import reading
from companies.register.lookup import values_of
from companies.register.parsing import Column, Parser, Places
from companies.register.writing import replace_units
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.structure.models import Municipality, PostalCode, ProgrammeVersion

Progress = Callable[[int, int], None]  # bytes read, bytes in all


def places() -> Places:
    """Where postal codes and towns lie, as far as the portal knows."""
    codes = dict(PostalCode.objects.values_list("code", "municipality"))
    towns = {name.casefold(): code for code, name in Municipality.objects.values_list("code", "name")}
    return Places(codes, towns)


def load_register(
    *, by: User | None, path: Path, sni_version: str = "2007", day: date | None = None, progress: Progress | None = None
) -> RegisterExtract:
    """Put the register in a file in place of the one that is loaded, in one step. `by` None is the operator.

    Natural persons are left out; broken lines are counted and skipped. Raises reading.BadFile when the file cannot be
    the register, and then the old one stays.
    """
    with reading.opened(path) as source:
        parser = Parser(reading.first_line(source.stream), places())
        with transaction.atomic():
            was_collecting = gc.isenabled()
            gc.disable()  # rows make no cycles, and looking for some takes a fifth of the time
            try:
                replace_units(_batches(parser, source, progress))
            finally:
                if was_collecting:
                    gc.enable()
            if not parser.units:
                raise reading.BadFile(_("There is no legal unit in the file. The register stays as it was."))
            extract = RegisterExtract.objects.create(
                file_name=source.name[:200],
                extracted_on=day or source.day,
                sni_version=sni_version,
                units=parser.units,
                persons_left_out=parser.persons,
                without_municipality=parser.without_municipality,
                skipped=dict(parser.skipped),
                skipped_lines=parser.listed,
            )
            audit.record("load_register", extract, by=by, changes={"units": [None, extract.units]})
            return extract


def _batches(parser: Parser, source: reading.Source, progress: Progress | None) -> Iterator[list[Column]]:
    done = 0
    for chunk in reading.chunks(source.stream):
        columns = parser.columns(chunk)
        if columns:
            yield columns
        done += len(chunk) + 1
        if progress:
            progress(done, source.size)


@transaction.atomic
def load_postal_codes(*, by: User | None, codes: dict[str, tuple[str, str]]) -> int:
    """Replace the table of postal codes (code -> locality, municipality), and place the units that lie in them.

    Returns how many units of the register got a municipality, or another one. `by` None is the operator.
    """
    PostalCode.objects.all().delete()
    PostalCode.objects.bulk_create(
        [PostalCode(code=code, locality=town, municipality_id=place) for code, (town, place) in codes.items()],
        batch_size=2000,
    )
    right = Subquery(PostalCode.objects.filter(code=OuterRef("postal_code")).values("municipality")[:1])
    known = RegisterUnit.objects.annotate(right=right).filter(right__isnull=False)
    placed = known.filter(Q(municipality=None) | ~Q(municipality=right)).update(municipality=right)
    extract = RegisterExtract.objects.current()
    if extract is not None:
        extract.without_municipality = RegisterUnit.objects.filter(municipality=None).count()
        extract.save(update_fields=["without_municipality"])
        audit.record("load_postal_codes", extract, by=by, changes={"postal_codes": [None, len(codes)]})
    return placed


def take_up(
    *, by: User, unit: RegisterUnit, programme_version: ProgrammeVersion, on: date, key: UUID | None = None
) -> Enrolment:
    """Make a company of a unit in the register, and note its interest in a programme version.

    Raises PermissionDenied for a unit that the person may not see or that blocks marketing, KnownCompany when
    somebody entered it first, ValidationError by field.
    """
    if not RegisterUnit.objects.changeable_by(by).filter(pk=unit.pk).exists():
        raise PermissionDenied
    if not (unit.accepts_marketing and unit.is_active):
        raise ValidationError(_("The company is not active, or has a marketing block."))
    if unit.municipality is None:
        raise ValidationError(_("The register does not say where the company lies. Enter it by its number instead."))

    def act() -> Enrolment:
        extract = RegisterExtract.objects.current()
        values = values_of(unit, extract) | {"organisation_number": unit.organisation_number}
        company: Company = enter_company(by=by, values=values)
        return enrol(
            by=by, company=company, programme_version=programme_version, on=on, source=_("The business register")
        )

    with transaction.atomic():
        enrolment, made = once(key, "take_up", Enrolment, by=by, act=act)
        if not made and enrolment.company.organisation_number != unit.organisation_number:
            return act()  # another row of the same page
        return enrolment
