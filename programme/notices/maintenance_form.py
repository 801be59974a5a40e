"""Input of a notice of maintenance: two texts, and from when until when; and the filters of their list."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.common.forms import DayField, LineField, OnceForm
from programme.common.moments import DoubledTime, SkippedTime, local_moment
from programme.notices.models.maintenance import MaintenanceQuerySet


def _clock(label: Any) -> forms.TimeField:
    """A time of day, `9:30` or `09.30`."""
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as hours and minutes, for example 9:30.")},
    )


class MaintenanceForm(OnceForm):
    """Gives `from_at` and `until_at` as moments."""

    text_sv = LineField(label=_("Text in Swedish"), max_length=300)
    text_en = LineField(label=_("Text in English"), max_length=300)
    from_day = DayField(label=_("From the day"))
    from_time = _clock(_("From the time"))
    until_day = DayField(label=_("Until the day"))
    until_time = _clock(_("Until the time"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        for end in ("from", "until"):
            day, at = values.get(f"{end}_day"), values.get(f"{end}_time")
            if day is None or at is None:
                continue
            try:
                values[f"{end}_at"] = local_moment(day, at)
            except SkippedTime:
                self.add_error(f"{end}_time", _("The clock is put forward then: that time does not exist on that day."))
            except DoubledTime:
                self.add_error(f"{end}_time", _("The clock is put back then: that time comes twice on that day."))
        self._ends_after_it_begins(values)
        return values

    def _ends_after_it_begins(self, values: dict[str, Any]) -> None:
        begins, ends = values.get("from_at"), values.get("until_at")
        if begins and ends and ends <= begins:
            self.add_error("until_time", ValidationError(_("It has to end after it begins.")))


class MaintenanceFilter(forms.Form):
    """Filters of the list of notices: words, what became of them, and days that they held in. A bad value is none."""

    STATES = (("ahead", _("Coming or in force")), ("past", _("Ended")), ("withdrawn", _("Withdrawn")))
    q = LineField(required=False, max_length=100, label=_("Words"))
    state = forms.ChoiceField(choices=[("", _("All")), *STATES], required=False, label=_("State"))
    since = DayField(required=False, label=_("From"))
    until = DayField(required=False, label=_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select l-in l-in-s" if name == "state" else "l-in l-in-s"

    def narrow(self, rows: MaintenanceQuerySet, now: datetime) -> MaintenanceQuerySet:
        """The notices that the filters ask for."""
        self.is_valid()
        asked = self.cleaned_data
        rows = rows.matching(asked.get("q") or "")
        if state := asked.get("state"):
            rows = {"ahead": rows.ahead(now), "past": rows.past(now), "withdrawn": rows.withdrawn()}[state]
        if asked.get("since"):
            rows = rows.filter(until_at__date__gte=asked["since"])
        if asked.get("until"):
            rows = rows.filter(from_at__date__lte=asked["until"])
        return rows

    @property
    def problems(self) -> list[str]:
        """What could not be read in the address, by field."""
        return [
            f"{self.fields[name].label}: {' '.join(str(one) for one in said)}" for name, said in self.errors.items()
        ]

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return any(self.cleaned_data.values())
