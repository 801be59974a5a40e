"""Rates as forms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.grants.forms.grants import MoneyField
from funding.models import Grant, Rate
from funding.visibility import programmes_granted
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm
from programme.people.models import User
from programme.structure.models import Programme


class RateFields(forms.Form):
    """How much, from when until when, and what it rests on."""

    amount = MoneyField(label=_("SEK an hour"), min_value=Decimal("0.01"), max_value=Decimal(100_000))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False, help_text=_("Empty: until another one is entered."))
    basis = LineField(
        label=_("Basis"),
        max_length=300,
        help_text=_("How it was found, for example: monthly pay x 12 / 1 720 h, handbook 2021–27."),
    )


class RateForm(RateFields, OnceForm):
    """A new rate of a programme or of one grant."""

    kind = forms.ChoiceField(label=_("What an hour of"), choices=Rate.Kind)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), required=False)
    grant = forms.ModelChoiceField(
        Grant.objects.none(),
        label=_("or one grant"),
        required=False,
        help_text=_("A grant's own rate comes before its programme's."),
    )
    field_order = ["kind", "programme", "grant", "amount", "from_on", "until_on", "basis"]

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        fields["programme"].queryset = programmes_granted(user)
        fields["grant"].queryset = Grant.objects.changeable_by(user).select_related("funder")
        fields["grant"].label_from_instance = lambda grant: f"{grant.funder}: {grant}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if not self.errors and bool(values.get("programme")) == bool(values.get("grant")):
            self.add_error("programme", ValidationError(gettext("Choose either a programme or a grant.")))
        return values


class ChangeRateForm(RateFields, VersionedForm):
    """A rate as it is to be."""

    def __init__(self, data: Any = None, *, rate: Rate) -> None:
        names = ("version", *RateFields.base_fields)
        super().__init__(data, initial={name: getattr(rate, name) for name in names})


class EndRateForm(VersionedForm):
    """The last day of a rate."""

    until_on = DayField(label=_("Last day"))
