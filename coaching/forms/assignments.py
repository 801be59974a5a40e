"""A coach for a company, as a form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import CoachAssignment
from programme.common.forms import DayField, OnceForm
from programme.people.models import Appointment, User
from programme.people.roles import Permission, Role


class AssignForm(OnceForm):
    """Who, as what, from when. Coaches are those appointed today in the person's own regions."""

    coach = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Coach"),
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a coach from the list.")},
    )
    kind = forms.ChoiceField(
        label=_("As"),
        choices=CoachAssignment.Kind.choices,
        initial=CoachAssignment.Kind.LEAD,
        help_text=_("A new lead coach ends the former one's time the day before."),
    )
    from_on = DayField(label=_("From"))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        appointed = Appointment.objects.in_force(today).filter(role=Role.COACH)
        rights, door = user.rights, Permission.ASSIGN_COACHES
        if not (rights.national(door) or rights.programmes(door)):
            appointed = appointed.filter(region__in=rights.regions(door))
        choice = self.fields["coach"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = User.objects.visible_to(user).filter(
            pk__in=appointed.order_by().values("person"), is_active=True
        )
        self.fields["from_on"].initial = today


class ReplaceForm(AssignForm):
    """Who takes over a coach's task, and from when."""

    kind = None  # type: ignore[assignment]  # the task stays what it is
    field_order = ["coach", "from_on"]

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, today=today, **kwargs)
        self.fields["coach"].label = _("New coach")
        self.fields["from_on"].help_text = _("The former coach's time ends the day before.")


class EndForm(forms.Form):
    """The last day of a coach's time on a company."""

    until_on = DayField(label=_("Last day"), help_text=_("From the day after, the coach no longer sees the company."))
