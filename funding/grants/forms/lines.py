"""A grant's money in lines, as sets of small forms: budget, decisions, co-financing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from funding.grants.actions.lines import BudgetValues, CoFinancingValues, DecisionValues
from funding.grants.forms.grants import MoneyField
from funding.models import BudgetLine, CoFinancing, Grant
from programme.common.forms import DayField, LineField, VersionedForm, WholeNumberField

MOST_LINES = 60
EMPTY_LINES = 3
EMPTY_CHOICE = ("", "---------")

if TYPE_CHECKING:
    LinesBase = BaseFormSet["LineForm"]
else:  # generic only for the type checker
    LinesBase = BaseFormSet


class LinesForm(VersionedForm):
    """Which version of the grant the lines were opened on."""

    def __init__(self, data: Any = None, *, grant: Grant) -> None:
        super().__init__(data, initial={"version": grant.version})


class LineForm(forms.Form):
    """One line; `make` builds the action's value of it."""

    make: Any = None

    def line(self) -> Any:
        """The line, once the form is clean."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return self.make(**values)


class BudgetLineForm(LineForm):
    """A cost type and an amount, for a year or all of them."""

    make = BudgetValues
    cost_type = forms.ChoiceField(label=_("Cost type"), choices=[EMPTY_CHOICE, *BudgetLine.CostType.choices])
    year = WholeNumberField(label=_("Year, if any"), min_value=1990, max_value=2099, required=False)
    amount = MoneyField(label=_("Amount, SEK"))


class DecisionForm(LineForm):
    """One of the funder's decisions."""

    make = DecisionValues
    number = LineField(label=_("Decision number"), max_length=40)
    decided_on = DayField(label=_("Decided on"))
    amount = MoneyField(label=_("Amount, SEK"))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"))


class CoFinancingForm(LineForm):
    """What one partner adds in one kind."""

    make = CoFinancingValues
    partner = LineField(label=_("Partner"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=[EMPTY_CHOICE, *CoFinancing.Kind.choices])
    sector = forms.ChoiceField(label=_("Public or private"), choices=[EMPTY_CHOICE, *CoFinancing.Sector.choices])
    basis = LineField(label=_("Basis"), max_length=200, required=False)
    promised = MoneyField(label=_("Promised, SEK"))
    promised_on = DayField(label=_("Promised on"), required=False)

    def line(self) -> CoFinancingValues:
        """The line, once the form is clean."""
        value: CoFinancingValues = super().line()
        return value


class Lines(LinesBase):
    """The lines in the order in which they stand; empty ones and those ticked for removal are left out."""

    def lines(self) -> list[Any]:
        """The lines as the action takes them."""
        return [
            form.line()
            for form in self.forms
            if form.has_changed() or form.initial
            if not self._should_delete_form(form)  # type: ignore[attr-defined]
            if form.cleaned_data
        ]


def _of(form: type[LineForm]) -> Any:
    return formset_factory(
        form,
        formset=Lines,
        extra=EMPTY_LINES,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES,
        validate_max=True,
        can_delete=True,
        can_delete_extra=False,
    )


BudgetLines, DecisionLines, CoFinancingLines = _of(BudgetLineForm), _of(DecisionForm), _of(CoFinancingForm)


def initial_of(lines: Sequence[Any]) -> list[dict[str, Any]]:
    """Present lines, as a set of forms begins."""
    return [asdict(line) for line in lines]
