"""What people choose on the way in: a file, what its columns mean."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.forms.company import versions_for
from companies.imports.actions import MOST_KEPT
from companies.imports.columns import GROUPS, HEADINGS_WITHIN, MEANINGS, is_own, letters
from companies.imports.reader.limits import MOST_BYTES
from companies.imports.reading import words_for
from companies.models import CompanyImport
from programme.common.forms import OnceForm
from programme.common.text import clean_line
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import ProgrammeVersion

STEP_MEANINGS = frozenset({"next_step", "next_step_on"})
NEEDS_EDITION = frozenset({"interested_on", "source"}) | STEP_MEANINGS


class FileForm(OnceForm):
    """A spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=255,
        help_text=_("XLSX or CSV, at most 5 MB and 5 000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv", "class": "form-control"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_file(self) -> Any:
        """Not too large; and a person keeps so many files at most."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(words_for("size", {}))
        if CompanyImport.objects.visible_to(self.user).count() >= MOST_KEPT:
            words = _("You have %(count)s files here already. Throw away one that you no longer need.")
            raise ValidationError(words, params={"count": MOST_KEPT})
        return file

    def file_name(self) -> str:
        """The name on the person's own disk, without folders."""
        name = clean_line(str(self.cleaned_data["file"].name)).replace("\\", "/").rpartition("/")[2]
        return name[:200] or gettext("File")


class ColumnsForm(forms.Form):
    """Where the headings stand, what each column means, and which edition all are enrolled in.

    rows: the first rows of the file, by their number.
    """

    header_row = forms.TypedChoiceField(label=_("The headings stand in"), coerce=int, required=False, empty_value=None)
    programme_version = forms.ModelChoiceField(
        label=_("Enrol all in"), queryset=ProgrammeVersion.objects.none(), required=False, empty_label=_("Not now")
    )

    def __init__(
        self, *args: Any, user: User, imported: CompanyImport, rows: dict[int, list[str]], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"header_row": imported.header_row or "", "programme_version": imported.programme_version}
        super().__init__(*args, **kwargs)
        tops: list[tuple[int | str, str]] = [("", gettext("no row: there are no headings"))]
        tops += [
            (number, gettext("row %(row)s: %(said)s") % {"row": number, "said": ", ".join(filter(None, cells))[:60]})
            for number, cells in rows.items()
            if number <= HEADINGS_WITHIN
        ]
        self.fields["header_row"].choices = tops  # type: ignore[attr-defined]
        self.fields["programme_version"].queryset = versions_for(user)  # type: ignore[attr-defined]
        offered = _offered(user)
        meant = {place: meaning for meaning, place in imported.columns.items()}
        headings = rows.get(imported.header_row or 0, [])
        for place in imported.facts.get("used", []):
            heading = headings[place] if place < len(headings) else ""
            if not is_own(heading):
                label = heading or gettext("Column %(letters)s") % {"letters": letters(place)}
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=label[:80],
                    choices=offered,
                    required=False,
                    initial=meant.get(place, ""),
                    widget=forms.Select(attrs={"class": "form-select l-in-s"}),
                )

    def clean(self) -> dict[str, Any]:
        """Check what hangs together."""
        cleaned = super().clean() or self.cleaned_data
        self._each_meaning_once(cleaned)
        self._number_is_there(cleaned)
        self._edition_for_enrolment(cleaned)
        return cleaned

    def columns(self) -> dict[str, int]:
        """Meaning -> column."""
        return {meaning: place for place, meaning in self._chosen(self.cleaned_data)}

    def _chosen(self, cleaned: dict[str, Any]) -> list[tuple[int, str]]:
        return [
            (int(name.removeprefix("column_")), meaning)
            for name, meaning in cleaned.items()
            if name.startswith("column_") and meaning
        ]

    def _each_meaning_once(self, cleaned: dict[str, Any]) -> None:
        taken: dict[str, int] = {}
        for place, meaning in self._chosen(cleaned):
            if meaning in taken:
                words = gettext("“%(label)s” is chosen for the column “%(other)s” too. Choose it once.")
                other = self.fields[f"column_{taken[meaning]}"].label
                self.add_error(f"column_{place}", words % {"label": MEANINGS[meaning].label, "other": other})
            taken.setdefault(meaning, place)

    def _number_is_there(self, cleaned: dict[str, Any]) -> None:
        if "organisation_number" not in {meaning for _place, meaning in self._chosen(cleaned)}:
            self.add_error(None, gettext("Choose which column holds the organisation number."))

    def _edition_for_enrolment(self, cleaned: dict[str, Any]) -> None:
        meant = {meaning for _place, meaning in self._chosen(cleaned)}
        if meant & NEEDS_EDITION and "programme" not in meant and not cleaned.get("programme_version"):
            words = gettext("Choose an edition to enrol in, or leave out the column “%(label)s”.")
            label = next(MEANINGS[name].label for name in MEANINGS if name in meant & NEEDS_EDITION)
            self.add_error("programme_version", words % {"label": label})


def _offered(user: User) -> list[Any]:
    """What a column may mean for this person, in groups. Who may not move enrolments writes no next steps."""
    hidden = frozenset() if user.may(Permission.MOVE_ENROLMENTS) else STEP_MEANINGS
    groups = [
        (
            group,
            [
                (meaning.name, meaning.label)
                for meaning in MEANINGS.values()
                if meaning.group == name and meaning.name not in hidden
            ],
        )
        for name, group in GROUPS.items()
    ]
    return [("", _("Leave out")), *groups]
