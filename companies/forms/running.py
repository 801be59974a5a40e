"""Forms of few fields: a day, and why."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.forms.company import today_or_earlier
from companies.models import Enrolment, EnrolmentPause
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

    field_order = ["code", "reason", "on"]

    code = forms.ChoiceField(label=_("Why does the company pause?"), choices=[("", "–"), *EnrolmentPause.Code.choices])
    reason = LineField(
        label=_("In words"), max_length=300, required=False, help_text=_("Needed when the reason is another one.")
    )


class WithdrawForm(OnForm):
    """The company leaves."""

    field_order = ["reason", "note", "on"]

    reason = forms.ChoiceField(
        label=_("Why does the company leave?"), choices=[("", "–"), *Enrolment.WithdrawalReason.choices]
    )
    note = LineField(label=_("In words"), max_length=300, required=False)


class ReasonedForm(OnForm):
    """A day, and a reason where something is left open."""

    field_order = ["without", "on"]
    without = LineField(max_length=300)

    def __init__(self, *args: Any, left_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not left_open:
            del self.fields["without"]


class CompleteForm(ReasonedForm):
    """The company has gone all the way."""

    without = LineField(label=_("Why are stages left open?"), max_length=300)


class CloseStageForm(ReasonedForm):
    """The company is done with a stage."""

    without = LineField(label=_("Why does the stage close without them?"), max_length=300)
