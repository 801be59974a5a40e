"""Input to report templates: names, figures, and a small form for each part."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from funding.figures import CATALOGUE, REPORTED
from funding.layouts.actions import PartValues, parts_of
from funding.models import ReportTemplate
from funding.parts import KINDS
from programme.common.forms import LineField, OnceForm, VersionedForm, WholeNumberField

MOST_PARTS = 40
EMPTY_PARTS = 2
STEP = 10  # between the places of two parts, so that one can be put between them

if TYPE_CHECKING:
    PartsBase = BaseFormSet["PartForm"]
else:  # generic only for the type checker
    PartsBase = BaseFormSet


def _figures() -> list[tuple[str, Any]]:
    """Every figure, the usual ones first."""
    keys = [*(key for key in REPORTED if key in CATALOGUE), *(key for key in CATALOGUE if key not in REPORTED)]
    return [(key, CATALOGUE[key].label) for key in keys]


class Names(forms.Form):
    """What a template is called."""

    name_sv = LineField(label=_("Name in Swedish"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120)


class CopyForm(Names, OnceForm):
    """A new template that begins as a copy."""


class TemplateForm(Names, VersionedForm):
    """Names and figures of a template."""

    figures = forms.MultipleChoiceField(
        label=_("Figures"),
        choices=_figures,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In this order. The first six are the large numbers of the summary; targets come by themselves."),
    )

    def __init__(self, data: Any = None, *, template: ReportTemplate) -> None:
        given = {"name_sv": template.name_sv, "name_en": template.name_en, "version": template.version}
        super().__init__(data, initial={**given, "figures": template.figures or list(REPORTED)})

    def clean_figures(self) -> list[str]:
        """In the order in which they stand; empty for the usual ones, so that they follow what is usual later."""
        chosen = set(self.cleaned_data["figures"])
        in_order = [key for key, _label in _figures() if key in chosen]
        return [] if in_order == [key for key in REPORTED if key in CATALOGUE] else in_order


class PartForm(forms.Form):
    """One part. Its place is a number, so that it is moved without a mouse."""

    key = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)
    place = WholeNumberField(label=_("Place"), min_value=1, max_value=9999)
    kind = forms.ChoiceField(
        label=_("What it shows"),
        choices=lambda: [("", "---------"), *((key, kind.label) for key, kind in KINDS.items())],
    )
    heading_sv = LineField(label=_("Heading in Swedish"), max_length=120)
    heading_en = LineField(label=_("Heading in English"), max_length=120)
    asks_sv = LineField(label=_("What is asked, in Swedish"), max_length=600, required=False)
    asks_en = LineField(label=_("What is asked, in English"), max_length=600, required=False)
    starts_page = forms.BooleanField(label=_("Begins on a new page"), required=False)


class Parts(PartsBase):
    """The parts, put in the order of their places."""

    def parts(self) -> list[PartValues]:
        """As the action takes them."""
        kept = [
            form.cleaned_data
            for form in self.forms
            if (form.has_changed() or form.initial) and form.cleaned_data
            if not self._should_delete_form(form)  # type: ignore[attr-defined]
        ]
        ordered = sorted(kept, key=lambda values: values["place"])
        names = ("key", "kind", "heading_sv", "heading_en", "asks_sv", "asks_en", "starts_page")
        return [PartValues(**{name: values[name] for name in names}) for values in ordered]


PartForms = formset_factory(
    PartForm,
    formset=Parts,
    extra=EMPTY_PARTS,
    max_num=MOST_PARTS,
    absolute_max=MOST_PARTS,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


def initial_parts(template: ReportTemplate) -> list[dict[str, Any]]:
    """Present parts, as the set of forms begins."""
    return [
        {**{name: getattr(part, name) for name in part.__dataclass_fields__}, "place": n * STEP}
        for n, part in enumerate(parts_of(template), start=1)
    ]
