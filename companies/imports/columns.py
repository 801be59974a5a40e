"""What a column may mean, and finding it out from its heading or, without headings, from what stands in it."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies import organisation_number
from programme.structure.models import Municipality

HEADINGS_WITHIN = 20  # rows from the top in which headings are looked for
_NEARLY = 0.87


@dataclass(frozen=True)
class Meaning:
    """What a column may mean: its name in the code, its heading for people, other headings that people use."""

    name: str
    label: Any
    group: str  # company, contact or enrolment
    others: str = ""  # by |, Swedish and English, in any case


COMPANY = (
    Meaning(
        "organisation_number", _("Organisation number"), "company",
        "org.nr|orgnr|organisationsnr|orgnummer|organisationsnummer|org number|company number|orgno",
    ),
    Meaning(
        "name", _("Company"), "company",
        "företagsnamn|bolag|bolagsnamn|namn|företagets namn|company name|name|firma|kund|organisation",
    ),
    Meaning("municipality", _("Municipality"), "company", "kommun|säteskommun|kommunkod|kommunnamn|municipality code"),
    Meaning("legal_form", _("Legal form"), "company", "bolagsform|juridisk form|företagsform|form"),
    Meaning("address", _("Street address"), "company", "adress|gata|besöksadress|postadress|address|street"),
    Meaning("postal_code", _("Postal code"), "company", "postnr|post nr|zip|zip code|postcode"),
    Meaning("postal_town", _("Postal town"), "company", "ort|stad|city|town"),
    Meaning("website", _("Web page"), "company", "hemsida|webb|webbplats|www|url|website|web"),
    Meaning("sni_code", _("Industry code (SNI)"), "company", "sni|sni-kod|snikod|branschkod|bransch|industry|sni code"),
    Meaning("sni_version", _("SNI version"), "company", ""),
    Meaning(
        "employees", _("Employees"), "company",
        "antal anställda|anställda|personal|medarbetare|antal medarbetare|staff|number of employees|headcount",
    ),
    Meaning("turnover_tkr", _("Turnover, tkr"), "company", "omsättning|nettoomsättning|turnover|revenue"),
    Meaning("balance_tkr", _("Balance sheet total, tkr"), "company", "balansomslutning|balance sheet"),
    Meaning("figures_year", _("Year of these figures"), "company", "år|bokslutsår|räkenskapsår|year|fiscal year"),
)  # fmt: skip
CONTACT = (
    Meaning(
        "contact_name", _("Contact's name"), "contact",
        "kontakt|kontaktperson|kontaktpersonens namn|kontaktnamn|contact|contact person|contact name",
    ),
    Meaning("contact_title", _("Contact's title"), "contact", "titel|befattning|roll|title|position|role"),
    Meaning(
        "contact_email", _("Contact's e-mail"), "contact",
        "e-post|epost|mejl|mail|mejladress|e-postadress|email|e-mail|e-mail address",
    ),
    Meaning(
        "contact_phone", _("Contact's phone"), "contact",
        "telefon|tel|mobil|mobiltelefon|telefonnummer|tfn|phone|mobile|phone number|telephone",
    ),
)  # fmt: skip
ENROLMENT = (
    Meaning("programme", _("Programme"), "enrolment", "program|utgåva|edition|programme edition"),
    Meaning("interested_on", _("Interested since"), "enrolment", "intresserad sedan|datum|date|intresse"),
    Meaning("source", _("How we met"), "enrolment", "källa|hur vi möttes|kontaktväg|source|lead source"),
    Meaning("next_step", _("Next step"), "enrolment", "nästa steg|åtgärd|att göra|next action"),
    Meaning("next_step_on", _("Next step on"), "enrolment", "nästa steg den|nästa steg datum|när|when|next step date"),
)
MEANINGS = {meaning.name: meaning for meaning in (*COMPANY, *CONTACT, *ENROLMENT)}
GROUPS = {
    "company": _("The company"),
    "contact": pgettext_lazy("a group of columns", "Contact"),
    "enrolment": pgettext_lazy("a group of columns", "Enrolment"),
}
WHAT_IS_WRONG = _("What is wrong")  # the heading of our own column in a file of bad rows


def plain(heading: str) -> str:
    """A heading without case, marks and blanks: `Org.nr:` and `ORG NR` are `orgnr`."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


