"""Forms of acts on many companies that have none on the card of one."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.people.models import Appointment, User
from programme.people.roles import NODE_ROLES, Permission, Role


class OwnerForm(forms.Form):
    """Who owns the next step of the chosen companies."""

    owner = forms.ModelChoiceField(
        label=_("Who owns the next step"), queryset=User.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_office = Q(role__in=NODE_ROLES) | Q(role=Role.DIRECTOR)
        held = Appointment.objects.visible_to(user).in_force(today).filter(of_office)
        people = User.objects.visible_to(user).filter(is_active=True)
        offered = people.filter(Q(pk=user.pk) | Q(pk__in=held.order_by().values("person")))
        self.fields["owner"].queryset = offered  # type: ignore[attr-defined]


def may_own(person: User) -> tuple[bool, frozenset[int]]:
    """Where a person may own next steps: everywhere, or in these regions."""
    rights = person.rights
    return rights.has(Role.DIRECTOR), rights.regions(Permission.SEE_COMPANIES)
