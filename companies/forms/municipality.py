"""A municipality typed by name or code, with a suggestion for what was nearly right."""

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.common.forms import LineField
from programme.structure.models import Municipality

DATALIST = "municipalities"  # the id of the list of names that the page offers


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _ways(typed: str) -> list[str]:
    """`Härnösands kommun` and `Härnösand (2280)` also mean Härnösand."""
    plain = _plain(typed)
    ways = [plain, plain.split("(")[0].strip()]
    if plain.endswith(" kommun"):
        name = plain.removesuffix(" kommun").strip()
        ways += [name, name.removesuffix("s")]
    return ways


def find(typed: str, municipalities: Iterable[Municipality]) -> Municipality | None:
    """The municipality with this name or four-digit code."""
    by_word = {_plain(m.name): m for m in municipalities} | {m.code: m for m in municipalities}
    return next((by_word[way] for way in _ways(typed) if way in by_word), None)


def suggestions(typed: str, municipalities: Iterable[Municipality]) -> list[str]:
    """At most two names that look like what was typed, the likest first."""
    names = {_plain(m.name): m.name for m in municipalities}
    return [names[near] for near in difflib.get_close_matches(_plain(typed)[:60], names, n=2, cutoff=0.55)]


def _either(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return gettext("%(first)s or %(second)s") % {"first": names[0], "second": names[1]}


class MunicipalityField(LineField):
    """Give a Municipality for a name or a code; an unknown name is refused with what may have been meant."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": DATALIST, "autocomplete": "off"})
        super().__init__(max_length=60, widget=widget, **kwargs)

    def every(self) -> list[Municipality]:
        """The municipalities that there are."""
        return list(Municipality.objects.select_related("county__region"))

    def near(self, typed: str) -> list[str]:
        """What may have been meant."""
        return suggestions(typed, self.every())

    def clean(self, value: Any) -> Municipality | None:  # type: ignore[override]
        typed = super().clean(value)
        if not typed:
            return None
        every = self.every()
        found = find(typed, every)
        if found:
            return found
        near = self.near(typed)
        if not near:
            raise ValidationError(
                _("“%(typed)s” is not a municipality. Choose one from the list."), params={"typed": typed}
            )
        raise ValidationError(
            _("“%(typed)s” is not a municipality. Do you mean %(near)s?"),
            params={"typed": typed, "near": _either(near)},
        )
