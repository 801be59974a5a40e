"""A cost as a form, taking it back, and many at once."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.imports.reader.limits import MOST_BYTES
from companies.imports.reading import words_for
from funding.grants.forms.grants import MoneyField
from funding.models import BudgetLine, Cost
from funding.money.values import CostValues
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm

EMPTY_CHOICE = ("", "---------")
MOST_CHARACTERS = 500_000


class CostFields(forms.Form):
    """What a voucher says."""

    cost_type = forms.ChoiceField(
        label=_("Cost type"),
        choices=[EMPTY_CHOICE, *BudgetLine.CostType.choices],
        error_messages={"invalid_choice": _("“%(value)s” is no cost type that we know.")},
    )
    booked_on = DayField(label=_("Booked"))
    amount = MoneyField(
        label=_("Amount, SEK"), min_value=Decimal("-999999999"), help_text=_("A credit has a minus sign.")
    )
    what = LineField(label=_("What"), max_length=200, help_text=_("As in the books; no name of a person."))
    reference = LineField(label=_("Voucher"), max_length=60, help_text=_("The number in the books."))

    def values(self) -> CostValues:
        """For the action."""
        return CostValues(**{name: self.cleaned_data[name] for name in CostFields.base_fields})


class CostForm(CostFields, OnceForm):
    """A new cost."""


class ChangeCostForm(CostFields, VersionedForm):
    """A cost as it is to be."""

    def __init__(self, data: Any = None, *, cost: Cost) -> None:
        names = ("version", *CostFields.base_fields)
        super().__init__(data, initial={name: getattr(cost, name) for name in names})


class WithdrawCostForm(VersionedForm):
    """Why a cost is taken back."""

    withdrawn_because = LineField(label=_("Why it is taken back"), max_length=300)


class CostRowsForm(OnceForm):
    """A file, or rows pasted from a spreadsheet; what the file holds is put where it can be mended."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        help_text=_("XLSX or CSV, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv", "class": "form-control"}),
    )
    pasted = forms.CharField(
        label=_("or rows, copied from a spreadsheet"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off", "class": "font-monospace"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(words_for("size", {}))
        return file

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not self.cleaned_data.get("file") and not self.cleaned_data.get("pasted", "").strip():
            self.add_error("pasted", gettext("Choose a file, or paste rows."))
        return self.cleaned_data

    def content(self) -> bytes:
        """What is to be read: the file where there is one, else what was pasted."""
        file = self.cleaned_data.get("file")
        return bytes(file.read()) if file else str(self.cleaned_data["pasted"]).encode()

    def show(self, pasted: str, seen: str) -> None:
        """Put what was read into the form, to be looked at and sent again."""
        self.data = {**{name: self.data.get(name, "") for name in self.data}, "pasted": pasted, "seen": seen}
