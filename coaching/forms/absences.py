"""A coach's absence as a form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import CoachAbsence
from coaching.visibility import coaches_beside, coaches_led_by
from programme.common.forms import DayField, OnceForm, VersionedForm
from programme.people.models import User

NOT_THERE = {"invalid_choice": _("Choose a coach from the list.")}


class AbsenceFields(forms.Form):
    """From when until when, and who covers."""

    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), help_text=_("The last day. The day after, cover has ended by itself."))
    cover = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Cover coach"),
        empty_label=_("Choose"),
        help_text=_("Sees, plans and logs with the companies in those days, and gets the reminders."),
        error_messages=NOT_THERE,
    )

    def offer_cover(self, user: User, but: list[int]) -> None:
        """Coaches who may stand in, without the one who is away."""
        field = self.fields["cover"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = coaches_beside(user).exclude(pk__in=but)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._end_follows_start(cleaned)
        return cleaned

    def _end_follows_start(self, cleaned: dict[str, Any]) -> None:
        from_on, until_on = cleaned.get("from_on"), cleaned.get("until_on")
        if from_on and until_on and until_on < from_on:
            self.add_error("until_on", _("The last day may not lie before the first."))


class AbsenceForm(AbsenceFields, OnceForm):
    """A new absence: one's own, or of a coach whom one leads."""

    coach = forms.ModelChoiceField(
        User.objects.none(), label=_("Who is away"), empty_label=_("Choose"), error_messages=NOT_THERE
    )
    field_order = ["coach", "from_on", "until_on", "cover"]

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coach"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = coaches_led_by(user)
        only = list(field.queryset[:2])
        if len(only) == 1:
            field.initial, field.empty_label = only[0].pk, None
        self.offer_cover(user, but=[only[0].pk] if len(only) == 1 else [])
        self.fields["from_on"].initial = today


class ChangeAbsenceForm(AbsenceFields, VersionedForm):
    """Other days, or another cover."""

    field_order = ["from_on", "until_on", "cover"]

    def __init__(self, *args: Any, user: User, absence: CoachAbsence, **kwargs: Any) -> None:
        initial = {name: getattr(absence, name) for name in ("version", "from_on", "until_on", "cover")}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.offer_cover(user, but=[absence.coach_id])
        field = self.fields["cover"]
        assert isinstance(field, forms.ModelChoiceField) and field.queryset is not None
        field.queryset = field.queryset | User.objects.filter(pk=absence.cover_id)  # the present one stays on offer
