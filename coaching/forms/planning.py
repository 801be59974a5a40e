"""A coming session as a form: planned, moved, called off. Made for one thumb."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.actions import PlanValues
from coaching.actions.invited import TAKES_PART
from coaching.forms.fields import HoursField
from coaching.models import Activity, CalendarAddress, PlannedSession
from coaching.visibility import companies_beside, enrolments_coached_by
from companies.models import Enrolment
from programme.common.forms import DayField, LineField, OnceForm, VersionedForm, WholeNumberField
from programme.common.moments import DoubledTime, SkippedTime, local_moment
from programme.people.models import User

NEAR = timedelta(days=183)
USUAL_MINUTES, USUAL_TIME = 180, "09:00"
AGREED, PROPOSED = "agreed", "proposed"


class ClockField(forms.TimeField):
    """A time of day, `9:30` or `09.30`."""

    default_error_messages = {"invalid": _("Write the time as hours and minutes, for example 9:30.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(input_formats=["%H:%M", "%H.%M"], **kwargs)


class WhenFields(forms.Form):
    """Day, time, length, how and where: whether a session is planned or moved."""

    day = DayField(label=_("Day"))
    time = ClockField(label=_("Time"))
    minutes = HoursField(label=_("Length, hours"), most=12)
    mode = forms.ChoiceField(
        label=_("How"),
        choices=PlannedSession.Mode.choices,
        initial=PlannedSession.Mode.ON_SITE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the two.")},
    )
    place = LineField(label=_("Place"), max_length=160, required=False)
    note = LineField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Stands in calendars, and the company may read it: nothing confidential."),
    )

    use_required_attribute = False
    PLAIN = ("day", "time", "place", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.PLAIN:
            self.fields[name].widget.attrs["class"] = "l-in"

    def clean_minutes(self) -> int:
        """Nothing is planned for no time."""
        minutes = int(self.cleaned_data["minutes"])
        if minutes == 0:
            raise ValidationError(_("Say how long it takes."), code="required")
        return minutes

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._moment_is_one(cleaned)
        return cleaned

    def _moment_is_one(self, cleaned: dict[str, Any]) -> None:
        """A time that the clock skips or strikes twice is refused rather than guessed."""
        day, time = cleaned.get("day"), cleaned.get("time")
        if day is None or time is None:
            return
        try:
            cleaned["starts_at"] = local_moment(day, time)
        except SkippedTime:
            self.add_error(
                "time", _("The clock is put forward that night, and that time does not come. Choose another.")
            )
        except DoubledTime:
            self.add_error("time", _("The clock is put back that night, and that time comes twice. Choose another."))

    def when(self) -> dict[str, Any]:
        """The clean values that a move may change."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "mode", "place", "note")}


class MailTicks(forms.Form):
    """Who gets a calendar mail."""

    tells_coach = forms.BooleanField(label=_("To the coach"), required=False)
    tells_contacts = forms.BooleanField(
        label=_("To the company's contact"),
        required=False,
        help_text=_("The mail says when, where and with whom, also if the session is moved or cancelled."),
    )


