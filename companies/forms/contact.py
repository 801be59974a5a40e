"""Forms for people at a company."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.models import Contact
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm
from programme.people.models import User
from programme.people.models.user import Language


class ContactFields(forms.Form):
    """What is known about a contact."""

    name = LineField(label=_("Name"), max_length=120)
    title = LineField(label=_("Title"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = LineField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    language = forms.ChoiceField(
        label=_("Language of mails"),
        choices=Language.choices,
        initial=Language.SWEDISH,
        required=False,
        help_text=_("Of the mails that put sessions into the person's calendar."),
    )
    is_main = forms.BooleanField(label=_("Main contact"), required=False)

    def clean_language(self) -> str:
        """As it was, where the form did not ask."""
        said: str = self.cleaned_data["language"]
        return said or str(self.get_initial_for_field(self.fields["language"], "language"))

    def values(self) -> dict[str, Any]:
        """Clean values by the contact's field names."""
        kept = self.fields.keys() - {"key", "version"}
        return {name: self.cleaned_data[name] for name in kept}


class ContactAddForm(OnceForm, ContactFields):
    """A new contact."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ContactChangeForm(VersionedForm, ContactFields):
    """Change a contact, or note that the person left."""

    left_on = DayField(label=_("Left on"), required=False, help_text=_("Leave empty while the person is there."))

    def __init__(self, *args: Any, user: User, contact: Contact, today: date, **kwargs: Any) -> None:
        names = ("name", "title", "email", "phone", "language", "is_main", "left_on", "version")
        kwargs["initial"] = {name: getattr(contact, name) for name in names}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_left_on(self) -> date | None:
        """A day that has come."""
        left_on: date | None = self.cleaned_data["left_on"]
        if left_on and left_on > self.today:
            raise ValidationError(_("Choose today or an earlier day."), code="future")
        return left_on