@cache
def known_headings() -> dict[str, str]:
    """Every heading that we know, plain, in all languages of the screen -> what it means."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for meaning in MEANINGS.values():
                found.setdefault(plain(str(meaning.label)), meaning.name)
    for meaning in MEANINGS.values():
        for other in meaning.others.split("|"):
            if other:
                found.setdefault(plain(other), meaning.name)
    return found


@cache
def _own_headings() -> frozenset[str]:
    """Our column of what is wrong, in all languages: it is no data when a mended file comes back."""
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.add(plain(str(WHAT_IS_WRONG)))
    return frozenset(said)


def is_own(heading: str) -> bool:
    """True for the heading that we ourselves put over what is wrong."""
    return plain(heading) in _own_headings()


def meaning_of(heading: str) -> str | None:
    """What a heading means, a slip of the pen allowed for; None when nobody can say."""
    said = plain(heading)
    if not said or len(said) > 60:
        return None
    known = known_headings()
    if said in known:
        return known[said]
    near = difflib.get_close_matches(said, known, n=1, cutoff=_NEARLY) if len(said) > 4 else []
    return known[near[0]] if near else None


def by_headings(row: Sequence[str]) -> dict[str, int]:
    """Meaning -> column, for a row of headings; of two columns with the same meaning the first counts."""
    found: dict[str, int] = {}
    for place, heading in enumerate(row):
        if (meaning := meaning_of(heading)) and meaning not in found:
            found[meaning] = place
    return found


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The row (from 1) that looks most like headings: two or more known ones. None when there is none."""
    best, most = None, 1
    for number, row in enumerate(rows[:HEADINGS_WITHIN], start=1):
        if (score := len(by_headings(row))) > most:
            best, most = number, score
    return best


def _is_number(said: str) -> bool:
    try:
        organisation_number.normalise(said)
    except organisation_number.BadNumber:
        return False
    return True


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTAL_CODE = re.compile(r"[1-9]\d{2} ?\d{2}")
_WEB = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_FIRM = re.compile(r".*\b(AB|HB|KB|Ek\. ?för\.|Aktiebolag)\b.*", re.IGNORECASE)


def by_content(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Meaning -> column, for rows without headings: what can be known by its shape. Most of a column must fit."""
    places = {name.casefold() for name in Municipality.objects.values_list("name", flat=True)}
    shapes: dict[str, Callable[[str], Any]] = {
        "organisation_number": _is_number,
        "contact_email": _EMAIL.fullmatch,
        "website": _WEB.fullmatch,
        "postal_code": _POSTAL_CODE.fullmatch,
        "municipality": lambda said: said.casefold() in places,
        "name": _FIRM.fullmatch,
    }
    found: dict[str, int] = {}
    for place in range(max((len(row) for row in rows), default=0)):
        said = [row[place] for row in rows[:100] if place < len(row) and row[place]]
        for meaning, fits in shapes.items():
            if said and meaning not in found and sum(1 for one in said if fits(one)) > 0.6 * len(said):
                found[meaning] = place
                break
    return found


def guess(rows: Sequence[Sequence[str]]) -> tuple[int | None, dict[str, int]]:
    """Where the headings stand, and which column means what."""
    number = header_row(rows)
    if number is None:
        return None, by_content(rows)
    return number, by_headings(rows[number - 1])


def used_columns(rows: Iterable[Sequence[str]]) -> list[int]:
    """Columns in which something stands."""
    return sorted({place for row in rows for place, said in enumerate(row) if said})


def letters(place: int) -> str:
    """The column's letters in a spreadsheet program: 0 is A, 27 is AB."""
    said, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        said = chr(65 + letter) + said
    return said
