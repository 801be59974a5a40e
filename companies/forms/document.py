"""Forms for documents on an enrolment."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from companies.models import Document
from companies.models.document import LARGEST
from companies.wording import file_error
from programme.common.forms import LineField, OnceForm

ACCEPTED = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"


class DocumentForm(OnceForm):
    """A file, what it is, and who may read it. What the file holds is checked when it is kept."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Document.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=200,
        help_text=_("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    title = LineField(
        label=_("Title"), max_length=120, required=False, help_text=_("Without one, it is called what it is.")
    )
    for_office_only = forms.BooleanField(
        label=_("Only for the office"),
        required=False,
        help_text=_("The company's coaches do not see it. Agreements are always shown to them. Funders see none."),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Not larger than we read; the rest is checked with the content."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(file_error("large"))
        return file

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        values = dict(self.cleaned_data)
        file = values.pop("file")
        return values | {"file_name": file.name or "", "content": file.read()}


class RemoveDocumentForm(forms.Form):
    """Why a document goes."""

    reason = LineField(
        label=_("Why is it removed?"),
        max_length=300,
        help_text=_("Who, when and why stays on the card. The file is kept for the office."),
    )
