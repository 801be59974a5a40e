"""What we say about values that people type."""

from typing import Any

from django.utils.translation import gettext_lazy as _

_NUMBER_ERRORS = {
    "digits": _("An organisation number has only digits, with or without a hyphen."),
    "length": _("An organisation number has ten digits, for example 559999-1030."),
    "check_digit": _("The last digit does not match the others. Check the number."),
    "unknown": _("No organisation has a number like this. Check the first digits."),
}


def number_error(reason: str) -> Any:
    """The reason of organisation_number.BadNumber as a sentence."""
    return _NUMBER_ERRORS[reason]
