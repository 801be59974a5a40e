"""Why an outcome lies off its plan, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models import VarianceComment
from programme.common.forms import TextField


class VarianceForm(forms.Form):
    """What the report says of one target; remembers what stood there when it was opened."""

    text = TextField(label=_("Why"), max_length=VarianceComment.LONGEST, rows=3, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=VarianceComment.LONGEST, strip=False)

    def __init__(self, data: Any = None, *, target: int, there: str = "") -> None:
        super().__init__(data, initial={"text": there, "seen": there}, auto_id=f"variance-{target}-%s")

    def put_beside(self, there: str) -> None:
        """What was typed stays; a second press saves it in the place of what stands there now."""
        self.data = {**{name: self.data.get(name, "") for name in self.data}, "seen": there}
