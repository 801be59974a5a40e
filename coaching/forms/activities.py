"""An activity as a form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Activity
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme, Region

NAMES = ("kind", "title", "programme", "region", "planned_on", "held_on")


class ActivityFields(forms.Form):
    """What it is, where it belongs, when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices)
    title = LineField(label=_("Title"), max_length=160)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Programme"),
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a programme from the list.")},
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a region from the list.")},
    )
    planned_on = DayField(label=_("Begins"), help_text=_("The first day, as it is planned."))
    held_on = DayField(
        label=_("Held"),
        required=False,
        help_text=_("When all of it has been held: the last day. Figures count from it."),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        rights, door = user.rights, Permission.RUN_ACTIVITIES
        programmes, regions = Programme.objects.visible_to(user), Region.objects.visible_to(user)
        if not rights.national(door) and not rights.programmes(door):
            regions = regions.filter(pk__in=rights.regions(door))
        elif not rights.national(door):
            programmes = programmes.filter(pk__in=rights.programmes(door))
        for name, rows in (("programme", programmes), ("region", regions)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            if len(only := list(rows[:2])) == 1:
                field.initial, field.empty_label = only[0].pk, None

    def clean_held_on(self) -> date | None:
        """What has been held lies behind us."""
        day: date | None = self.cleaned_data["held_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("The day lies ahead."))
        return day

    def values(self) -> dict[str, Any]:
        """For the action."""
        return {name: self.cleaned_data[name] for name in NAMES}


class ActivityForm(ActivityFields, OnceForm):
    """A new activity."""


class ChangeActivityForm(ActivityFields, VersionedForm):
    """An activity changed."""

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        initial: dict[str, Any] = {name: getattr(activity, name) for name in ("version", *NAMES)}
        super().__init__(*args, initial=initial, **kwargs)
