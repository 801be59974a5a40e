"""The session's form: made for one thumb, and for one minute.

Which fields there are follows from whom the coach coaches: each company has its own women, men, not stated, own time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coaching.actions import AttendanceValues, SessionValues
from coaching.caseload import Standing, caseload, standing, with_last_and_next
from coaching.forms.drafts import as_initial
from coaching.forms.fields import HoursField
from coaching.models import Activity, CoachingSession, SessionDraft, Topic
from companies.models import Enrolment
from programme.common.forms import DayField, TextField, VersionedForm, WholeNumberField
from programme.people.models import User

TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"
MOST_PEOPLE = 999
TIMES = ("on_site_minutes", "travel_minutes", "preparation_minutes", "remote_minutes")
TEXTS = ("topics", "shareable_summary", "confidential_note")
HEADS = {"women": _("Women"), "men": _("Men"), "not_stated": _("Not stated")}
NOT_YOURS = {"invalid_choice": _("Choose among the companies that you coach.")}


@dataclass(frozen=True)
class CompanyBlock:
    """The fields of one company, as the page shows them."""

    enrolment: Enrolment
    standing: Standing
    chosen: bool
    heads: list[BoundField]
    own: BoundField

    @property
    def last(self) -> str:
        """Women, men and not stated of last time, by commas, for the page's script; empty without a last time."""
        counts = [getattr(self.enrolment, f"last_{name}", None) for name in HEADS]
        return "" if counts[0] is None else ",".join(map(str, counts))

    @property
    def as_last(self) -> bool:
        """The fields show what was last time."""
        return self.last != "" and self.last == ",".join(str(field.value()) for field in self.heads)

    @property
    def open(self) -> bool:
        """Shown unfolded: chosen, or with something to correct."""
        return self.chosen or any(field.errors for field in [*self.heads, self.own])


