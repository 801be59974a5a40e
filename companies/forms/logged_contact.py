"""Forms for the contact log. One form takes what was said and what happens next."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.actions import Following
from companies.forms.company import today_or_earlier
from companies.forms.enrolment import NextStepForm
from companies.models import Company, Enrolment, LoggedContact
from programme.common.forms import DayField, LineField, OnceForm, TextField, VersionedForm
from programme.people.models import User

NEXT_STEP = ("next_step", "next_step_on", "owner")


class LoggedContactFields(forms.Form):
    """What is known about a contact that took place."""

    kind = forms.ChoiceField(
        label=_("What was it?"),
        choices=LoggedContact.Kind.choices,
        initial=LoggedContact.Kind.CALL,
        widget=forms.RadioSelect,
    )
    held_on = DayField(label=_("Day"), required=False)
    whom = LineField(
        label=_("With whom at the company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "whom-known", "autocomplete": "off"}),
    )
    said = TextField(label=_("What was said"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, company: Company, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.known = list(company.contacts.filter(left_on=None).values_list("name", flat=True))
        self.fields["held_on"].initial = self.fields["held_on"].initial or today

    def clean_held_on(self) -> date:
        """A day that has come; empty means today."""
        return today_or_earlier(self.cleaned_data["held_on"], self.today)

    def logged(self) -> dict[str, Any]:
        """Clean values by the logged contact's field names."""
        return {name: self.cleaned_data[name] for name in ("kind", "held_on", "whom", "said")}


class LogContactForm(OnceForm, LoggedContactFields):
    """A contact that took place, at a company that has no enrolment to take further."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].initial = next(iter(self.known), "")

    def following(self) -> Following | None:
        """Nothing follows for an enrolment."""
        return None


class LogAndGoOnForm(LogContactForm):
    """A contact that took place, the next step, and for a company that was only interested the move to contacted."""

    to_contacted = forms.BooleanField(label=_("Move the company to “Contacted”"), required=False, initial=True)

    def __init__(self, *args: Any, enrolment: Enrolment, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.enrolment = enrolment
        step = NextStepForm(user=user, enrolment=enrolment, today=today)
        for name in (*NEXT_STEP, "version"):
            self.fields[name] = step.fields[name]
            self.initial[name] = step.initial[name]
        self.initial["owner"] = enrolment.owner or user
        if enrolment.state != Enrolment.State.INTERESTED:
            del self.fields["to_contacted"]
        self.order_fields(["kind", "held_on", "whom", "said", *NEXT_STEP, "to_contacted"])

    def following(self) -> Following:
        """The next step as it is written here, and the move where it was asked for."""
        return Following(
            enrolment=self.enrolment,
            version=self.cleaned_data["version"],
            next_step={name: self.cleaned_data[name] for name in NEXT_STEP},
            to_contacted=self.cleaned_data.get("to_contacted", False),
        )


class CorrectContactForm(VersionedForm, LoggedContactFields):
    """Mend a line of the contact log."""

    def __init__(self, *args: Any, logged: LoggedContact, today: date, **kwargs: Any) -> None:
        names = ("kind", "held_on", "whom", "said", "version")
        kwargs["initial"] = {name: getattr(logged, name) for name in names}
        super().__init__(*args, company=logged.company, today=today, **kwargs)
