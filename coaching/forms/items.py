"""What was agreed, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm
from programme.people.models import User


class CompanyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Enrolments by the company's name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.company)


class ActionFields(forms.Form):
    """What, who, when, with what effect."""

    what = LineField(label=_("What is to be done"), max_length=200)
    owner_name = LineField(label=_("Who does it"), max_length=120, required=False)
    due_on = DayField(label=_("When"), required=False)
    effect = LineField(
        label=_("Effect"),
        max_length=200,
        required=False,
        help_text=_("What it is meant to give, for example in hours."),
    )

    def values(self) -> dict[str, Any]:
        """For the action."""
        return {name: self.cleaned_data[name] for name in ("what", "owner_name", "due_on", "effect")}


class ActionForm(ActionFields, OnceForm):
    """A new action, with a company that the person coaches or runs."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Enrolment.objects.visible_to(user).filter(
            pk__in=enrolments_open_to_actions(user).order_by().values("pk"), ended_on=None
        )
        self.fields["enrolment"] = CompanyChoice(
            mine.select_related("company").order_by("company__name", "pk"),
            label=_("Company"),
            empty_label=_("Choose"),
            error_messages={"invalid_choice": _("Choose a company from the list.")},
        )
        self.order_fields(["enrolment"])


class ChangeActionForm(ActionFields, VersionedForm):
    """An action reworded."""


class NewActionRow(forms.Form):
    """One row in the session's form: left empty it is nothing."""

    what = LineField(label=_("What is to be done"), max_length=200, required=False)
    owner_name = LineField(label=_("Who does it"), max_length=120, required=False)
    due_on = DayField(label=_("When"), required=False)
    enrolment = forms.ChoiceField(
        label=_("Company"),
        required=False,
        widget=forms.Select(attrs={"class": "l-in"}),
        error_messages={"invalid_choice": _("Choose a company from the list.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, companies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["enrolment"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("The company of the session")), *companies]
        for name in ("what", "owner_name", "due_on"):
            self.fields[name].widget.attrs["class"] = "l-in"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["what"] and (cleaned["owner_name"] or cleaned["due_on"]):
            self.add_error("what", _("Write what is to be done."))
        return cleaned
