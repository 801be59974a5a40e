"""Forms that move an enrolment as a whole: a later end, another region."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.forms.company import today_or_earlier
from companies.models import Enrolment, PlanExtension
from programme.common.forms import DayField, LineField
from programme.structure.models import Region


class ExtendForm(forms.Form):
    """A later end for the plan, and why."""

    end_on = DayField(label=_("New end of the plan"))
    reason = forms.ChoiceField(label=_("Why does it take longer?"), choices=[("", "–"), *PlanExtension.Reason.choices])
    note = LineField(
        label=_("In words"), max_length=300, required=False, help_text=_("Needed when the reason is another one.")
    )

    def __init__(self, *args: Any, today: date, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_on"].widget.attrs |= {
            "hx-post": path,
            "hx-trigger": "change",
            "hx-vals": '{"show": "1"}',
            "hx-select": "#plan",
            "hx-target": "#plan",
            "hx-swap": "outerHTML",
        }


class TransferForm(forms.Form):
    """Which region takes over, from which day, and why."""

    region = forms.ModelChoiceField(label=_("New region"), queryset=Region.objects.none(), empty_label=_("Choose"))
    on = DayField(label=_("From"), help_text=_("What happened before this day stays counted in the former region."))
    reason = LineField(label=_("Why does the company change region?"), max_length=300)

    def __init__(self, *args: Any, today: date, enrolment: Enrolment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today
        regions = Region.objects.all()
        if enrolment is not None:
            regions = regions.exclude(pk=enrolment.region_id)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        """A day that has come: the region in force today decides who sees the company."""
        return today_or_earlier(self.cleaned_data["on"], self.today)
