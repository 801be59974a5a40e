"""What each row of a file would lead to: new, known, changed, wrong. Looks at the whole file, changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from companies.actions.company import legal_form_for, region_for
from companies.forms.company import CompanyFields, versions_for
from companies.imports.cells import CONTACT_FIELDS, ENROLMENT_FIELDS, Cleaner, CleanRow
from companies.imports.columns import MEANINGS, known_headings, plain
from companies.models import Company, CompanyImport, Contact, Enrolment, ImportRow
from companies.models.company import LegalForm
from companies.organisation_number import is_sole_trader
from programme.people.models import User
from programme.people.roles import Permission

Outcome = ImportRow.Outcome
AT_A_TIME = 500  # numbers asked for in one query


@dataclass
class Plan:
    """What a row leads to. values: what a new company gets, or what ticks may change on one that exists."""

    row: ImportRow
    clean: CleanRow = field(default_factory=CleanRow)
    outcome: str = Outcome.ASIDE
    problems: dict[str, str] = field(default_factory=dict)
    differences: list[dict[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    company: Company | None = None
    first_row: int | None = None  # where the company stands in the file, when this row only adds a contact

    def wrong(self, name: str, words: str) -> None:
        """Say what is wrong at a column; the first word stays."""
        self.problems.setdefault(name, words)
        self.outcome = Outcome.BAD


@dataclass(frozen=True)
class _Person:
    """A contact that is known already. row: where the file tells of it; None when the portal does."""

    said: dict[str, Any]
    row: int | None = None


@dataclass
class _Standing:
    """A company as the file told of it so far. company: all that is saved; given: what its row said of that itself."""

    row: int
    company: dict[str, Any] = field(default_factory=dict)
    given: CleanRow = field(default_factory=CleanRow)
    contacts: dict[str, _Person] = field(default_factory=dict)  # by each way in which they are known again
    told: set[tuple[str, str]] = field(default_factory=set)  # differences that stand higher up


@dataclass
class _Known:
    """What the portal knows about the companies of the file."""

    companies: dict[str, Company] = field(default_factory=dict)
    changeable: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    contacts: dict[int, dict[str, _Person]] = field(default_factory=dict)
    enrolled: set[tuple[int, int]] = field(default_factory=set)  # company, version: open ones


def check(imported: CompanyImport, rows: Iterable[ImportRow], *, by: User, today: date) -> Iterator[Plan]:
    """A plan for each row, in the file's order. The rows must be all rows of the file."""
    cleaner = Cleaner(
        versions=list(versions_for(by)),
        version=imported.programme_version,
        regions=by.rights.regions(Permission.CHANGE_COMPANIES),
        since_1904=bool(imported.facts.get("since_1904")),
        today=today,
    )
    plans = [_begun(imported, row, cleaner) for row in rows]
    known = _known([plan.clean.number for plan in plans if plan.clean.number], by)
    return _Checker(known, by).decide(plans)


def _begun(imported: CompanyImport, row: ImportRow, cleaner: Cleaner) -> Plan:
    plan = Plan(row)
    if not is_data(imported, row):
        return plan
    plan.clean = cleaner.clean({meaning: row.cell(meaning, imported.columns) for meaning in imported.columns})
    plan.outcome, plan.problems = Outcome.NEW, dict(plan.clean.problems)
    return plan


def is_data(imported: CompanyImport, row: ImportRow) -> bool:
    """Not what stands above the headings, not headings once more, not an empty row."""
    if imported.header_row is not None and row.number <= imported.header_row:
        return False
    said = {meaning: row.cell(meaning, imported.columns) for meaning in imported.columns}
    filled = {meaning: plain(cell) for meaning, cell in said.items() if cell}
    headings = known_headings()
    is_heading = len(filled) > 1 and all(headings.get(word) == meaning for meaning, word in filled.items())
    return bool(filled) and not is_heading


def _known(numbers: list[str], by: User) -> _Known:
    known = _Known()
    for some in batched_numbers(numbers):
        found = Company.objects.select_related("region", "municipality").filter(organisation_number__in=some)
        known.companies |= {company.organisation_number: company for company in found}
        here = [company.pk for company in found]
        known.changeable |= set(Company.objects.changeable_by(by).filter(pk__in=here).values_list("pk", flat=True))
        known.seen |= set(Company.objects.visible_to(by).filter(pk__in=here).values_list("pk", flat=True))
        for said in Contact.objects.filter(company__in=here).values("company", *CONTACT_FIELDS):
            _meet(known.contacts.setdefault(said.pop("company"), {}), _Person(said))
        open_ones = Enrolment.objects.filter(company__in=here, ended_on=None)
        known.enrolled |= set(open_ones.values_list("company", "programme_version"))
    return known


