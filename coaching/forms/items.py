"""What was agreed, as a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.actions.ties import MOST_PERCENT
from coaching.caseload import next_session_on
from coaching.forms.fields import AmountField
from coaching.models import ActionItem, CoachAssignment, Goal
from coaching.visibility import enrolments_open_to_actions
from companies.models import Contact, Enrolment
from programme.common.forms import DayAheadInput, DayField, LineField, OnceForm, TextField, VersionedForm
from programme.people.models import User

VALUES = (
    "what", "goal", "owner_name", "due_on", "effect", "expected_amount", "reached_amount", "effect_unit", "effect_per",
)  # fmt: skip


class CompanyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Enrolments by the company's name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.company)


class EffectFields(forms.Form):
    """What kind of effect an action has: its unit, and whether it comes once or every year."""

    effect_unit = forms.ChoiceField(
        label=_("Effect in"), choices=[("", _("Not said")), *ActionItem.Unit.choices], required=False
    )
    effect_per = forms.ChoiceField(label=_("Once or per year"), choices=ActionItem.Per.choices, required=False)

    def clean_effect_per(self) -> str:
        return self.cleaned_data["effect_per"] or ActionItem.Per.ONCE

    def _effect_is_whole(self, *amounts: str) -> None:
        """An amount has a unit; percent go no further than a hundred."""
        told = self.cleaned_data
        unit = told.get("effect_unit")
        for name in amounts:
            amount = told.get(name)
            if amount is not None and unit == ActionItem.Unit.PERCENT and amount > MOST_PERCENT:
                self.add_error(name, _("Write at most 100 percent."))
        if any(told.get(name) is not None for name in amounts) and not unit and "effect_unit" not in self.errors:
            self.add_error("effect_unit", _("Choose kr, hours or percent."))


class ActionFields(EffectFields):
    """What, for which goal, who, when, with what effect. Who and goal are offered once the company is known."""

    what = LineField(label=_("What is to be done"), max_length=200)
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label=_("Leads to the goal"),
        required=False,
        empty_label=_("No goal in particular"),
        error_messages={"invalid_choice": _("Choose one of the company's own goals.")},
    )
    owner = forms.ChoiceField(
        label=_("Who does it"),
        required=False,
        error_messages={"invalid_choice": _("Choose somebody at the company or one of its coaches.")},
    )
    owner_name = LineField(label=_("Somebody else, by name"), max_length=120, required=False)
    due_on = DayField(label=_("When"), required=False, widget=DayAheadInput())
    expected_amount = AmountField(label=_("Expected effect"), help_text=_("A number, for example 120 000 or 7,5."))
    reached_amount = AmountField(label=_("Effect reached"))
    effect = LineField(
        label=_("Effect in words"),
        max_length=200,
        required=False,
        help_text=_("What it is meant to give, for example shorter set-up times."),
    )

    field_order = [
        "enrolment", "what", "goal", "owner", "owner_name", "due_on", "expected_amount", "reached_amount",
        "effect_unit", "effect_per", "effect",
    ]  # fmt: skip

    def for_company(self, enrolment: Enrolment | None, user: User, item: ActionItem | None = None) -> None:
        """Offer the company's goals, people and coaches; without a company only a name can be said."""
        if enrolment is None:
            del self.fields["goal"], self.fields["owner"]
            self.fields["owner_name"].label = _("Who does it")
            return
        goals = self.fields["goal"]
        assert isinstance(goals, forms.ModelChoiceField)
        goals.queryset = Goal.objects.visible_to(user).filter(enrolment=enrolment)
        if not goals.queryset.exists():
            del self.fields["goal"]
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        self.owners = owners_of(enrolment, user, item)
        due = self.fields["due_on"].widget
        assert isinstance(due, DayAheadInput)
        due.next_day = next_session_on(user, enrolment, timezone.localdate())
        owner.choices = _grouped(self.owners)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._effect_is_whole(*(name for name in ("expected_amount", "reached_amount") if name in self.fields))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """For the action."""
        told = {name: value for name, value in self.cleaned_data.items() if name in VALUES}
        if "owner" in self.cleaned_data:
            told |= {"owner_contact": None, "owner_coach": None}
            chosen = self.owners.get(self.cleaned_data["owner"])
            if chosen is not None:
                told["owner_contact" if isinstance(chosen, Contact) else "owner_coach"] = chosen
        return told

    def refuse(self, refused: ValidationError) -> None:
        """Show what the action refused beside the field that it is about."""
        for name, words in refused.message_dict.items():
            field = "owner" if name.startswith("owner_") and "owner" in self.fields else name
            self.add_error(field if field in self.fields else None, ValidationError(words))


