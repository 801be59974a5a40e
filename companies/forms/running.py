"""Forms of few fields: a day, and why."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.forms.company import today_or_earlier
from companies.models import Enrolment
from programme.common.forms import DayField, LineField


class OnForm(forms.Form):
    """When it happened; empty means today. Not in the future: what is planned is a plan, not a state."""

    on = DayField(label=_("Date"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        """A day that has come."""
        return today_or_earlier(self.cleaned_data["on"], self.today)


class PauseForm(OnForm):
    """The company rests."""

    field_order = ["reason", "on"]

    reason = LineField(label=_("Why does the company pause?"), max_length=300)


class WithdrawForm(OnForm):
    """The company leaves."""

    field_order = ["reason", "note", "on"]

    reason = forms.ChoiceField(
        label=_("Why does the company leave?"), choices=[("", "–"), *Enrolment.WithdrawalReason.choices]
    )
    note = LineField(label=_("In words"), max_length=300, required=False)


class CompleteForm(OnForm):
    """The company has gone all the way."""

    field_order = ["without", "on"]

    without = LineField(
        label=_("Why are stages left open?"),
        max_length=300,
        required=False,
        help_text=_("Only when a stage is still open."),
    )


class CloseStageForm(OnForm):
    """The company is done with a stage."""

    field_order = ["without", "on"]

    without = LineField(
        label=_("Why does the stage close without them?"),
        max_length=300,
        required=False,
        help_text=_("Only when a requirement is still open."),
    )