class CompaniesField(forms.MultipleChoiceField):
    """Companies that may be planned with, by their keys."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Companies"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one company."),
                "invalid_choice": _("Choose among the companies of the list."),
            },
        )


class PlanForm(WhenFields, MailTicks, OnceForm):
    """A new session with companies that the person coaches."""

    enrolments = CompaniesField()
    activity = forms.ModelChoiceField(
        Activity.objects.none(), label=_("Part of"), required=False, empty_label=_("No activity")
    )
    agreed = forms.ChoiceField(
        label=_("Is it agreed?"),
        choices=[(AGREED, _("Agreed")), (PROPOSED, _("Proposed"))],
        initial=AGREED,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the two.")},
    )

    def __init__(
        self, *args: Any, user: User, today: date, chosen: Iterable[str] = (), activity: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offered = Enrolment.objects.visible_to(user).filter(pk__in=enrolments_coached_by(user))
        self.mine = list(_taking_part(offered))
        self.by_key = {str(one.pk): one for one in self.mine}
        _offer(self, self.by_key)
        asked = [key for key in chosen if key in self.by_key]
        self.initial.setdefault("enrolments", asked or (list(self.by_key) if len(self.by_key) == 1 else []))
        self.initial.update({"day": today + timedelta(days=7), "time": USUAL_TIME, "minutes": USUAL_MINUTES})
        self.initial["tells_coach"] = not CalendarAddress.objects.filter(person=user).exists()
        field = self.fields["activity"]
        assert isinstance(field, forms.ModelChoiceField)
        near = Q(planned_on__range=(today - NEAR, today + NEAR), held_on=None)
        field.queryset = Activity.objects.visible_to(user).filter(near | Q(pk=activity or None))
        field.widget.attrs["class"] = "l-in"
        self.initial["activity"] = activity

    def values(self) -> PlanValues:
        """For the action."""
        told = self.cleaned_data
        return PlanValues(
            **self.when(),
            enrolments=tuple(self.by_key[key] for key in told["enrolments"]),
            activity=told["activity"],
            is_agreed=told["agreed"] == AGREED,
            tells_coach=told["tells_coach"],
            tells_contacts=told["tells_contacts"],
        )


class MoveForm(WhenFields, VersionedForm):
    """A session that gets another time, length, way, place, or other companies."""

    enrolments = CompaniesField()

    def __init__(self, *args: Any, user: User, planned: PlannedSession, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            name: getattr(planned, name) for name in ("version", "day", "time", "minutes", "mode", "place", "note")
        }
        now = list(planned.enrolments.select_related("company").order_by("company__name", "pk"))
        initial["enrolments"] = [str(one.pk) for one in now]
        super().__init__(*args, initial=initial, **kwargs)
        offered = companies_beside(user, planned)
        self.by_key = {str(one.pk): one for one in [*now, *_taking_part(offered)]}
        _offer(self, self.by_key)

    def values(self) -> dict[str, Any]:
        """For the action."""
        return self.when() | {"enrolments": tuple(self.by_key[key] for key in self.cleaned_data["enrolments"])}


class CancelForm(VersionedForm):
    """Why a session is called off."""

    cancel_reason = forms.ChoiceField(
        label=_("Why"),
        choices=[one for one in PlannedSession.CancelReason.choices if one[0] != PlannedSession.CancelReason.LEFT],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason from the list.")},
    )
    cancel_words = LineField(label=_("In words"), max_length=200, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cancel_words"].widget.attrs["class"] = "l-in"


class SeriesForm(WhenFields, MailTicks, OnceForm):
    """Sessions of one activity, so many days apart. Who leads chooses the coach; a coach plans her own."""

    coach = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Coach"),
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a coach from the list.")},
    )
    enrolments = CompaniesField()
    count = WholeNumberField(label=_("Number of sessions"), min_value=1, max_value=20, initial=4)
    every_days = WholeNumberField(label=_("Days between them"), min_value=1, max_value=92, initial=14)

    def __init__(
        self, *args: Any, user: User, today: date, activity: Activity, coaches: Any, companies: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.activity = user, activity
        self.mine = list(_taking_part(companies))
        self.by_key = {str(one.pk): one for one in self.mine}
        _offer(self, self.by_key)
        self.initial.update({"day": max(today, activity.planned_on), "time": USUAL_TIME, "minutes": USUAL_MINUTES})
        field = self.fields["coach"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = coaches
        field.widget.attrs["class"] = "l-in"
        if coaches.count() == 1:
            field.initial, field.empty_label = coaches.get().pk, None

    def values(self) -> PlanValues:
        """For the action: the first of them."""
        told = self.cleaned_data
        return PlanValues(
            **self.when(),
            enrolments=tuple(self.by_key[key] for key in told["enrolments"]),
            activity=self.activity,
            tells_coach=told["tells_coach"],
            tells_contacts=told["tells_contacts"],
        )


def _taking_part(rows: Any) -> Any:
    """Companies that are in the programme or come soon, by name."""
    return rows.filter(state__in=TAKES_PART).select_related("company", "region").order_by("company__name", "pk")


def _offer(form: forms.Form, by_key: dict[str, Enrolment]) -> None:
    companies = form.fields["enrolments"]
    assert isinstance(companies, forms.MultipleChoiceField)
    companies.choices = [(key, str(one.company)) for key, one in by_key.items()]
