"""The reporting calendar as forms: an interval, one period, a longer time, a reason to skip."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.grants.calendar import Interval
from funding.models import Grant, ReportingPeriod
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm, WholeNumberField

USUAL_MONTHS, USUAL_DAYS = 6, 45


class IntervalForm(forms.Form):
    """Every so many months, due so many days after."""

    every_months = WholeNumberField(label=_("A report every so many months"), min_value=1, max_value=120)
    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))
    due_after_days = WholeNumberField(label=_("Due so many days after the period"), min_value=1, max_value=730)
    replace = forms.BooleanField(
        label=_("Take away periods of which no report has been begun"),
        required=False,
        help_text=_("Those that are skipped or extended stay, and so do those with a report."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Any = None, *, grant: Grant) -> None:
        given = {
            "every_months": USUAL_MONTHS,
            "start": grant.starts_on,
            "end": grant.ends_on,
            "due_after_days": USUAL_DAYS,
        }
        super().__init__(data, initial=given)

    def interval(self) -> Interval:
        """The interval, once the form is clean."""
        values = self.cleaned_data
        return Interval(values["every_months"], values["start"], values["end"], values["due_after_days"])


class PeriodFields(forms.Form):
    """The days of one period."""

    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    due_on = DayField(label=_("Report due"))


class PeriodForm(PeriodFields, OnceForm):
    """A new period."""


class ChangePeriodForm(PeriodFields, VersionedForm):
    """A period as it is to be."""

    def __init__(self, data: Any = None, *, period: ReportingPeriod) -> None:
        names = ("version", *PeriodFields.base_fields)
        super().__init__(data, initial={name: getattr(period, name) for name in names})


class ExtendForm(VersionedForm):
    """A later day, and why."""

    due_on = DayField(label=_("New day"))
    extended_because = LineField(
        label=_("Why"), max_length=300, help_text=_("Stands on the period's page, where the funder reads it too.")
    )


class SkipForm(VersionedForm):
    """Why no report is asked for."""

    skipped_because = LineField(
        label=_("Why no report is asked for"),
        max_length=300,
        help_text=_("Stands on the period's page, where the funder reads it too."),
    )
