"""Fields and forms of the house: paste anything, get a clear word or a clean value (TRUST.md section 5)."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from programme.common.numbers import parse_decimal
from programme.common.text import clean_line, clean_text

EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)


def _say_how_long(field: forms.CharField) -> None:
    """What a text that is too long is told."""
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = _("Write at most %(limit_value)d characters; now there are %(show_value)d.")


def _say_which_numbers(field: forms.DecimalField) -> None:
    """What a number that is too small, too large or too fine is told."""
    for validator in field.validators:
        if isinstance(validator, MinValueValidator):
            validator.message = _("Write a number that is %(limit_value)s or more.")
        elif isinstance(validator, MaxValueValidator):
            validator.message = _("Write a number that is %(limit_value)s or less.")
        elif isinstance(validator, DecimalValidator):
            messages: dict[str, Any] = {
                "invalid": _("Write a number, for example 1 234,5."),
                "max_digits": _("Write a shorter number: at most %(max)s digits."),
                "max_decimal_places": _("Write at most %(max)s decimals.")
                if field.decimal_places
                else _("Write a whole number, without decimals."),
                "max_whole_digits": _("Write a smaller number: at most %(max)s digits before the decimals."),
            }
            validator.messages = messages


class LineField(forms.CharField):
    """One line: controls, invisible marks and doubled blanks are taken out."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        _say_how_long(self)

    def to_python(self, value: Any) -> str:
        return clean_line(str(value)) if value not in self.empty_values else ""


class TextField(forms.CharField):
    """Several lines, at most 10 000 characters unless said."""

    def __init__(self, *, max_length: int = 10_000, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)
        _say_how_long(self)

    def to_python(self, value: Any) -> str:
        return clean_text(str(value)) if value not in self.empty_values else ""


class DayField(forms.DateField):
    """A day as year-month-day, between 1990 and 2099; other orders are refused rather than guessed."""

    default_error_messages = {"invalid": _("Write the day as year-month-day, for example 2026-11-22.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Choose a day between 1990 and 2099."), code="range")
        return day


class DayAheadInput(forms.DateInput):
    """A day that is often a week or two ahead: those are one tap each, and so is `next_day` where it is known."""

    next_day: date | None = None

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        told = {"ident": (attrs or {}).get("id", ""), "next_day": self.next_day}
        return super().render(name, value, attrs, renderer) + render_to_string("components/_quick_days.html", told)


class DecimalField(forms.DecimalField):
    """A number as Swedes write it: `1 234,5`. Comma and point together are refused rather than guessed."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)
        _say_which_numbers(self)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        try:
            return parse_decimal(str(value))
        except ValueError as error:
            if str(error) == "ambiguous":
                raise ValidationError(_("Use either comma or point, for example 1 234,5."), code="ambiguous") from None
            raise ValidationError(_("Write a number, for example 1 234,5."), code="invalid") from None


class WholeNumberField(DecimalField):
    """A whole number; `1 234` and full-width digits are understood. Gives an int."""

    def __init__(self, *, min_value: int = 0, max_value: int = 2_000_000_000, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(min_value=min_value, max_value=max_value, max_digits=12, decimal_places=0, **kwargs)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)


class OnceForm(forms.Form):
    """A form with a key of its own: twenty equal posts make one row (see programme.people.once)."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class VersionedForm(forms.Form):
    """A form that remembers which version of the row it was opened on (see programme.people.versions)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
