"""Forms for a company. The organisation number is typed once and never edited; region is the server's."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from companies.actions.company import normalised
from companies.forms.municipality import MunicipalityField
from companies.models import Company
from companies.models.company import LegalForm
from programme.common.forms import LineField, OnceForm, VersionedForm, WholeNumberField
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import ProgrammeVersion

TKR = 999_999_999  # a thousand milliard kronor: more is a slip of the pen


def _digits(text: str) -> str:
    return re.sub(r"[ .\-]", "", unicodedata.normalize("NFKC", text))


class CompanyFields(forms.Form):
    """What is known about a company, whether it is new or old."""

    name = LineField(label=_("Name"), max_length=200)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm.choices, initial=LegalForm.LIMITED)
    municipality = MunicipalityField(label=_("Municipality"))
    address = LineField(label=_("Street address"), max_length=200, required=False)
    postal_code = LineField(label=_("Postal code"), max_length=20, required=False)
    postal_town = LineField(label=_("Postal town"), max_length=60, required=False)
    website = forms.URLField(
        label=_("Web page"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    sni_code = LineField(label=_("Industry code (SNI)"), max_length=20, required=False)
    sni_version = forms.ChoiceField(
        label=_("SNI version"), choices=[("2007", "SNI 2007"), ("2025", "SNI 2025")], initial="2007"
    )
    employees = WholeNumberField(label=_("Employees"), max_value=500_000, required=False)
    turnover_tkr = WholeNumberField(label=_("Turnover, tkr"), max_value=TKR, required=False)
    balance_tkr = WholeNumberField(label=_("Balance sheet total, tkr"), max_value=TKR, required=False)
    figures_year = WholeNumberField(label=_("Year of these figures"), min_value=1990, max_value=2099, required=False)

    def clean_postal_code(self) -> str:
        """Five digits, `871 31` as `87131`."""
        code = _digits(self.cleaned_data["postal_code"]).upper().removeprefix("SE")
        if code and not (code.isascii() and code.isdigit() and len(code) == 5):
            raise ValidationError(_("A postal code has five digits, for example 871 31."))
        return code

    def clean_sni_code(self) -> str:
        """Two to five digits, `25.620` as `25620`."""
        code = _digits(self.cleaned_data["sni_code"])
        if code and not (code.isascii() and code.isdigit() and 2 <= len(code) <= 5):
            raise ValidationError(_("An SNI code has two to five digits, for example 25.620."))
        return code

    def values(self) -> dict[str, Any]:
        """Clean values by the company's field names."""
        return {name: self.cleaned_data[name] for name in CompanyFields.base_fields}


class CompanyAddForm(OnceForm, CompanyFields):
    """A new company, its main contact, and a first enrolment where that is wanted. Two minutes."""

    organisation_number = LineField(
        label=_("Organisation number"),
        max_length=30,
        help_text=_("With or without a hyphen. We check at once whether the company is here already."),
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "autofocus": True,
                "hx-post": reverse_lazy("company-number-check"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#number-state",
            }
        ),
    )
    register_name = LineField(
        label=_("Or find it by name in the register"),
        max_length=100,
        required=False,
        help_text=_("The beginning of the name. Choose a company, and its facts are filled in."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "hx-post": reverse_lazy("register-search"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#register-matches",
                "hx-sync": "this:replace",
            }
        ),
    )
    filled_from = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    contact_name = LineField(label=_("Name of the main contact"), max_length=120, required=False)
    contact_title = LineField(label=_("Title"), max_length=80, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    contact_phone = LineField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    programme_version = forms.ModelChoiceField(
        label=_("Enrol now in"), queryset=ProgrammeVersion.objects.none(), required=False, empty_label=_("Not now")
    )
    source = LineField(label=_("How we met"), max_length=120, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow_versions(self.fields["programme_version"], user)

    def clean_organisation_number(self) -> str:
        """Ten digits. Whether it is taken is asked when the row is written: only then is the answer true."""
        try:
            return normalised(self.cleaned_data["organisation_number"])
        except ValidationError as error:
            raise ValidationError(error.message_dict["organisation_number"]) from None

    def clean(self) -> dict[str, Any]:
        """Check what hangs together."""
        cleaned = super().clean() or self.cleaned_data
        self._contact_has_a_name(cleaned)
        return cleaned

    def _contact_has_a_name(self, cleaned: dict[str, Any]) -> None:
        rest = any(cleaned.get(f"contact_{part}") for part in ("title", "email", "phone"))
        if rest and not cleaned.get("contact_name") and "contact_name" not in self.errors:
            self.add_error("contact_name", _("Write the contact's name too."))

    def contact(self) -> dict[str, Any] | None:
        """Values of the main contact, or None when nothing was typed."""
        if not self.cleaned_data["contact_name"]:
            return None
        parts = ("name", "title", "email", "phone")
        return {part: self.cleaned_data[f"contact_{part}"] for part in parts} | {"is_main": True}


class CompanyChangeForm(VersionedForm, CompanyFields):
    """Change a company. Its number stays: another number is another company."""

    def __init__(self, *args: Any, user: User, company: Company, **kwargs: Any) -> None:
        known = {name: getattr(company, name) for name in CompanyFields.base_fields}
        known |= {"municipality": company.municipality.name, "version": company.version}
        kwargs["initial"] = known
        super().__init__(*args, **kwargs)


def versions_for(user: User) -> QuerySet[ProgrammeVersion]:
    """Editions that take new companies, in the programmes that the person may enrol in."""
    versions = ProgrammeVersion.objects.visible_to(user).filter(open_for_enrolment=True).select_related("programme")
    rights = user.rights
    if not (rights.national(Permission.CHANGE_COMPANIES) or rights.regions(Permission.CHANGE_COMPANIES)):
        versions = versions.filter(programme__in=rights.programmes(Permission.CHANGE_COMPANIES))
    return versions


def narrow_versions(field: forms.Field, user: User) -> None:
    """Offer editions that take new companies, in the programmes that the person may enrol in."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = versions_for(user)


def today_or_earlier(day: date | None, today: date) -> date:
    """A day on which something happened; without one, today. Raises ValidationError for days to come."""
    if day is not None and day > today:
        raise ValidationError(_("Choose today or an earlier day."), code="future")
    return day or today
