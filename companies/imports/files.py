"""Files that the import gives away: a template to fill in, and the rows that have to be mended."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from companies.forms.company import versions_for
from companies.imports.columns import MEANINGS, WHAT_IS_WRONG, letters
from companies.models import CompanyImport, ImportRow
from companies.models.company import LegalForm
from programme.common.xlsx import Sheet, workbook
from programme.people.models import User
from programme.structure.models import Municipality

TEMPLATE_ROWS = 1_000  # rows that the lists of choices reach over
_AS_TEXT = ("organisation_number", "postal_code", "sni_code", "contact_phone")


def template(user: User) -> bytes:
    """A workbook to fill in, in the language in force: headings, lists to choose from, a sheet that explains them."""
    headings = [str(meaning.label) for meaning in MEANINGS.values()]
    places = {name: place for place, name in enumerate(MEANINGS)}
    choices = {
        places["municipality"]: list(Municipality.objects.values_list("name", flat=True)),
        places["legal_form"]: [str(label) for _value, label in LegalForm.choices],
        places["sni_version"]: ["2007", "2025"],
        places["programme"]: [str(version) for version in versions_for(user)],
    }
    companies = Sheet(
        _("Companies"),
        headings,
        [],
        choices=choices,
        choices_name=_("Choices"),
        choices_rows=TEMPLATE_ROWS,
        text_columns=frozenset(places[name] for name in _AS_TEXT),
    )
    columns = [_("Column"), _("What to write"), _("Example")]
    explained = Sheet(_("How to fill in"), columns, _explanations(), notes=_notes())
    return workbook([companies, explained], title=_("Companies to read in"))


def _notes() -> list[str]:
    return [
        _("One row a company. The organisation number must be there; a new company needs name and municipality too."),
        _("Several contacts at one company: one row each, with the same organisation number."),
        _("Columns may stand in any order, and those that you do not need may be taken away."),
        _("An empty cell changes nothing on a company that is in the portal already."),
    ]


def _explanations() -> list[list[Any]]:
    words = {
        "organisation_number": (_("Ten digits, with or without a hyphen."), "559999-1030"),
        "name": (_("The company's registered name."), "Norrskena Mekanik AB"),
        "municipality": (_("Name or four-digit code. Choose from the list."), "Härnösand"),
        "legal_form": (_("Choose from the list. Empty means limited company."), str(LegalForm.LIMITED.label)),
        "postal_code": (_("Five digits."), "871 31"),
        "website": ("", "norrskena.example"),
        "sni_code": (_("Two to five digits."), "25.620"),
        "sni_version": (_("2007 or 2025. Empty means 2007."), "2007"),
        "employees": (_("A whole number."), "43"),
        "turnover_tkr": (_("In thousands of kronor."), "71 400"),
        "balance_tkr": (_("In thousands of kronor."), "38 200"),
        "figures_year": (_("The year that employees, turnover and balance are from."), "2025"),
        "contact_name": (_("A person at the company. The first one becomes the main contact."), "Ulrika Stenvall"),
        "contact_email": ("", "ulrika@norrskena.example"),
        "programme": (_("Choose from the list to enrol the company as interested. Empty means not now."), ""),
        "interested_on": (_("Year-month-day. Empty means today."), "2026-11-22"),
        "source": (_("Where the company comes from."), _("Seminar in Sundsvall")),
        "next_step": (_("What happens next."), _("Call and book a visit")),
        "next_step_on": (_("Year-month-day."), "2026-12-01"),
    }
    return [[str(meaning.label), *words.get(name, ("", ""))] for name, meaning in MEANINGS.items()]


def bad_rows(imported: CompanyImport, rows: Iterable[ImportRow]) -> bytes:
    """The rows to mend as a workbook: the file's own columns and headings, then what is wrong.

    Read in again, the last column is left alone.
    """
    top = imported.rows.filter(number=imported.header_row).first() if imported.header_row else None
    found = list(rows)
    width = max((len(row.cells) for row in [*found, *([top] if top else [])]), default=0)
    headings = _headings(imported, top.cells if top else [], width)
    own = next((place for place, said in enumerate(headings) if said == str(WHAT_IS_WRONG)), None)
    if own is None:
        own = len(headings)
        headings.append(str(WHAT_IS_WRONG))
    cells = []
    for row in found:
        padded = [*row.cells, *[""] * (len(headings) - len(row.cells))]
        padded[own] = "\n".join(_named(name, said) for name, said in row.problems.items())
        cells.append(padded)
    return workbook([Sheet(imported.sheet_name or _("To mend"), headings, cells)], title=_("Rows to mend"))


def _headings(imported: CompanyImport, cells: list[str], width: int) -> list[str]:
    """The file's headings; where it has none, what the column means, or its letters."""
    meant = {place: meaning for meaning, place in imported.columns.items()}
    padded = [*cells, *[""] * (width - len(cells))]
    return [
        said or (str(MEANINGS[meant[place]].label) if place in meant else letters(place))
        for place, said in enumerate(padded)
    ]


def _named(name: str, said: str) -> str:
    return f"{MEANINGS[name].label}: {said}" if name in MEANINGS else said
