"""Input to reports: the two texts, the reason of a waiver, the number of a figure."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding.models import Report
from programme.common.forms import LineField, TextField, WholeNumberField


def fingerprint(report: Report) -> str:
    """Tells whether the texts are still the ones that the form was opened on."""
    return hashlib.sha256(f"{report.went_well}\0{report.we_change}".encode()).hexdigest()[:16]


class TextsForm(forms.Form):
    """What went well and what changes; stands in the summary."""

    went_well = TextField(label=_("What went well"), required=False, max_length=4000)
    we_change = TextField(label=_("What we change"), required=False, max_length=4000)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        self.report = report
        given = {"went_well": report.went_well, "we_change": report.we_change, "seen": fingerprint(report)}
        kwargs.setdefault("initial", given)
        super().__init__(*args, **kwargs)

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
