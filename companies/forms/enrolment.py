"""Forms of the way in: enrol, move, admit, next step."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.actions.enrolment import MOVABLE
from companies.forms.company import narrow_versions, today_or_earlier
from companies.forms.running import OnForm
from companies.models import Enrolment
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.models import ProgrammeVersion


class EnrolForm(OnceForm):
    """A company's interest in a programme."""

    programme_version = forms.ModelChoiceField(
        label=_("Programme"), queryset=ProgrammeVersion.objects.none(), empty_label=_("Choose")
    )
    on = DayField(label=_("Interested since"), required=False)
    source = LineField(label=_("How we met"), max_length=120, required=False)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today
        narrow_versions(self.fields["programme_version"], user)

    def clean_on(self) -> date:
        """A day that has come."""
        return today_or_earlier(self.cleaned_data["on"], self.today)


class MoveForm(OnForm):
    """Along the way in: only the states that the present one leads to."""

    field_order = ["to", "on"]
    to = forms.ChoiceField(label=_("New state"))

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [state for state in Enrolment.MOVES[enrolment.state] if state in MOVABLE]
        self.offers_something = bool(states)
        self.fields["to"].choices = [(state, Enrolment.State(state).label) for state in states]  # type: ignore[attr-defined]


class AdmitForm(OnForm):
    """A start day, from which the plan follows."""

    field_order = ["start_on", "on"]
    start_on = DayField(label=_("Start"), help_text=_("The plan counts months from this day."))

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Admitted on")
        self.fields["start_on"].widget.attrs |= {
            "hx-post": path,
            "hx-trigger": "change",
            "hx-vals": '{"show": "1"}',
            "hx-select": "#plan",
            "hx-target": "#plan",
            "hx-swap": "outerHTML",
        }


class NextStepForm(VersionedForm):
    """What happens next, when, and who owns it."""

    next_step = LineField(label=_("Next step"), max_length=200, required=False)
    next_step_on = DayField(label=_("When"), required=False)
    owner = forms.ModelChoiceField(
        label=_("Who owns it"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, user: User, enrolment: Enrolment, today: date, **kwargs: Any) -> None:
        names = ("next_step", "next_step_on", "owner", "version")
        kwargs["initial"] = {name: getattr(enrolment, name) for name in names}
        super().__init__(*args, **kwargs)
        here = Appointment.objects.in_force(today).filter(Q(region=enrolment.region) | Q(role=Role.DIRECTOR))
        people = User.objects.visible_to(user).filter(is_active=True, pk__in=here.order_by().values("person"))
        self.fields["owner"].queryset = people | User.objects.filter(pk=user.pk)  # type: ignore[attr-defined]
