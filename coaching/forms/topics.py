"""What sessions may be about, as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.common.forms import LineField, OnceForm, VersionedForm, WholeNumberField

FIELDS = ("name_sv", "name_en", "order", "is_offered")


class TopicFields(forms.Form):
    """Both names, where in the form, and whether it is there at all."""

    name_sv = LineField(label=_("Name in Swedish"), max_length=60)
    name_en = LineField(label=_("Name in English"), max_length=60)
    order = WholeNumberField(
        label=_("Order"), max_value=30_000, help_text=_("The lowest number comes first in the session's form.")
    )
    is_offered = forms.BooleanField(
        label=_("Offered in the session's form"),
        required=False,
        help_text=_("Without the tick the topic stays on old sessions, and cannot be chosen for new ones."),
    )

    def values(self) -> dict[str, Any]:
        """For the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class TopicForm(TopicFields, OnceForm):
    """A new topic, with the code that it keeps."""

    code = forms.SlugField(
        label=_("Short code"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens, for example ny-satsning. It is never changed."),
    )
    field_order = ["name_sv", "name_en", "code", "order", "is_offered"]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).lower()

    def values(self) -> dict[str, Any]:
        return {**super().values(), "code": self.cleaned_data["code"]}


class ChangeTopicForm(TopicFields, VersionedForm):
    """A topic renamed, moved, offered or not."""
