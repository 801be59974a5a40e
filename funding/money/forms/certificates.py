"""Certificates as forms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.grants.forms.grants import MoneyField
from funding.models import CoFinancing, Grant
from programme.common.forms import DayField, LineField, OnceForm


class CertificateForm(OnceForm):
    """What a partner certifies of a line."""

    line = forms.ModelChoiceField(CoFinancing.objects.none(), label=_("Co-financing"))
    certified_on = DayField(label=_("Certified on"))
    amount = MoneyField(label=_("Amount, SEK"), min_value=Decimal("0.01"))
    reference = LineField(
        label=_("Reference"), max_length=120, required=False, help_text=_("Of the paper: number, or where it is kept.")
    )

    def __init__(self, data: Any = None, *, grant: Grant, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["line"].queryset = grant.co_financing.all()  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    withdrawn_because = LineField(label=_("Why it is taken back"), max_length=300)
