"""Input of a review: comments, an approval, why a report goes back, why a released one is corrected."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding.models import Report, ReportComment
from funding.review.discussion import Place
from programme.common.forms import OnceForm, TextField

LONGEST = 500  # letters of a reason


class AnswerForm(OnceForm):
    """What somebody says to a comment."""

    text = TextField(label=_("Answer"), max_length=ReportComment.LONGEST, rows=3)


class CommentForm(OnceForm):
    """What somebody says of the report, of a part or of a figure."""

    text = TextField(label=_("Comment"), max_length=ReportComment.LONGEST, rows=3)
    part = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)
    figure = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=9999)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("part") and values.get("figure"):
            raise ValidationError(_("Comment on one thing at a time."), code="two")
        return values

    def place(self) -> Place:
        """What it is about, once the form is clean."""
        return Place(part=self.cleaned_data["part"], figure=self.cleaned_data["figure"])


class ApproveForm(forms.Form):
    """The approval of the report as it was read."""

    note = TextField(label=_("Note to the author"), required=False, max_length=LONGEST, rows=2)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, report: Report) -> None:
        super().__init__(data, initial={"seen": report.built_sha256}, prefix="approve")


class SendBackForm(forms.Form):
    """What has to be changed."""

    because = TextField(label=_("What has to be changed"), max_length=LONGEST, rows=2)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="back")


class CorrectForm(forms.Form):
    """Why a released report is corrected. `kind` is what the page said may be changed."""

    because = TextField(
        label=_("Why the report is corrected"),
        max_length=LONGEST,
        rows=3,
        help_text=_("It is printed in the correction: the funder reads it."),
    )
    kind = forms.ChoiceField(choices=Report.Reopened.choices, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, kind: str) -> None:
        self.now = kind
        super().__init__(data, initial={"kind": kind})

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("kind") != self.now:
            # A second press agrees to what the page says now.
            self.data = {**{name: self.data.get(name, "") for name in self.data}, "kind": self.now}
            raise ValidationError(
                _("Another report was released meanwhile. Read what may be changed now, then press again."),
                code="changed",
            )
        return values
