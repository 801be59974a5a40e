"""Input to regional texts: whom to ask what by when, and the answer."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding.models import RegionalText, ReportingPeriod
from programme.common.forms import DayField, TextField, VersionedForm
from programme.structure.models import Region

DAYS_TO_ANSWER = 14
QUESTION = _("What did the companies in your region achieve in the period, what stood in the way, and what comes next?")


class AskForm(forms.Form):
    """Which regions are asked what, and by when they answer."""

    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(), label=_("Regions"), widget=forms.CheckboxSelectMultiple
    )
    asks = TextField(label=_("Question"), max_length=600, rows=3)
    due_on = DayField(label=_("Answer by"))

    def __init__(self, data: Any = None, *, period: ReportingPeriod, regions: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        due = max(today, min(today + timedelta(days=DAYS_TO_ANSWER), period.due_on - timedelta(days=1)))
        answered = period.regional_texts.exclude(answered_at=None).values("region")
        open_ones = regions.exclude(pk__in=answered)
        kwargs.setdefault("initial", {"regions": open_ones, "asks": QUESTION, "due_on": due})
        super().__init__(data, **kwargs)
        self.fields["regions"].queryset = open_ones  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """Not in the past: nobody can answer by then."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError(_("Choose today or a later day."))
        return day


class AnswerForm(VersionedForm):
    """The region's words. Nothing to report is a button of its own, so that an empty field is never an answer."""

    text = TextField(
        label=_("The region's text"),
        max_length=RegionalText.LONGEST,
        rows=10,
        error_messages={"required": _("Write something, or press “Nothing to report”.")},
    )

    def __init__(self, data: Any = None, *, has_nothing: bool, **kwargs: Any) -> None:
        self.has_nothing = has_nothing
        super().__init__(data, **kwargs)
        self.fields["text"].required = not has_nothing

    def clean_text(self) -> str:
        """Words, unless there is nothing to report; and not both."""
        text: str = self.cleaned_data["text"]
        if text and self.has_nothing:
            raise ValidationError(_("There is a text here. Take it away to say “Nothing to report”, or save the text."))
        return text
