"""What is typed about people, made into clean values. Each form offers only what its user may pass on."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.common.forms import DayField, LineField, OnceForm
from programme.people.models import User
from programme.people.models.user import Language, Theme
from programme.people.passing_on import NewAppointment, is_nationwide, may_pass_on, roles_on_offer
from programme.people.roles import NATIONAL_ROLES, REGIONAL_ROLES, Permission, Role
from programme.structure.models import Funder, Programme, Region


def _places_of(roles: frozenset[Role]) -> dict[str, str]:
    """For static/js/places.js, which shows a place only beside the roles that it goes with."""
    return {"data-place-of": " ".join(sorted(roles))}


class AppointmentForm(OnceForm):
    """A role, where, from when until when."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.Select(attrs={"data-role": ""}))
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        required=False,
        empty_label=_("Choose"),
        help_text=_("For leaders, leads and coaches."),
        widget=forms.Select(attrs=_places_of(REGIONAL_ROLES)),
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Programme"),
        required=False,
        empty_label=_("All programmes"),
        help_text=_("For directors and auditors."),
        widget=forms.Select(attrs=_places_of(NATIONAL_ROLES)),
    )
    funder = forms.ModelChoiceField(
        Funder.objects.none(),
        label=_("Funder"),
        required=False,
        empty_label=_("Choose"),
        help_text=_("For people at a funder."),
        widget=forms.Select(attrs=_places_of(frozenset({Role.FUNDER}))),
    )
    from_on = DayField(label=_("From"))
    until_on = DayField(
        label=_("Until"), required=False, help_text=_("The last day. Leave it empty when there is no end yet.")
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["from_on"].initial = today
        self._offer_only_what_may_be_passed_on()

    def _offer_only_what_may_be_passed_on(self) -> None:
        rights, nationwide = self.user.rights, is_nationwide(self.user.rights)
        roles = roles_on_offer(rights)
        places = {
            "region": (REGIONAL_ROLES, Region.objects.all(), rights.regions(Permission.INVITE_PEOPLE)),
            "programme": (NATIONAL_ROLES, Programme.objects.all(), rights.programmes(Permission.INVITE_PEOPLE)),
            "funder": (frozenset({Role.FUNDER}), Funder.objects.all(), frozenset()),
        }
        choices = [("", _("Choose a role")), *((role.value, role.label) for role in roles)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        for name, (goes_with, rows, own) in places.items():
            if not goes_with & set(roles):
                del self.fields[name]
                continue
            field: Any = self.fields[name]
            field.queryset = rows if nationwide else rows.filter(pk__in=own)
            if not nationwide and len(own) == 1:
                field.initial, field.empty_label = next(iter(own)), None

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if "role" in values:
            self._keep_the_place_that_fits(Role(values["role"]))
        if values.get("until_on") and values.get("from_on") and values["until_on"] < values["from_on"]:
            self.add_error("until_on", _("The last day may not lie before the first."))
        if not self.errors and not may_pass_on(self.user.rights, self.new_appointment()):
            raise ValidationError(_("You can only give tasks in your own region or programme."))
        return values

    def _keep_the_place_that_fits(self, role: Role) -> None:
        name = "region" if role in REGIONAL_ROLES else "programme" if role in NATIONAL_ROLES else "funder"
        for other in {"region", "programme", "funder"} - {name}:
            self.cleaned_data[other] = None
            self._errors.pop(other, None)  # type: ignore[attr-defined]
        if name != "programme" and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, _("Choose where the role holds."))

    def new_appointment(self) -> NewAppointment:
        """What was asked for, once the form is clean."""
        values = self.cleaned_data
        return NewAppointment(
            role=Role(values["role"]),
            from_on=values["from_on"],
            until_on=values.get("until_on"),
            programme=values.get("programme"),
            region=values.get("region"),
            funder=values.get("funder"),
        )


class InviteForm(AppointmentForm):
    """Whom to invite, and as what."""

    field_order = ["name", "email", "language"]

    name = LineField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language,
        help_text=_("Of the mail and of the first page; the person can change it."),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AppointmentEndForm(forms.Form):
    """The last day of an appointment."""

    until_on = DayField(
        label=_("Last day"), help_text=_("The rights hold through that day. Choose yesterday to end them at once.")
    )


class AcceptForm(forms.Form):
    """Name and password of somebody who was invited."""

    name = LineField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters, and not a common word. A sentence of your own is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["name"].initial = person.name

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        # The name that is typed now counts too: a password that repeats it is refused.
        validate_password(password, User(email=self.person.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", _("The two passwords differ."))
        return values


class AccountForm(forms.Form):
    """One's own name, phone, language and appearance."""

    name = LineField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = LineField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language of screens and mails"), choices=Language)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme)


class PeopleFilter(forms.Form):
    """Which people to list; a value that makes no sense is left out."""

    q = LineField(required=False, max_length=200)
    role = forms.ChoiceField(required=False, choices=Role)
    region = forms.ModelChoiceField(Region.objects.none(), required=False)
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("invited", _("Invited, not yet here")),
            ("closed", _("Account closed")),
            ("past", _("No task today")),
        ],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.visible_to(user)  # type: ignore[attr-defined]
