"""The public form, and what those who answer it fill in."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.actions.company import normalised
from companies.actions.express import TYPED
from companies.forms.company import narrow_versions
from companies.forms.municipality import MunicipalityField
from companies.interest.stamp import Stamp
from companies.interest.stamp import read as read_stamp
from companies.models import Company, Interest
from companies.organisation_number import is_sole_trader
from programme.common.forms import LineField, TextField
from programme.people.models import User
from programme.structure.models import ProgrammeVersion, Region

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINKS = 2  # a company's own page, and one more
FEWEST_DIGITS = 6


def _phone_field(label: Any, *, required: bool) -> LineField:
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    return LineField(label=label, max_length=40, required=required, widget=widget)


def _clean_number(typed: str) -> str:
    """Ten digits, or nothing when nothing was typed."""
    try:
        return normalised(typed) if typed else ""
    except ValidationError as error:
        raise ValidationError(error.message_dict["organisation_number"]) from None


class InterestForm(forms.Form):
    """Anybody's expression of interest. Two minutes; nothing that only we know is asked or told."""

    company_name = LineField(
        label=_("Name of the company"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_number = LineField(
        label=_("Organisation number"),
        max_length=30,
        required=False,
        help_text=_("Ten digits. Sole traders leave it empty: theirs is a personal number."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    municipality = MunicipalityField(
        label=_("Municipality where you work"), help_text=_("It decides which regional leader calls you.")
    )
    person = LineField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = _phone_field(_("Phone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Phone or e-mail is enough. An address gets a confirmation."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = TextField(label=_("Something we should know"), max_length=2000, rows=3, required=False)
    # For programs that fill in every field they find; people neither see nor reach it.
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_organisation_number(self) -> str:
        number = _clean_number(self.cleaned_data["organisation_number"])
        if number and is_sole_trader(number):
            raise ValidationError(
                _("That is a personal number. Leave the field empty: we ask later for what is needed.")
            )
        return number

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and sum(c.isdigit() for c in phone) < FEWEST_DIGITS:
            raise ValidationError(_("Write the number with its area code, for example 060-12 34 56."))
        return phone

    def clean_message(self) -> str:
        message = str(self.cleaned_data["message"])
        if len(LINK.findall(message)) > MOST_LINKS:
            raise ValidationError(_("Write in your own words, with two links at most."))
        return message

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._names_are_no_links(cleaned)
        self._can_be_reached(cleaned)
        return cleaned

    def _names_are_no_links(self, cleaned: dict[str, Any]) -> None:
        for name in ("company_name", "person"):
            if LINK.search(cleaned.get(name) or ""):
                self.add_error(name, _("Write the name without a web address."))

    def _can_be_reached(self, cleaned: dict[str, Any]) -> None:
        untouched = "phone" not in self.errors and "email" not in self.errors
        if untouched and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Write a phone number or an e-mail address, so that we can reach you."))

    def values(self) -> dict[str, Any]:
        """Clean values by the interest's field names."""
        return {name: self.cleaned_data[name] for name in TYPED}

    def sure_stamp(self, now: datetime) -> Stamp | None:
        """The stamp of a form that a person may have filled in; None when that is in doubt."""
        held = read_stamp(self.cleaned_data["stamp"])
        if self.cleaned_data["homepage"] or held is None or not held.is_likely(now):
            return None
        return held


class VersionChoice(forms.Form):
    """The edition that the company is enrolled in; the newest open one unless another is chosen."""

    programme_version = forms.ModelChoiceField(
        label=_("Enrol now in"), queryset=ProgrammeVersion.objects.none(), required=False, empty_label=_("Not now")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme_version"]
        assert isinstance(field, forms.ModelChoiceField)
        narrow_versions(field, user)
        field.initial = field.queryset.first() if field.queryset is not None else None


class TakeInForm(VersionChoice):
    """What a company needs to be entered, filled in with what was given."""

    number = ""  # ten digits that were typed, also when the act refuses them

    field_order = ["organisation_number", "name", "municipality", "person", "phone", "email", "programme_version"]

    organisation_number = LineField(
        label=_("Organisation number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = LineField(label=_("Name of the company"), max_length=200)
    municipality = MunicipalityField(label=_("Municipality"))
    person = LineField(label=_("Name of the main contact"), max_length=120)
    phone = _phone_field(_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)

    def __init__(self, *args: Any, interest: Interest, **kwargs: Any) -> None:
        given = {name: getattr(interest, name) for name in ("person", "phone", "email")}
        company = {"name": interest.company_name, "organisation_number": interest.number}
        kwargs["initial"] = given | company | {"municipality": interest.municipality.name}
        super().__init__(*args, **kwargs)

    def clean_organisation_number(self) -> str:
        self.number = _clean_number(self.cleaned_data["organisation_number"])
        return self.number

    def company(self) -> dict[str, Any]:
        """Clean values as enter_company takes them."""
        return {name: self.cleaned_data[name] for name in ("organisation_number", "name", "municipality")}

    def contact(self) -> dict[str, Any]:
        """Clean values as add_contact takes them."""
        values = self.cleaned_data
        return {"name": values["person"], "phone": values["phone"], "email": values["email"]}


class AttachForm(VersionChoice):
    """The company that it belongs to."""

    company = forms.ModelChoiceField(label=_("Company"), queryset=Company.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["company"].queryset = Company.objects.changeable_by(user)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """The region that is to answer instead."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, user: User, interest: Interest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Region.objects.visible_to(user)
        if interest.region is not None:
            others = others.exclude(pk=interest.region.pk)
        self.fields["region"].queryset = others  # type: ignore[attr-defined]


class DismissForm(forms.Form):
    """Why nothing comes of it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose")), *Interest.Reason.choices])
    note = LineField(label=_("In words, if needed"), max_length=300, required=False)
