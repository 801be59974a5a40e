"""Shares as forms: one of a grant, one of an enrolment, an end, and many by a rule."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.models import Activity
from companies.models import Enrolment
from funding.grants.bulk import ShareRule
from funding.models import Allocation, Grant
from programme.common.dates import Period
from programme.common.forms import DayField, DecimalField, OnceForm, VersionedForm
from programme.common.numbers import as_text
from programme.people.models import User
from programme.structure.models import Region

if TYPE_CHECKING:
    EnrolmentField = forms.ModelChoiceField[Enrolment]
else:  # generic only for the type checker
    EnrolmentField = forms.ModelChoiceField


class PercentField(DecimalField):
    """A share above 0 and at most 100 per cent."""

    def __init__(self, **kwargs: Any) -> None:
        limits: dict[str, Any] = {"min_value": Decimal("0.01"), "max_value": Decimal(100)}
        super().__init__(max_digits=5, decimal_places=2, **limits, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return as_text(value, 2) if isinstance(value, Decimal) else value

    def in_words(self, value: Any) -> str:
        """For the conflict page."""
        return as_text(value, 2)


class CompanyChoice(EnrolmentField):
    """Enrolments by their company's name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.company} ({obj.region})"


class ShareFields(forms.Form):
    """How much, from when until when."""

    percent = PercentField(label=_("Share, %"))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"))


class ShareOfGrantForm(ShareFields, OnceForm):
    """A grant's share of one company or one activity of its programme."""

    enrolment = CompanyChoice(Enrolment.objects.none(), label=_("Company"), required=False)
    activity = forms.ModelChoiceField(Activity.objects.none(), label=_("or activity"), required=False)
    field_order = ["enrolment", "activity", "percent", "from_on", "until_on"]

    def __init__(self, data: Any = None, *, user: User, grant: Grant) -> None:
        super().__init__(data, initial={"from_on": grant.starts_on, "until_on": grant.ends_on})
        fields: Any = self.fields
        then = Q(ended_on=None) | Q(ended_on__gte=grant.starts_on)
        seen = Enrolment.objects.visible_to(user).filter(then, programme_version__programme=grant.programme_id)
        fields["enrolment"].queryset = seen.exclude(start_on=None).select_related("company", "region")
        held = Q(held_on=None) | Q(held_on__gte=grant.starts_on)
        fields["activity"].queryset = Activity.objects.visible_to(user).filter(held, programme=grant.programme_id)

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if not self.errors and bool(values.get("enrolment")) == bool(values.get("activity")):
            self.add_error("enrolment", _("Choose either a company or an activity."))
        return values


class ShareOfEnrolmentForm(ShareFields, OnceForm):
    """Which grant pays a share of one company."""

    grant = forms.ModelChoiceField(Grant.objects.none(), label=_("Grant"))
    field_order = ["grant", "percent", "from_on", "until_on"]

    def __init__(self, data: Any = None, *, user: User, enrolment: Enrolment) -> None:
        super().__init__(data, initial={"from_on": enrolment.started_on, "until_on": enrolment.ended_on})
        mine = Grant.objects.changeable_by(user).filter(programme=enrolment.programme_version.programme_id)
        self.fields["grant"].queryset = mine.select_related("funder")  # type: ignore[attr-defined]
        self.fields["grant"].label_from_instance = self.grant_label  # type: ignore[attr-defined]

    @staticmethod
    def grant_label(grant: Grant) -> str:
        """Funder, grant and its time: what the days must lie within."""
        return f"{grant.funder}: {grant}, {grant.starts_on} – {grant.ends_on}"


class ChangeShareForm(ShareFields, VersionedForm):
    """A share as it is to be."""

    def __init__(self, data: Any = None, *, allocation: Allocation) -> None:
        names = ("version", *ShareFields.base_fields)
        super().__init__(data, initial={name: getattr(allocation, name) for name in names})


class EndShareForm(VersionedForm):
    """The last day of a share."""

    until_on = DayField(label=_("Last day"))


class RuleForm(ShareFields):
    """A share for every company in coaching, in chosen regions."""

    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a tick: all of them."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Any = None, *, grant: Grant) -> None:
        super().__init__(data, initial={"from_on": grant.starts_on, "until_on": grant.ends_on})

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", ValidationError(_("The last day may not lie before the first.")))
        return self.cleaned_data

    def rule(self) -> ShareRule:
        """The rule, once the form is clean."""
        values = self.cleaned_data
        regions = frozenset(region.pk for region in values["regions"])
        return ShareRule(values["percent"], Period(values["from_on"], values["until_on"]), regions)