def batched_numbers(numbers: list[str]) -> Iterator[list[str]]:
    """So many numbers that one query can ask for them."""
    each = sorted(set(numbers))
    for start in range(0, len(each), AT_A_TIME):
        yield each[start : start + AT_A_TIME]


def _ways(contact: dict[str, Any]) -> list[str]:
    """How a contact is known again: by address, or by name."""
    ways = [(contact.get("email") or "").casefold(), plain(contact.get("name") or "")]
    return [way for way in ways if way]


def _meet(contacts: dict[str, _Person], person: _Person) -> None:
    """From now on the person is known; whoever was known in one of her ways still is."""
    for way in _ways(person.said):
        contacts.setdefault(way, person)


class _Checker:
    """Decides row by row, remembering what stood higher up."""

    def __init__(self, known: _Known, by: User) -> None:
        self.known, self.by = known, by
        self.standing: dict[str, _Standing] = {}
        self.regions: dict[str, str] = {}  # municipality -> why it cannot be, or nothing

    def decide(self, plans: list[Plan]) -> Iterator[Plan]:
        """Fill in each plan's outcome."""
        for plan in plans:
            if plan.outcome != Outcome.ASIDE:
                self._one(plan)
            yield plan

    def _one(self, plan: Plan) -> None:
        company = self.known.companies.get(plan.clean.number)
        if company and company.pk not in self.known.changeable:
            self._elsewhere(plan, company)
        elif plan.problems:
            plan.outcome = Outcome.BAD
        elif company:
            self._exists(plan, company)
        elif plan.clean.number in self.standing:
            self._again(plan, self.standing[plan.clean.number])
        else:
            self._new(plan)

    def _elsewhere(self, plan: Plan, company: Company) -> None:
        """Said whatever else the row holds, since mending that would not help; nothing but the region is told."""
        plan.outcome, plan.problems = Outcome.ELSEWHERE, {}
        plan.company = company if company.pk in self.known.seen else None
        plan.note = _("Already in the portal. Contact the region %(region)s.") % {"region": company.region}

    def _new(self, plan: Plan) -> None:
        values = dict(plan.clean.company)
        for name, words in (("name", _("Write the company's name.")), ("municipality", _("Write the municipality."))):
            if not values.get(name):
                plan.wrong(name, words)
        self._legal_form(plan, plan.clean.number, values, default=True)
        if municipality := values.get("municipality"):
            if municipality.pk not in self.regions:
                self.regions[municipality.pk] = self._why_not(municipality)
            if why := self.regions[municipality.pk]:
                plan.wrong("municipality", why)
        if plan.problems:
            return
        plan.outcome, plan.values = Outcome.NEW, values
        standing = self.standing[plan.clean.number] = _Standing(plan.row.number, values, plan.clean)
        _meet(standing.contacts, _Person(plan.clean.contact, plan.row.number))
        if is_sole_trader(plan.clean.number):
            plan.note = _("A sole trader: the number is a person's, and is shown masked.")

    def _why_not(self, municipality: Any) -> str:
        try:
            region_for(self.by, municipality)
        except ValidationError as error:
            return error.messages[0]
        return ""

    def _legal_form(self, plan: Plan, number: str, values: dict[str, Any], *, default: bool = False) -> None:
        if not default and "legal_form" not in values:
            return
        try:
            values["legal_form"] = legal_form_for(number, values.get("legal_form", LegalForm.LIMITED))
        except ValidationError as error:
            plan.wrong("legal_form", error.messages[0])

    def _again(self, plan: Plan, first: _Standing) -> None:
        """The same number once more: another contact, or the same row; else a contradiction, or values to move.

        Only the first row is saved as a company, so whatever another row says of it has to stand there as well.
        """
        plan.first_row = first.row
        values = dict(plan.clean.company)
        self._legal_form(plan, plan.clean.number, values)
        for name, value in values.items():
            there = first.company.get(name) if name in first.given.company else None
            if first.company.get(name) != value:
                _not_as_there(plan, first.row, name, in_words(name, value), in_words(name, there))
        for name in ENROLMENT_FIELDS:
            value, there = plan.clean.enrolment.get(name), first.given.enrolment.get(name)
            if value and value != there:
                _not_as_there(plan, first.row, name, str(value), str(there or ""))
        self._other_edition(plan, first)
        another = self._is_another(plan, first)
        if plan.problems:
            return
        if another:
            plan.outcome = Outcome.CONTACT
            plan.note = _("One more contact at the company in row %(row)s.") % {"row": first.row}
        else:
            plan.outcome = Outcome.DOUBLE
            plan.note = _("The same as row %(row)s. Nothing is added twice.") % {"row": first.row}

    def _other_edition(self, plan: Plan, first: _Standing) -> None:
        version, there = plan.clean.version, first.given.version
        if version and plan.clean.says_version and version != there:
            if there is None:
                _not_as_there(plan, first.row, "programme", str(version), "")
            else:
                words = _("Row %(row)s enrols the same company in “%(said)s”. Read this row in by itself after that.")
                plan.wrong("programme", words % {"row": first.row, "said": there})

    def _is_another(self, plan: Plan, first: _Standing) -> bool:
        """True when the row's contact is not known at the company, and, unless the row is bad, is from now on.

        Of one who stands higher up in the file the row may say nothing else; of one who is in the portal nothing is
        changed, and that is said.
        """
        said, ways = plan.clean.contact, _ways(plan.clean.contact)
        earlier = next((first.contacts[way] for way in ways if way in first.contacts), None)
        if earlier is None:
            if not plan.problems:
                _meet(first.contacts, _Person(said, plan.row.number))
            return bool(ways)
        other = [name for name, value in said.items() if value and not _alike(name, value, earlier.said.get(name))]
        if earlier.row is not None:
            for name in other:
                _not_as_there(plan, earlier.row, f"contact_{name}", said[name], earlier.said.get(name) or "")
        elif other:
            names = ", ".join(str(MEANINGS[f"contact_{name}"].label) for name in other)
            plan.note = _(
                "The contact is here already and is left alone. Change it on the company's page: %(names)s."
            ) % {"names": names}
        return False

    def _exists(self, plan: Plan, company: Company) -> None:
        """A company of one's own: what the row would change, each thing to be ticked."""
        plan.company = company
        earlier = self.standing.setdefault(
            plan.clean.number,
            _Standing(plan.row.number, contacts=dict(self.known.contacts.get(company.pk, {}))),
        )
        values = dict(plan.clean.company)
        self._legal_form(plan, plan.clean.number, values)
        another = self._is_another(plan, earlier)
        if plan.problems:
            return
        for name, value in values.items():
            if getattr(company, name) != value:
                saved, given = in_words(name, getattr(company, name)), in_words(name, value)
                plan.values[name] = value
                self._differs(plan, earlier, name, str(CompanyFields.base_fields[name].label), saved, given)
        if another:
            self._differs(plan, earlier, "contact", _("New contact"), "", plan.clean.contact["name"])
        if plan.clean.version and (company.pk, plan.clean.version.pk) not in self.known.enrolled:
            self._differs(plan, earlier, "enrolment", _("Enrol in"), "", str(plan.clean.version))
        plan.outcome = Outcome.EXISTS if plan.differences else Outcome.SAME
        if earlier.row != plan.row.number and not plan.differences and not plan.note:
            plan.outcome = Outcome.DOUBLE
            plan.note = _("The same as row %(row)s. Nothing is added twice.") % {"row": earlier.row}

    def _differs(self, plan: Plan, earlier: _Standing, name: str, label: str, saved: str, given: str) -> None:
        if (name, given) not in earlier.told:
            earlier.told.add((name, given))
            plan.differences.append({"name": name, "label": label, "saved": saved, "given": given})


def _not_as_there(plan: Plan, row: int, name: str, said: str, there: str) -> None:
    """The row says of its company or contact what an earlier one does not: nothing of it may be lost."""
    if there:
        words = _("Row %(row)s has the same number and says “%(said)s”. Which one is right?")
        plan.wrong(name, words % {"row": row, "said": there})
    else:
        words = _("Row %(row)s has the same number but nothing here. Move “%(said)s” to that row.")
        plan.wrong(name, words % {"row": row, "said": said[:60]})


def _alike(name: str, said: str, there: str | None) -> bool:
    """True when two cells say the same of a person; only an address counts to the letter."""
    if name == "email":
        return said.casefold() == (there or "").casefold()
    return plain(said) == plain(there or "")


def in_words(name: str, value: Any) -> str:
    """A company's value as people read it."""
    if value in (None, ""):
        return ""
    return str(LegalForm(value).label) if name == "legal_form" else str(value)


def ticked_at_first(plan: Plan) -> list[str]:
    """A new contact is wanted unless the person says otherwise; nothing that is there is changed by itself."""
    return [one["name"] for one in plan.differences if one["name"] == "contact"]
