"""Forms of signals: what was done, why it may stand, and a kind's rule."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.common.forms import DayField, LineField, VersionedForm, WholeNumberField
from programme.signals.kinds import Kind
from programme.signals.rules import LONGEST_WAIVER_DAYS, Owner, Rule


class HandleForm(VersionedForm):
    """What was done about it."""

    note = LineField(label=_("What was done"), max_length=300, error_messages={"required": _("Write what was done.")})


class ReopenForm(VersionedForm):
    """Nothing but the version that was seen."""


class WaiveForm(VersionedForm):
    """Why it may stand, and until when."""

    reason = LineField(
        label=_("Why it may stand"), max_length=300, error_messages={"required": _("Write why it may stand.")}
    )
    until = DayField(label=_("Until"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["until"].initial = today + timedelta(days=30)

    def clean_until(self) -> date:
        """From today, and no longer than a year ahead: somebody looks again."""
        until: date = self.cleaned_data["until"]
        if not 0 <= (until - self._today).days <= LONGEST_WAIVER_DAYS:
            raise ValidationError(_("Choose a day from today and at most a year ahead."))
        return until


class RuleForm(forms.Form):
    """Whether a kind is looked for, from which number on, and whose it is."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)  # 0: no row yet
    number = WholeNumberField(required=False)
    owner = forms.ChoiceField(label=_("Whose it is"), choices=Owner.choices)
    is_on = forms.BooleanField(label=_("Look for this"), required=False)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        number = WholeNumberField(
            label=kind.asks, min_value=kind.least, max_value=kind.most, required=not kind.own,
            help_text=_("Empty: each programme's own number of days, set on the page Programme.") if kind.own else "",
        )  # fmt: skip
        self.fields["number"] = number

    def rule(self) -> Rule:
        """The rule that was written."""
        data = self.cleaned_data
        return Rule(self._kind.key, data["number"], data["owner"], data["is_on"])
