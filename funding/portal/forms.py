"""Input to the funder's portal: a question, a message, what was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models import Report, ReportFigure
from funding.reports import figures_of
from funding.wording import words_of
from programme.common.forms import OnceForm, TextField

LONGEST = 4000
MOST_KEYS = 500


class QuestionForm(OnceForm):
    """A question about a report, or about one of its figures."""

    figure = forms.ChoiceField(
        label=_("What is it about?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a figure from the list.")},
    )
    text = TextField(
        label=_("Your question"),
        max_length=LONGEST,
        rows=6,
        help_text=_("Read by the programme office and by your colleagues. Name no people."),
        error_messages={"required": _("Write your question.")},
    )

    field_order = ("figure", "text")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._figures = {str(figure.number): figure for figure in figures_of(report)}
        chosen = self.fields["figure"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [
            ("", _("The report as a whole")),
            *((number, f"{number} {words_of(figure).label}") for number, figure in self._figures.items()),
        ]

    def clean_figure(self) -> ReportFigure | None:
        """The figure with that number; None for the report as a whole."""
        return self._figures.get(self.cleaned_data["figure"])


class MessageForm(OnceForm):
    """Something said in a thread."""

    text = TextField(
        label=_("Write"),
        max_length=LONGEST,
        rows=5,
        error_messages={"required": _("Write something before you send it.")},
    )


class CloseForm(forms.Form):
    """Closing a thread, as it was when the page was opened."""

    last = forms.IntegerField(min_value=0, max_value=2**62)


def seen_keys(typed: list[str]) -> list[str]:
    """The keys that a form says were shown: what can be none is left out."""
    return [key for key in typed[:MOST_KEYS] if 0 < len(key) <= 60 and key.isascii()]
