"""A target as a form, and its end. The figure is chosen on a page of its own, where its method can be read."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.figures import CATALOGUE
from funding.indicators.actions.targets import TargetValues
from funding.indicators.narrowing import knows_region, knows_size
from funding.models import Target
from programme.common.forms import DayField, DecimalField, LineField, OnceForm, VersionedForm
from programme.common.numbers import as_text
from programme.structure.models import Region

EMPTY = ("", _("Companies of every size"))


class AmountField(DecimalField):
    """A number of at most two decimals, in the figure's unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return as_text(value, 2) if isinstance(value, Decimal) else value

    def in_words(self, value: Any) -> str:
        """For the conflict page."""
        return as_text(value, 2)


class TargetFields(forms.Form):
    """What the decision says of one target."""

    figure = forms.CharField(widget=forms.HiddenInput, max_length=60)
    code = LineField(
        label=_("The funder's code"), max_length=20, required=False, help_text=_("As in the decision, such as RCO04.")
    )
    wording_sv = LineField(label=_("The funder's wording in Swedish"), max_length=300, required=False)
    wording_en = LineField(label=_("The funder's wording in English"), max_length=300, required=False)
    value = AmountField(label=_("Target"), min_value=Decimal("0.01"))
    unit = LineField(
        label=_("Unit"), max_length=20, required=False, help_text=_("The funder's, where it is not the figure's own.")
    )
    due_on = DayField(label=_("Due by"))
    baseline = AmountField(
        label=_("Value at the grant's start"),
        min_value=Decimal(0),
        required=False,
        help_text=_("The plan is a straight line from here to the target. Empty is 0."),
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("The whole programme")
    )
    size = forms.ChoiceField(label=_("Size of company"), choices=[EMPTY, *Target.Size.choices], required=False)
    note_sv = LineField(
        label=_("How the funder counts, in Swedish"),
        max_length=400,
        required=False,
        help_text=_("Printed beside the number, with how we count."),
    )
    note_en = LineField(label=_("How the funder counts, in English"), max_length=400, required=False)

    def narrow(self, key: str) -> None:
        """Leave out what the figure cannot be asked by."""
        figure = CATALOGUE[key]
        if not knows_region(figure):
            del self.fields["region"]
        if not knows_size(figure):
            del self.fields["size"]

    def values(self) -> TargetValues:
        """For the action."""
        given = {name: self.cleaned_data[name] for name in TargetFields.base_fields if name in self.fields}
        return TargetValues(**{**given, "baseline": given["baseline"] or Decimal(0)})


class TargetForm(TargetFields, OnceForm):
    """A new target of a figure."""

    def __init__(self, data: Any = None, *, figure: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={**(initial or {}), "figure": figure})
        self.narrow(figure)


class ChangeTargetForm(TargetFields, VersionedForm):
    """A target as it is to be; of another figure when one was chosen."""

    def __init__(self, data: Any = None, *, target: Target, figure: str) -> None:
        names = ("version", *TargetFields.base_fields)
        super().__init__(data, initial={**{name: getattr(target, name) for name in names}, "figure": figure})
        self.narrow(figure)


class EndTargetForm(VersionedForm):
    """Until when it is asked for, and why no longer."""

    ended_on = DayField(label=_("Asked for until"))
    ended_because = LineField(label=_("Why it ends"), max_length=300)
