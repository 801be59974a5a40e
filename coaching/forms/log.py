"""The form that logs a session: as last time filled in, from a draft or a plan, with actions, photos and papers."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.actions import NewAction, NewFile, SessionValues
from coaching.forms.drafts import as_initial
from coaching.forms.fields import FilesField
from coaching.forms.items import NewActionRow
from coaching.forms.session import HEADS, SessionFields
from coaching.models import ActionItem, PlannedSession, SessionDraft
from programme.common.forms import OnceForm
from programme.people.models import User

MOST_NEW_ACTIONS, EMPTY_ROWS = 10, 2


class LogSessionForm(SessionFields, OnceForm):
    """A new session, with the actions that were done and agreed, photos and papers. May go on from a draft."""

    again = forms.BooleanField(label=_("It was another session: save this one, too"), required=False)
    attached = FilesField(label=_("Photos and files"), required=False)
    planned = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)  # what it was planned as
    done = forms.MultipleChoiceField(
        label=_("Open actions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of the actions is not open any more. Look through the list again.")},
    )

    def __init__(self, *args: Any, user: User, today: date, draft: SessionDraft | None = None, **kwargs: Any) -> None:
        if draft is not None:
            kwargs["initial"] = as_initial(draft, today)
        super().__init__(*args, user=user, today=today, **kwargs)
        self.draft = draft
        self.open_items = list(
            ActionItem.objects.changeable_by(user)
            .open()
            .filter(enrolment__in=self.mine)
            .select_related("enrolment__company")
        )
        done = self.fields["done"]
        assert isinstance(done, forms.MultipleChoiceField)
        done.choices = [(str(item.pk), item.what) for item in self.open_items]
        companies = [(key, str(one.company)) for key, one in self.by_key.items()]
        typed = self.data if self.is_bound else self.initial
        self.rows = [
            NewActionRow(
                self.data if self.is_bound else None,
                prefix=f"new-{n}",
                companies=companies,
                initial={name: typed.get(f"new-{n}-{name}") for name in NewActionRow.base_fields},
            )
            for n in range(MOST_NEW_ACTIONS)
            if n < EMPTY_ROWS or any(name.startswith(f"new-{n}-") for name in typed)
        ]
        self.travel_from_last = False
        if draft is None and not self.is_bound:
            self._as_last_time()

    def _as_last_time(self) -> None:
        """The way is as long as it was, and the same people come: filled in for the companies that are chosen.

        A session that was planned at a distance has no way.
        """
        chosen = [self.by_key[key] for key in self.initial["enrolments"]]
        minutes = next((getattr(one, "last_travel_minutes", None) for one in chosen), None)
        if minutes and not self.initial.get("remote_minutes"):
            self.initial["travel_minutes"], self.travel_from_last = minutes, True
        for one in chosen:
            self.initial.update({f"{name}_{one.pk}": getattr(one, f"last_{name}", None) for name in HEADS})

    @property
    def travel_is_new(self) -> bool:
        """The way was not filled in as last time, so the page says nothing of it."""
        return not self.travel_from_last

    def is_valid(self) -> bool:
        return all([super().is_valid(), *[row.is_valid() for row in self.rows]])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("enrolments", [])
        for row in self.rows:
            if row.is_valid() and row.cleaned_data["what"]:
                self._company_is_said(row, chosen)
        return cleaned

    def _company_is_said(self, row: NewActionRow, chosen: list[str]) -> None:
        """A new action belongs to a company of this session; with only one, it need not be said."""
        said = row.cleaned_data["enrolment"] or (chosen[0] if len(chosen) == 1 else "")
        row.cleaned_data["enrolment"] = said
        if not said and chosen:
            row.add_error("enrolment", _("Choose which company the action is for."))
        elif said and chosen and said not in chosen:
            row.add_error("enrolment", _("That company was not at the session."))

    @property
    def all_errors(self) -> list[tuple[str, Any, Any]]:
        rows = [(f.id_for_label, f.label, error) for row in self.rows for f in row for error in f.errors]
        return [*super().all_errors, *rows]

    def values(self) -> SessionValues:
        told = super().values()
        there = {one.enrolment.pk for one in told.attendances}
        done = {int(key) for key in self.cleaned_data["done"]}
        agreed = [row.cleaned_data for row in self.rows if row.cleaned_data["what"]]
        return replace(
            told,
            new_actions=tuple(
                NewAction(self.by_key[new["enrolment"]], new["what"], new["owner_name"], new["due_on"])
                for new in agreed
            ),
            # What was ticked before its company was taken away again is left alone.
            closed_actions=tuple(item.pk for item in self.open_items if item.pk in done and item.enrolment_id in there),
            files=tuple(NewFile(file.name or "", file.read()) for file in self.cleaned_data["attached"]),
            planned=self._planned(),
        )

    def _planned(self) -> PlannedSession | None:
        """What it was planned as; nothing when that is not the coach's to log any more, so that no text is lost."""
        key = self.cleaned_data["planned"]
        return PlannedSession.objects.loggable_by(self.user).filter(pk=key).first() if key else None

    @property
    def texts(self) -> list[str]:
        return [*super().texts, *(row.cleaned_data["what"] for row in self.rows)]
