"""From a row's cells to clean values: the same fields and rules as on the pages, one row at a time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from companies.actions.company import normalised
from companies.forms.company import CompanyFields, today_or_earlier
from companies.forms.contact import ContactFields
from companies.forms.municipality import MunicipalityField, suggestions
from companies.imports.columns import COMPANY, plain
from companies.models.company import LegalForm
from programme.common.forms import DayField, LineField
from programme.structure.models import Municipality, ProgrammeVersion

_SHORTENED = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_COMPACT_DAY = re.compile(r"(19|20)\d{6}")
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}  # day 0 of the two systems that spreadsheets count in
_LEGAL_FORMS = {
    "ab": LegalForm.LIMITED,
    "aktiebolag": LegalForm.LIMITED,
    "limited": LegalForm.LIMITED,
    "limitedcompany": LegalForm.LIMITED,
    "hb": LegalForm.TRADING,
    "kb": LegalForm.TRADING,
    "handelsbolag": LegalForm.TRADING,
    "kommanditbolag": LegalForm.TRADING,
    "tradingpartnership": LegalForm.TRADING,
    "limitedpartnership": LegalForm.TRADING,
    "ekonomiskförening": LegalForm.ECONOMIC,
    "ekför": LegalForm.ECONOMIC,
    "economicassociation": LegalForm.ECONOMIC,
    "stiftelse": LegalForm.FOUNDATION,
    "ideellförening": LegalForm.FOUNDATION,
    "foundation": LegalForm.FOUNDATION,
    "enskildfirma": LegalForm.SOLE_TRADER,
    "enskildnäringsverksamhet": LegalForm.SOLE_TRADER,
    "soletrader": LegalForm.SOLE_TRADER,
    "annan": LegalForm.OTHER,
    "övrig": LegalForm.OTHER,
    "other": LegalForm.OTHER,
}
COMPANY_FIELDS = tuple(meaning.name for meaning in COMPANY if meaning.name != "organisation_number")
CONTACT_FIELDS = ("name", "title", "email", "phone")
ENROLMENT_FIELDS = ("interested_on", "source", "next_step", "next_step_on")


class _KnownMunicipalities(MunicipalityField):
    """The field of the pages, asking the database once for all rows; each spelling is looked up once.

    What may have been meant is looked for in the person's own regions first.
    """

    def __init__(self, every: list[Municipality], regions: frozenset[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._every = every
        self._own = [one for one in every if one.county.region_id in regions]
        self._asked: dict[str, Municipality | None | ValidationError] = {}

    def __deepcopy__(self, memo: Any) -> "_KnownMunicipalities":
        return self  # forms copy their fields for each row; what was found stays

    def every(self) -> list[Municipality]:
        return self._every

    def near(self, typed: str) -> list[str]:
        return suggestions(typed, self._own) or super().near(typed)

    def clean(self, value: Any) -> Municipality | None:  # type: ignore[override]
        typed = str(value or "").strip()
        if typed.isascii() and typed.isdigit():
            typed = typed.zfill(4)  # 0180 that a spreadsheet made 180
        if typed not in self._asked:
            try:
                self._asked[typed] = super().clean(typed)
            except ValidationError as error:
                self._asked[typed] = error
        found = self._asked[typed]
        if isinstance(found, ValidationError):
            raise found
        return found


class ImportedCompany(CompanyFields):
    """The company's part of a row; what is required is asked by who knows whether the company is new."""

    def __init__(self, data: Mapping[str, str], municipalities: _KnownMunicipalities) -> None:
        super().__init__(data)
        self.fields["municipality"] = municipalities
        for one in self.fields.values():
            one.required = False


class ImportedEnrolment(forms.Form):
    """The enrolment's part of a row."""

    interested_on = DayField(required=False)
    source = LineField(max_length=120, required=False)
    next_step = LineField(max_length=200, required=False)
    next_step_on = DayField(required=False)


@dataclass
class CleanRow:
    """A row as values. company: what the row says about it, without what it leaves empty. problems: by meaning."""

    number: str = ""
    company: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    version: ProgrammeVersion | None = None
    says_version: bool = False  # by itself, not by what is chosen for the whole file
    enrolment: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


