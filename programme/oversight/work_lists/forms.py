"""What is typed about a work list: its name, and whom it is shown to."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.common.forms import LineField, OnceForm, VersionedForm
from programme.people.actions import With
from programme.people.models import User
from programme.people.models.work_list import NAME_LENGTH
from programme.people.roles import NATIONAL_ROLES, Role
from programme.people.sharing import may_share_with, people_to_share_with, regions_to_share_with
from programme.structure.models import Region


def _name() -> LineField:
    return LineField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As you want to find it. Others read it too if you share the list: write no company's secrets."),
    )


class KeepForm(OnceForm):
    """The name of a list that is kept."""

    name = _name()


class RenameForm(VersionedForm):
    """Another name."""

    name = _name()


class ShareForm(forms.Form):
    """Whom to show it to: a person, or a role, a region, or a role in a region."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("A person"), required=False, empty_label=_("Nobody by name")
    )
    role = forms.ChoiceField(label=_("or all who are"), required=False)
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("in the region"), required=False, empty_label=_("All regions")
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        everywhere = user.rights.has(Role.DIRECTOR)
        roles = [one for one in Role if everywhere or one not in NATIONAL_ROLES | {Role.FUNDER}]
        self.fields["role"].choices = [("", _("Any role")), *((one.value, one.label) for one in roles)]  # type: ignore[attr-defined]
        self.fields["person"].queryset = people_to_share_with(user, today=today)  # type: ignore[attr-defined]
        regions: Any = self.fields["region"]
        regions.queryset = regions_to_share_with(user)
        if not everywhere:
            regions.empty_label = _("Choose")

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        found = self.shown_to()
        role = Role(found.role) if found.role else None
        if found == With():
            raise ValidationError(_("Choose a person, a role or a region."))
        if found.person and (role or found.region):
            raise ValidationError(_("Choose either a person, or a role and a region."))
        if not may_share_with(self.user, person=found.person, role=role, region=found.region):
            raise ValidationError(_("Choose a region of yours, and a role that people have there."))
        return self.cleaned_data

    def shown_to(self) -> With:
        """Whom the form names, once it is clean."""
        values = self.cleaned_data
        return With(person=values.get("person"), role=values.get("role") or "", region=values.get("region"))