class SessionFields(forms.Form):
    """What a session consists of, whether it is logged or corrected."""

    enrolments = forms.MultipleChoiceField(
        label=_("Company"),
        error_messages={"required": _("Choose at least one company."), **NOT_YOURS},
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.ChoiceField(
        label=_("When"),
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (OTHER, _("Other day"))],
        initial=TODAY,
        widget=forms.RadioSelect,
    )
    held_on = DayField(label=_("Day"), required=False)
    on_site_minutes = HoursField(label=_("On site"))
    travel_minutes = HoursField(label=_("Travel"))
    preparation_minutes = HoursField(label=_("Preparation"))
    remote_minutes = HoursField(label=_("Remote"))
    opened_on = DayField(required=False, widget=forms.HiddenInput)  # what today was when the page was made
    topics = forms.MultipleChoiceField(label=_("What you did"), required=False, widget=forms.CheckboxSelectMultiple)
    activity = forms.ModelChoiceField(Activity.objects.none(), label=_("Part of"), required=False)
    shareable_summary = TextField(label=_("Summary"), required=False, rows=4)
    confidential_note = TextField(label=_("Note for the coaches"), required=False, rows=4)

    use_required_attribute = False
    draft: SessionDraft | None = None  # that is gone on with

    def __init__(self, *args: Any, user: User, today: date, chosen: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.mine = [one for one in with_last_and_next(caseload(user, today), today) if one.started_on]
        self.mine.sort(key=lambda one: one.state in Enrolment.ENDED)  # those under way first, then by name
        self.by_key = {str(one.pk): one for one in self.mine}
        companies = self.fields["enrolments"]
        assert isinstance(companies, forms.MultipleChoiceField)
        companies.choices = [(key, str(one.company)) for key, one in self.by_key.items()]
        self.initial.setdefault("enrolments", self._asked(chosen))
        for one in self.mine:
            for name, label in HEADS.items():
                self.fields[f"{name}_{one.pk}"] = WholeNumberField(label=label, required=False, max_value=MOST_PEOPLE)
            self.fields[f"own_{one.pk}"] = HoursField(
                label=_("Own time, hours"), most=24 * 3 * MOST_PEOPLE, blank_is_none=True
            )
        self.initial["opened_on"] = today.isoformat()
        self._offer_topics()
        self._offer_activities()
        for name in ("held_on", "activity", "shareable_summary", "confidential_note"):
            self.fields[name].widget.attrs["class"] = "l-in"
        self.fields["confidential_note"].widget.attrs["autocomplete"] = "off"

    def _asked(self, chosen: Iterable[str]) -> list[str]:
        """Companies of the address that are the coach's own; the only one where there is but one."""
        asked = [key for key in chosen if key in self.by_key]
        return asked or (list(self.by_key) if len(self.by_key) == 1 else [])

    def _offer_topics(self) -> None:
        """Those that are offered, and those that the session has or was sent with: forms may be older than the list."""
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)
        held = set(self.initial.get("topics") or ())
        if self.is_bound:
            held |= set(field.widget.value_from_datadict(self.data, self.files, self.add_prefix("topics")) or ())
        field.choices = [(one.code, one.name) for one in Topic.objects.all() if one.is_offered or one.code in held]

    def _offer_activities(self) -> None:
        """Those planned within half a year of today, in the programmes and regions of one's companies."""
        near = (self.today - timedelta(days=183), self.today + timedelta(days=183))
        field = self.fields["activity"]
        assert isinstance(field, forms.ModelChoiceField)
        offered = Q(
            planned_on__range=near,
            region__in={one.region_id for one in self.mine},
            programme__in={one.programme_version.programme_id for one in self.mine},
        )
        offered |= Q(pk=self.initial.get("activity"))  # the session's own stays, however old
        field.queryset = Activity.objects.visible_to(self.user).filter(offered)
        named = [(one.pk, field.label_from_instance(one)) for one in field.queryset]  # asked once, not at each look
        field.choices = [("", str(_("No activity"))), *named]

    @property
    def revision(self) -> int:
        """The draft's, as the page knew it: sent along, or of the draft that is gone on with."""
        sent = str(self.data.get("revision", ""))
        if sent.isdecimal() and len(sent) < 9:
            return int(sent)
        return self.draft.revision if self.draft else 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._day_is_said(cleaned)
        return cleaned

    def _day_is_said(self, cleaned: dict[str, Any]) -> None:
        day = cleaned.get("day")
        opened_on = cleaned.get("opened_on") or self.today  # sent after midnight, today is still the day it said
        if day == TODAY:
            cleaned["held_on"] = opened_on
        elif day == YESTERDAY:
            cleaned["held_on"] = opened_on - timedelta(days=1)
        elif day == OTHER and "held_on" not in self.errors and not cleaned.get("held_on"):
            self.add_error("held_on", _("Choose the day."))

    @property
    def chosen_keys(self) -> list[str]:
        """Companies that are ticked on the page, whether or not the form is good."""
        value = self["enrolments"].value() or []
        return [str(key) for key in value]

    @cached_property
    def blocks(self) -> list[CompanyBlock]:
        """The companies with their fields."""
        chosen = set(self.chosen_keys)
        return [
            CompanyBlock(
                one,
                standing(one, self.today),
                key in chosen,
                [self[f"{name}_{one.pk}"] for name in HEADS],
                self[f"own_{one.pk}"],
            )
            for key, one in self.by_key.items()
        ]

    @property
    def times(self) -> list[BoundField]:
        """The coach's own times, in the order of the day."""
        return [self[name] for name in TIMES]

    @property
    def yesterday(self) -> date:
        """The day before."""
        return self.today - timedelta(days=1)

    @property
    def texts(self) -> list[str]:
        """What was written in words, to look through for what should not stand there."""
        return [self.cleaned_data["shareable_summary"], self.cleaned_data["confidential_note"]]

    @property
    def all_errors(self) -> list[tuple[str, Any, Any]]:
        """For the summary on top: anchor, label, words."""
        found = [("", "", error) for error in self.non_field_errors()]
        anchors = {"enrolments": "enrolments", "day": "when", "topics": "topics"}
        for field in self:
            anchor = anchors.get(field.name, field.id_for_label)
            label = f"{self.mine_label(field.name)}{field.label}"
            found += [(anchor, label, error) for error in field.errors]
        return found

    def mine_label(self, name: str) -> str:
        """The company's name before the label of one of its fields."""
        start, _dash, key = name.rpartition("_")
        one = self.by_key.get(key) if start in (*HEADS, "own") else None
        return f"{one.company}, " if one else ""

    def _attendance(self, one: Enrolment, minutes: int) -> AttendanceValues:
        """Own time that is not said is participants × the time together."""
        heads = {name: self.cleaned_data.get(f"{name}_{one.pk}") or 0 for name in HEADS}
        own = self.cleaned_data.get(f"own_{one.pk}")
        return AttendanceValues(
            one, **heads, company_minutes=sum(heads.values()) * minutes if own is None else int(own)
        )

    def values(self) -> SessionValues:
        """The clean values, for the action."""
        told = self.cleaned_data
        together = told["on_site_minutes"] + told["remote_minutes"]
        return SessionValues(
            held_on=told["held_on"],
            attendances=tuple(self._attendance(self.by_key[key], together) for key in told["enrolments"]),
            topics=tuple(told["topics"]),
            activity=told["activity"],
            shareable_summary=told["shareable_summary"],
            confidential_note=told["confidential_note"],
            **{name: told[name] for name in TIMES},
        )


class ChangeSessionForm(SessionFields, VersionedForm):
    """A session corrected, or its correction gone on with. Its actions have pages of their own."""

    def __init__(
        self,
        *args: Any,
        session: CoachingSession,
        today: date,
        draft: SessionDraft | None = None,
        **kwargs: Any,
    ) -> None:
        initial = as_initial(draft, today) if draft else _as_logged(session, today)
        super().__init__(*args, today=today, initial=initial, **kwargs)
        self.draft = draft
        self.key = str(self.data.get("key") or (draft.pk if draft else uuid4()))  # of the draft


def _as_logged(session: CoachingSession, today: date) -> dict[str, Any]:
    there = list(session.attendances.all())
    days = {today: TODAY, today - timedelta(days=1): YESTERDAY}
    initial: dict[str, Any] = {name: getattr(session, name) for name in (*TIMES, *TEXTS)}
    initial |= {
        "version": session.version,
        "enrolments": [str(one.enrolment_id) for one in there],
        "day": days.get(session.held_on, OTHER),
        "held_on": session.held_on,
        "activity": session.activity_id,
    }
    for one in there:
        initial |= {f"{name}_{one.enrolment_id}": getattr(one, name) for name in HEADS}
        initial[f"own_{one.enrolment_id}"] = one.company_minutes
    return initial
