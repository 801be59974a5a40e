"""A funder and a grant as forms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from funding.models import Grant, ReportTemplate
from funding.visibility import programmes_granted
from programme.common.forms import (
    DayField,
    DecimalField,
    LineField,
    OnceForm,
    TextField,
    VersionedForm,
    WholeNumberField,
)
from programme.common.numbers import as_text
from programme.people.models import User
from programme.structure.models import Funder, Programme


class MoneyField(DecimalField):
    """SEK with at most two decimals, none below zero; shown with its thousands apart."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(max_digits=14, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return as_text(value, 2) if isinstance(value, (Decimal, int)) else value

    def in_words(self, value: Any) -> str:
        """For the conflict page."""
        return as_text(value, 2)


class FunderForm(OnceForm):
    """A funder's short code and name; remembers which values it was opened on."""

    name = LineField(label=_("Name"), max_length=120)
    code = LineField(
        label=_("Short code"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens, for example tillvaxtverket."),
    )
    seen_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    seen_code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data: Any = None, *, funder: Funder | None = None) -> None:
        given = {}
        if funder is not None:
            given = {"name": funder.name, "code": funder.code, "seen_name": funder.name, "seen_code": funder.code}
        super().__init__(data, initial=given)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code != slugify(code):
            raise ValidationError(_("Use only a–z, 0–9 and hyphens."))
        return code

    taken = _("Another funder has that code.")  # said when the database refuses, so that equal posts are one

    @property
    def seen(self) -> dict[str, str]:
        """The values that the form was opened on."""
        return {"code": self.cleaned_data["seen_code"], "name": self.cleaned_data["seen_name"]}

    def say_changed(self, funder: Funder) -> None:
        """Somebody was first: say so, keep what was typed; a second press saves on top."""
        words = _("Somebody changed the funder to %(name)s (%(code)s) meanwhile. Save again to put yours in its place.")
        self.add_error(None, words % {"name": funder.name, "code": funder.code})
        typed = {name: self.data.get(name, "") for name in self.data}
        self.data = {**typed, "seen_name": funder.name, "seen_code": funder.code}


GRANT_FIELDS = (
    "funder", "programme", "kind", "name_sv", "name_en", "case_number", "amount", "starts_on", "ends_on", "purpose",
    "conditions", "template", "logo_set", "publicity_sv", "publicity_en", "staff_by_unit_cost",
    "participant_list_required", "variance_percent",
)  # fmt: skip


class GrantFields(forms.Form):
    """What the decision says, and what reports must hold."""

    funder = forms.ModelChoiceField(Funder.objects.all(), label=_("Funder"))
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Grant.Kind)
    name_sv = LineField(label=_("Name in Swedish"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120)
    case_number = LineField(label=_("Case number"), max_length=40, help_text=_("As the funder writes it."))
    amount = MoneyField(label=_("Amount, SEK"), help_text=_("What this funder grants; co-financing comes beside it."))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    purpose = TextField(label=_("Purpose"), max_length=2000, rows=3, required=False)
    conditions = TextField(
        label=_("Conditions"),
        max_length=4000,
        required=False,
        help_text=_("What the decision demands: for example aid rules, bookkeeping, what is sent in and when."),
    )
    template = forms.ModelChoiceField(
        ReportTemplate.objects.none(),
        label=_("Report template"),
        required=False,
        empty_label=_("The plain report"),
        help_text=_("Which parts its reports have, in which order. A report in the making takes it when it is built."),
    )
    logo_set = forms.ChoiceField(label=_("Logos that the grant asks for"), choices=Grant.LogoSet)
    publicity_sv = LineField(
        label=_("Publicity text in Swedish"),
        max_length=300,
        required=False,
        help_text=_("Stands at the foot of every report's cover, word for word."),
    )
    publicity_en = LineField(label=_("Publicity text in English"), max_length=300, required=False)
    staff_by_unit_cost = forms.BooleanField(
        label=_("Coaches' time is charged at a unit cost"),
        required=False,
        help_text=_("Logged hours times the rate of each day, so coaches' pay is not booked as a cost."),
    )
    participant_list_required = forms.BooleanField(
        label=_("The funder wants a participant list"),
        required=False,
        help_text=_("Reports then name the companies, with organisation number and municipality."),
    )

    variance_percent = WholeNumberField(
        label=_("Outcomes are explained from, per cent off plan"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=_("The plan is a straight line to each target. A report says why an outcome lies further off."),
    )

    def __init__(self, data: Any = None, *, user: User, grant: Grant | None = None, **kwargs: Any) -> None:
        if grant is not None:
            names = ("version", *GRANT_FIELDS)
            kwargs["initial"] = {name: getattr(grant, name) for name in names}
        super().__init__(data, **kwargs)
        self.fields["programme"].queryset = programmes_granted(user)  # type: ignore[attr-defined]
        templates = ReportTemplate.objects.visible_to(user)
        chosen = Q(retired_on=None) | Q(pk=grant.template_id if grant else None)
        self.fields["template"].queryset = templates.filter(chosen)  # type: ignore[attr-defined]

    taken = _("Another grant of this funder has that case number.")  # as for funders

    def values(self) -> dict[str, Any]:
        """For the action."""
        return {name: self.cleaned_data[name] for name in GRANT_FIELDS}


class GrantForm(GrantFields, OnceForm):
    """A new grant."""


class ChangeGrantForm(GrantFields, VersionedForm):
    """A grant as it is to be."""
