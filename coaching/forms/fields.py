"""Hours as people write them (`1,5`, `1:30`, `2`, kept as whole minutes), amounts, and several files at once."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coaching.models.session_file import LARGEST, MOST_FILES
from companies.wording import file_error
from programme.common.forms import DecimalField
from programme.common.numbers import parse_decimal

CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)")
HOURS_WORDS = _("Write hours, for example 1,5 or 1:30.")


def hours_text(minutes: int) -> str:
    """Minutes as the field writes them: 90 is `1,5`; what no short decimal can say is `0:20`."""
    if minutes % 3:
        return f"{minutes // 60}:{minutes % 60:02d}"
    text = format((Decimal(minutes) / 60).normalize(), "f")
    return text if (get_language() or "sv").startswith("en") else text.replace(".", ",")


class HoursField(forms.CharField):
    """Hours, at most `most`; gives minutes as an int. Empty is 0, or None when `blank_is_none`.

    What is not a whole number of minutes (0.333) is refused rather than rounded.
    """

    def __init__(self, *, most: int = 24, blank_is_none: bool = False, **kwargs: Any) -> None:
        self.most, self.blank_is_none = most, blank_is_none
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None if self.blank_is_none else 0
        clock = CLOCK.fullmatch(text)
        minutes = int(clock[1]) * 60 + int(clock[2]) if clock else self._from_decimal(text)
        if not 0 <= minutes <= self.most * 60:
            raise self._out_of_range()
        return minutes

    def _from_decimal(self, text: str) -> int:
        try:
            hours = parse_decimal(text)
        except ValueError as error:
            if str(error) == "ambiguous":
                raise ValidationError(_("Use either comma or point, for example 1,5."), code="ambiguous") from None
            raise ValidationError(HOURS_WORDS, code="invalid") from None
        if not 0 <= hours <= self.most:
            raise self._out_of_range()
        if hours != round(hours, 4) or hours * 60 != int(hours * 60):
            raise ValidationError(_("That is not a whole number of minutes. Write for example 1:20."), code="minutes")
        return int(hours * 60)

    def _out_of_range(self) -> ValidationError:
        return ValidationError(_("Write hours between 0 and %(most)s."), code="range", params={"most": self.most})

    def prepare_value(self, value: Any) -> Any:
        return hours_text(value) if isinstance(value, int) else value

    def in_words(self, minutes: int) -> str:
        """For the page that shows two people's values side by side."""
        return f"{hours_text(minutes)} h"


class SeveralFiles(forms.FileInput):
    """A field that takes more than one file; on a phone it offers the camera."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos and papers, at most eight, each at most 10 MB. What they hold is checked when they are kept."""

    def __init__(self, **kwargs: Any) -> None:
        accepted = "image/jpeg,image/png,.pdf,.docx,.xlsx"
        kwargs.setdefault("widget", SeveralFiles(attrs={"accept": accepted, "multiple": True}))
        super().__init__(max_length=200, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:  # type: ignore[override]
        sent = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if self.required and not sent:
            raise ValidationError(_("Choose a file."), code="required")
        if len(sent) > MOST_FILES:
            words = _("At most %(number)s files belong to one session.")
            raise ValidationError(words, params={"number": MOST_FILES})
        files = [super(FilesField, self).clean(one, initial) for one in sent]
        if any((file.size or 0) > LARGEST for file in files):
            raise ValidationError(file_error("large"))
        return files


def plain_text(amount: Decimal) -> str:
    """An amount as a field writes it, so that it reads the same when it is sent again: `7,5`, `120000`."""
    text = format(amount.normalize(), "f")
    return text if (get_language() or "sv").startswith("en") else text.replace(".", ",")


class AmountField(DecimalField):
    """An amount of 0 or more with at most two decimals; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(min_value=0, max_digits=12, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain_text(value) if isinstance(value, Decimal) else value

    def in_words(self, amount: Decimal | None) -> str:
        """For the page that shows two people's values side by side."""
        return "–" if amount is None else plain_text(amount)
