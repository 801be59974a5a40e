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


_FILE_ERRORS = {
    "empty": _("The file is empty. Choose the file again."),
    "large": _("The file is larger than 10 MB. Save it smaller, for example as a PDF."),
    "path": _("The file's name holds a slash. Give it a plain name and choose it again."),
    "ending": _("Choose a PDF, Word (.docx), Excel (.xlsx), PNG or JPEG file."),
    "content": _("The content is not a PDF, Word, Excel, PNG or JPEG file that we can accept. Save it anew as a PDF."),
    "other": _("The content is of another kind than the name says. Save it anew as a PDF."),
}


def file_error(reason: str) -> Any:
    """The reason of paper.BadPaper as a sentence."""
    return _FILE_ERRORS[reason]
