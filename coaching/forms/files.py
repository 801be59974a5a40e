"""Photos and papers for a session that is logged already."""

from django.utils.translation import gettext_lazy as _

from coaching.actions import NewFile
from coaching.forms.fields import FilesField
from programme.common.forms import OnceForm


class SessionFilesForm(OnceForm):
    """Several files at once."""

    attached = FilesField(
        label=_("Photos and files"),
        help_text=_("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG, at most 10 MB each."),
    )

    def files_sent(self) -> tuple[NewFile, ...]:
        """For the action."""
        return tuple(NewFile(file.name or "", file.read()) for file in self.cleaned_data["attached"])