class Cleaner:
    """Cleans rows of one file. versions: those that the person may enrol in; version: the one for the whole file;
    regions: her own."""

    def __init__(
        self,
        *,
        versions: list[ProgrammeVersion],
        version: ProgrammeVersion | None,
        regions: frozenset[int],
        since_1904: bool,
        today: date,
    ) -> None:
        every = list(Municipality.objects.select_related("county__region"))
        self.municipalities = _KnownMunicipalities(every, regions, required=False)
        self.versions, self.version = versions, version
        self.since_1904, self.today = since_1904, today

    def clean(self, said: Mapping[str, str]) -> CleanRow:
        """said: meaning -> what the cell says. Everything that is wrong is in `problems`, a sentence each."""
        row = CleanRow()
        self._number(row, said.get("organisation_number", ""))
        self._company(row, said)
        self._contact(row, said)
        self._enrolment(row, said)
        return row

    def _number(self, row: CleanRow, said: str) -> None:
        if not said:
            row.problems["organisation_number"] = _("Write the organisation number.")
        elif _SHORTENED.fullmatch(said):
            words = _("The spreadsheet has shortened the number to %(said)s. Make the column text and write it again.")
            row.problems["organisation_number"] = words % {"said": said}
        else:
            try:
                row.number = normalised(said[:100])
            except ValidationError as error:
                row.problems["organisation_number"] = error.messages[0]

    def _company(self, row: CleanRow, said: Mapping[str, str]) -> None:
        given = {name: said[name] for name in COMPANY_FIELDS if said.get(name)}
        if "legal_form" in given:
            code = legal_form_of(given["legal_form"])
            if code is None:
                words = _("“%(said)s” is no legal form that we know. Write, for example, %(example)s.")
                row.problems["legal_form"] = words % {
                    "said": given["legal_form"][:40],
                    "example": LegalForm.LIMITED.label,
                }
                del given["legal_form"]
            else:
                given["legal_form"] = code
        if "sni_version" in given:
            given["sni_version"] = "".join(letter for letter in given["sni_version"] if letter.isdigit())
        form = ImportedCompany(given, self.municipalities)
        _told(row, form, {name: name for name in COMPANY_FIELDS})
        row.company = {name: form.cleaned_data[name] for name in given if name in form.cleaned_data}

    def _contact(self, row: CleanRow, said: Mapping[str, str]) -> None:
        given = {name: said[f"contact_{name}"] for name in CONTACT_FIELDS if said.get(f"contact_{name}")}
        if not given:
            return
        if "name" not in given:
            row.problems["contact_name"] = _("Write the contact's name too.")
        form = ContactFields(given)
        form.fields["name"].required = False
        _told(row, form, {name: f"contact_{name}" for name in CONTACT_FIELDS})
        row.contact = {name: form.cleaned_data.get(name, "") for name in CONTACT_FIELDS}

    def _enrolment(self, row: CleanRow, said: Mapping[str, str]) -> None:
        row.version = self.version
        if wanted := said.get("programme"):
            row.version, row.says_version = version_of(wanted, self.versions), True
            if row.version is None:
                names = ", ".join(f"“{version}”" for version in self.versions[:3]) or "–"
                words = _("No programme that takes new companies is called so. Write, for example, %(names)s.")
                row.problems["programme"] = words % {"names": names}
        given = {name: said[name] for name in ENROLMENT_FIELDS if said.get(name)}
        for name in ("interested_on", "next_step_on"):
            if name in given:
                given[name] = as_day(given[name], since_1904=self.since_1904)
        form = ImportedEnrolment(given)
        _told(row, form, {name: name for name in ENROLMENT_FIELDS})
        row.enrolment = {name: form.cleaned_data[name] for name in given if name in form.cleaned_data}
        try:
            today_or_earlier(row.enrolment.get("interested_on"), self.today)
        except ValidationError as error:
            row.problems["interested_on"] = error.messages[0]


def _told(row: CleanRow, form: forms.Form, names: Mapping[str, str]) -> None:
    """The form's complaints as the row's; what was complained of before keeps its first word."""
    form.full_clean()
    for name, errors in form.errors.items():
        if name in names:
            row.problems.setdefault(names[name], str(errors[0]))


def legal_form_of(said: str) -> str | None:
    """The code of a legal form that is written in any usual way, in Swedish or English."""
    word = plain(said)
    if word in LegalForm.values:
        return word
    known = {plain(str(label)): value for value, label in LegalForm.choices}
    return known.get(word) or _LEGAL_FORMS.get(word)


def version_of(said: str, versions: list[ProgrammeVersion]) -> ProgrammeVersion | None:
    """The edition that is meant: by its whole name, its own name, or its programme's when that has one only."""
    word = plain(said)
    ways: tuple[Callable[[ProgrammeVersion], set[str]], ...] = (
        lambda one: {plain(str(one))},
        lambda one: {plain(one.name)},
        lambda one: {plain(one.programme.name_sv), plain(one.programme.name_en)},
    )
    for way in ways:
        fitting = [one for one in versions if word in way(one)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def as_day(said: str, *, since_1904: bool) -> str:
    """A day as the form expects it, from a time, a day without hyphens, or a spreadsheet's own count of days."""
    if _COMPACT_DAY.fullmatch(said):
        return f"{said[:4]}-{said[4:6]}-{said[6:]}"
    if _SERIAL.fullmatch(said):
        return (_EPOCHS[since_1904] + timedelta(days=int(said[:5]))).isoformat()
    return said[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", said) else said