def owners_of(enrolment: Enrolment, user: User, item: ActionItem | None = None) -> dict[str, Contact | User]:
    """Who may own an action: people at the company today, its coaches today, and who owns the action already."""
    today = timezone.localdate()
    held = CoachAssignment.objects.visible_to(user).in_force(today).filter(enrolment=enrolment)
    people = list(enrolment.company.contacts.filter(left_on=None))
    coaches = [one.coach for one in held.select_related("coach")]
    if item is not None and item.owner_contact is not None and item.owner_contact not in people:
        people.append(item.owner_contact)
    if item is not None and item.owner_coach is not None and item.owner_coach not in coaches:
        coaches.append(item.owner_coach)
    return {f"contact-{one.pk}": one for one in people} | {f"coach-{one.pk}": one for one in coaches}


def _grouped(owners: dict[str, Contact | User]) -> list[Any]:
    """The choices of a menu: at the company, coaches, and somebody else by name."""
    people = [(key, f"{one}, {one.title}" if one.title else str(one)) for key, one in owners.items()
              if isinstance(one, Contact)]  # fmt: skip
    coaches = [(key, str(one)) for key, one in owners.items() if isinstance(one, User)]
    groups = [(_("At the company"), people), (_("Coaches"), coaches)]
    return [("", _("Somebody else, or not yet decided")), *((label, rows) for label, rows in groups if rows)]


class ActionForm(ActionFields, OnceForm):
    """A new action, with a company that the person coaches or runs; the address may have said which."""

    def __init__(self, *args: Any, user: User, enrolment: Enrolment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reached_amount"]
        self.for_company(enrolment, user)
        if enrolment is not None:
            return
        mine = Enrolment.objects.visible_to(user).filter(
            pk__in=enrolments_open_to_actions(user).order_by().values("pk"), ended_on=None
        )
        self.fields["enrolment"] = CompanyChoice(
            mine.select_related("company").order_by("company__name", "pk"),
            label=_("Company"),
            empty_label=_("Choose"),
            error_messages={"invalid_choice": _("Choose a company from the list.")},
        )
        self.order_fields(self.field_order)


class ChangeActionForm(ActionFields, VersionedForm):
    """An action reworded."""

    def __init__(self, *args: Any, user: User, item: ActionItem, **kwargs: Any) -> None:
        initial = {name: getattr(item, name) for name in ("version", *VALUES)}
        initial["goal"] = item.goal_id
        if item.owner_contact_id or item.owner_coach_id:
            initial["owner"] = (
                f"contact-{item.owner_contact_id}" if item.owner_contact_id else f"coach-{item.owner_coach_id}"
            )
            initial["owner_name"] = ""  # the name of who is chosen stands in the menu
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.for_company(item.enrolment, user, item)


class CloseForm(EffectFields):
    """Done, and what it gave; the unit is asked for only where the action has none."""

    reached_amount = AmountField(label=_("Effect reached"), help_text=_("Leave it empty when it cannot be said yet."))

    field_order = ["reached_amount", "effect_unit", "effect_per"]

    def __init__(self, *args: Any, item: ActionItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        if item.effect_unit:
            del self.fields["effect_unit"], self.fields["effect_per"]
            unit = item.get_effect_unit_display()
            per = f" {item.get_effect_per_display()}" if item.effect_per == ActionItem.Per.YEAR else ""
            self.fields["reached_amount"].label = _("Effect reached, %(unit)s") % {"unit": f"{unit}{per}"}

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.item.effect_unit:
            self.cleaned_data["effect_unit"] = self.item.effect_unit
        self._effect_is_whole("reached_amount")
        return self.cleaned_data


class DropForm(forms.Form):
    """Why an action will not be done."""

    reason = LineField(
        label=_("Why it will not be done"), max_length=200, help_text=_("Stands in the plan, not on the wall.")
    )


class CommentForm(OnceForm):
    """Something said about an action."""

    text = TextField(label=_("Comment"), max_length=2000, rows=2, help_text=_("It stays, with your name and the time."))


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
