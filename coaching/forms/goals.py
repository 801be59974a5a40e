"""What is to be reached, as a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coaching.actions.goals import FIELDS
from coaching.forms.fields import AmountField
from coaching.models import Goal
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm


class GoalFields(forms.Form):
    """What, how it is measured, how far, until when."""

    what = LineField(label=_("What is to be reached"), max_length=200)
    measured_how = LineField(
        label=_("How it is measured"),
        max_length=200,
        required=False,
        help_text=_("For example: stopwatch at the press brake, every Friday."),
    )
    target_amount = AmountField(label=_("Target, as a number"))
    target_unit = LineField(
        label=_("Unit"), max_length=20, required=False, help_text=_("For example minutes, %, kr, days.")
    )
    target_words = LineField(
        label=_("Target, in words"),
        max_length=120,
        required=False,
        help_text=_("Where a number does not say it, for example: every shift runs its own pulse meeting."),
    )
    due_on = DayField(label=_("To be reached by"), required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._number_has_a_unit()
        return self.cleaned_data

    def _number_has_a_unit(self) -> None:
        told = self.cleaned_data
        if told.get("target_amount") is not None and "target_unit" in told and not told["target_unit"]:
            self.add_error("target_unit", _("Say what is counted, for example minutes or percent."))

    def values(self) -> dict[str, Any]:
        """For the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def refuse(self, refused: ValidationError) -> None:
        """Show what the action refused beside the field that it is about."""
        self.add_error(None, refused)


class GoalForm(GoalFields, OnceForm):
    """A new goal."""


class ChangeGoalForm(GoalFields, VersionedForm):
    """A goal reworded."""

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        initial = {name: getattr(goal, name) for name in ("version", *FIELDS)}
        super().__init__(*args, **{**kwargs, "initial": initial})
