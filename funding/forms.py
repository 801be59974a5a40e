"""Input to reports: the texts, the reason of a waiver, the number of a figure."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding import actions
from funding.models import Report, ReportText
from funding.parts.layout import asked_texts
from programme.common.forms import LineField, TextField, WholeNumberField


def fingerprint(report: Report) -> str:
    """Tells whether the texts are still the ones that the form was opened on."""
    written = json.dumps(actions.texts_of(report), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


class TextsForm(forms.Form):
    """What the programme office writes: a field for each text that the report's template asks for."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        self.report = report
        self.asked = asked_texts(report.period.grant)
        written = {f"text-{key}": text for key, text in actions.texts_of(report).items()}
        kwargs.setdefault("initial", {**written, "seen": fingerprint(report)})
        super().__init__(*args, **kwargs)
        for one in self.asked:
            self.fields[f"text-{one.key}"] = TextField(
                label=one.heading, help_text=one.asks, required=False, max_length=ReportText.LONGEST
            )

    def texts(self) -> dict[str, str]:
        """For the action."""
        return {one.key: self.cleaned_data[f"text-{one.key}"] for one in self.asked}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("seen") != fingerprint(self.report):
            # A second press saves on top.
            self.data = {**{name: self.data.get(name, "") for name in self.data}, "seen": fingerprint(self.report)}
            raise ValidationError(
                _("Somebody changed the texts meanwhile. Yours are below; save again to put them in their place."),
                code="changed",
            )
        return values


class WaiveForm(forms.Form):
    """Why a red signal may stand."""

    reason = LineField(label=_("Why it may stand"), max_length=300)


class FollowForm(forms.Form):
    """The small framed number in a report."""

    figure = WholeNumberField(label=_("The figure's number"), min_value=1, max_value=999)
