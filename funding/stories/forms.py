"""Input to stories: the words, the consent, and which of them a report tells."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.models import Contact, Enrolment
from funding.models import Report, Story
from funding.stories.listing import tellable
from programme.common.forms import DayField, LineField, OnceForm, TextField, VersionedForm
from programme.people.models import User

FIELDS = ("title", "text", "names_company", "consent_by", "consent_on", "consent_how")


class StoryFields(forms.Form):
    """A story, and who at the company said yes to it, when and how: all three or none."""

    title = LineField(label=_("Title"), max_length=120)
    text = TextField(
        label=_("Story"),
        max_length=Story.LONGEST,
        rows=8,
        help_text=_("What was the problem, what did they do, what came of it? Name no person."),
    )
    names_company = forms.BooleanField(label=_("The company may be named"), required=False)
    consent_by = forms.ModelChoiceField(Contact.objects.none(), label=_("Who said yes"), required=False)
    consent_on = DayField(label=_("Said yes on"), required=False)
    consent_how = forms.ChoiceField(label=_("How"), choices=[("", "---------"), *Story.How.choices], required=False)

    def __init__(self, data: Any = None, *, enrolment: Enrolment, story: Story | None = None) -> None:
        given = {name: getattr(story, name) for name in ("version", *FIELDS)} if story else {}
        super().__init__(data, initial=given)
        contacts = Contact.objects.filter(company=enrolment.company_id)  # of the company that was asked for by right
        self.fields["consent_by"].queryset = contacts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        given = [name for name in ("consent_by", "consent_on", "consent_how") if values.get(name)]
        for name in ("consent_by", "consent_on", "consent_how"):
            if given and name not in given and name not in self.errors:
                self.add_error(name, ValidationError(_("Say who said yes, when and how; or leave all three empty.")))
        return values

    def values(self) -> dict[str, Any]:
        """For the action."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class StoryForm(StoryFields, OnceForm):
    """A new story."""


class ChangeStoryForm(StoryFields, VersionedForm):
    """A story as it is to be."""


class ChooseForm(forms.Form):
    """Which stories a draft tells."""

    stories = forms.ModelMultipleChoiceField(
        Story.objects.none(), label=_("Stories"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, report: Report, user: User) -> None:
        super().__init__(data, initial={"stories": list(report.stories.values_list("story", flat=True))})
        self.fields["stories"].queryset = tellable(report, user)  # type: ignore[attr-defined]
