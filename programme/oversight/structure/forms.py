"""What is typed about programmes and regions, made into clean values."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programme.common.forms import DayField, LineField, OnceForm, TextField, VersionedForm, WholeNumberField
from programme.oversight.structure.actions import StageValues
from programme.structure.industries import divisions_text
from programme.structure.models import County, Programme, ProgrammeVersion, Region
from programme.structure.models.geography import HostKind

MAX_STAGES = 12
MAX_MONTHS = 120
MAX_COACH_HOURS = 5000


if TYPE_CHECKING:
    CountiesField = forms.ModelMultipleChoiceField[County]
    StagesBase = BaseFormSet["StageForm"]
else:  # generic only for the type checker
    CountiesField, StagesBase = forms.ModelMultipleChoiceField, BaseFormSet


class CountyChoice(CountiesField):
    """Counties, each with the other region that has it now."""

    region: Region | None = None  # the one whose form it is

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.region})" if obj.region and obj.region != self.region else str(obj.name)


REGION_FIELDS = ("name_sv", "name_en", "ordering", "contact_email", "contact_phone")


class RegionForm(VersionedForm):
    """Names, order and counties of a region."""

    name_sv = LineField(label=_("Name in Swedish"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120)
    ordering = WholeNumberField(
        label=_("Place in lists, south to north"), max_value=99, help_text=_("1 is the southernmost.")
    )
    contact_email = forms.EmailField(
        label=_("Public e-mail"),
        max_length=254,
        required=False,
        help_text=_("Of the region, not of a person: it stands on the public pages."),
    )
    contact_phone = LineField(
        label=_("Public phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    counties = CountyChoice(
        County.objects.select_related("region"),
        label=_("Counties"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A county belongs to one region: ticking it here takes it from the one in brackets."),
    )

    def __init__(self, data: Any = None, *, region: Region) -> None:
        super().__init__(data, initial=self.of(region))
        counties: Any = self.fields["counties"]
        counties.region = region
        counties.queryset = counties.queryset  # the labels are made anew, now that the region is known

    @classmethod
    def of(cls, region: Region) -> dict[str, Any]:
        """The region's present values."""
        values = {name: getattr(region, name) for name in ("version", *REGION_FIELDS)}
        return {**values, "counties": list(region.counties.values_list("pk", flat=True))}


class HostForm(OnceForm):
    """A new host organisation."""

    name = LineField(label=_("Host organisation"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Kind of host"),
        choices=HostKind,
        help_text=_("Decides whether what is written there can be a public record."),
    )
    from_on = DayField(label=_("From"), help_text=_("The host before ends the day before."))


class ProgrammeForm(VersionedForm):
    """Names, dates and limits of a programme."""

    name_sv = LineField(label=_("Name in Swedish"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120)
    description_sv = TextField(label=_("Description in Swedish"), max_length=4000, required=False)
    description_en = TextField(label=_("Description in English"), max_length=4000, required=False)
    contact_email = forms.EmailField(
        label=_("The programme office's public e-mail"),
        max_length=254,
        required=False,
        help_text=_("Stands on the public pages, for questions about personal data and faults of accessibility."),
    )
    starts_on = DayField(label=_("Starts"))
    ends_on = DayField(label=_("Ends"), required=False, help_text=_("Leave it empty when there is no end yet."))
    silent_after_days = WholeNumberField(
        label=_("Days without a session until a company counts as silent"),
        min_value=1,
        max_value=365,
        help_text=_("When who is reminded of it is a rule of the reminders."),
    )
    stage_notice_days = WholeNumberField(
        label=_("Days before its end from which a stage stands on the home pages"), min_value=1, max_value=180
    )
    sni_divisions = LineField(
        label=_("Industries looked for (SNI divisions)"),
        max_length=120,
        help_text=_("Two digits each, for example 10-33, or 10, 11, 13-33."),
    )

    def clean_sni_divisions(self) -> str:
        """Divisions and ranges, as `10, 11, 13-33`."""
        try:
            return divisions_text(str(self.cleaned_data["sni_divisions"]))
        except ValueError:
            raise ValidationError(_("Write divisions of two digits, for example 10-33, or 10, 11, 13-33.")) from None

    def clean(self) -> dict[str, Any]:
        super().clean()
        _end_after_start(self)
        return self.cleaned_data


def _end_after_start(form: forms.Form) -> None:
    first, last = form.cleaned_data.get("starts_on"), form.cleaned_data.get("ends_on")
    if first and last and last < first:
        form.add_error("ends_on", _("The last day may not lie before the first."))


class ProgrammeCopyForm(OnceForm):
    """A new programme that begins as a copy."""

    name_sv = LineField(label=_("Name in Swedish"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120)
    code = LineField(
        label=_("Short code"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens, for example ny-satsning. It stays for ever."),
    )
    starts_on = DayField(label=_("Starts"))
    ends_on = DayField(label=_("Ends"), required=False, help_text=_("Leave it empty when there is no end yet."))
    version_name = LineField(label=_("Name of its first version"), max_length=60)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code != slugify(code):
            raise ValidationError(_("Use only a–z, 0–9 and hyphens."))
        if Programme.objects.filter(code=code).exists():
            raise ValidationError(_("Another programme has that code."))
        return code

    def clean(self) -> dict[str, Any]:
        super().clean()
        _end_after_start(self)
        return self.cleaned_data


class VersionAddForm(OnceForm):
    """A new version of a programme."""

    name = LineField(label=_("Name of the version"), max_length=60)
    source = forms.ModelChoiceField(
        ProgrammeVersion.objects.none(),
        label=_("With the stages of"),
        required=False,
        empty_label=_("None, I write new stages"),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["source"].queryset = programme.versions.select_related("programme")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return _unused_name(self.programme, str(self.cleaned_data["name"]))


def _unused_name(programme: Programme, name: str, *, but: int | None = None) -> str:
    others = programme.versions.filter(name=name)
    if (others.exclude(pk=but) if but else others).exists():
        raise ValidationError(_("The programme has a version with that name."))
    return name


class VersionForm(VersionedForm):
    """What may change in every version, used or not."""

    name = LineField(label=_("Name of the version"), max_length=60)
    open_for_enrolment = forms.BooleanField(label=_("Open for new companies"), required=False)
    coach_hours = WholeNumberField(
        label=_("Planned coach hours a company"),
        min_value=1,
        max_value=MAX_COACH_HOURS,
        required=False,
        help_text=_(
            "For the whole programme: on site, remote, preparation and travel. Leave it empty when none are planned."
        ),
    )

    def __init__(self, *args: Any, row: ProgrammeVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_name(self) -> str:
        return _unused_name(self.row.programme, str(self.cleaned_data["name"]), but=self.row.pk)


class StageForm(forms.Form):
    """One stage; what must be done stands one on a line, in the same order in both languages."""

    name_sv = LineField(label=_("Name in Swedish"), max_length=120)
    name_en = LineField(label=_("Name in English"), max_length=120)
    start_month = WholeNumberField(label=_("Starts after months"), max_value=MAX_MONTHS)
    end_month = WholeNumberField(label=_("Ends after months"), min_value=1, max_value=MAX_MONTHS)
    needs_sv = TextField(
        label=_("To be done before it closes, in Swedish"), required=False, help_text=_("One on each line.")
    )
    needs_en = TextField(
        label=_("To be done before it closes, in English"),
        required=False,
        help_text=_("One on each line, in the same order."),
    )

    @classmethod
    def of(cls, stage: StageValues) -> dict[str, Any]:
        """The stage's present values."""
        return {
            "name_sv": stage.name_sv,
            "name_en": stage.name_en,
            "start_month": stage.start_month,
            "end_month": stage.end_month,
            "needs_sv": "\n".join(sv for sv, _en in stage.requirements),
            "needs_en": "\n".join(en for _sv, en in stage.requirements),
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        first, last = values.get("start_month"), values.get("end_month")
        if first is not None and last is not None and last <= first:
            self.add_error("end_month", _("A stage ends after it starts."))
        swedish, english = _lines(values.get("needs_sv", "")), _lines(values.get("needs_en", ""))
        if len(swedish) != len(english):
            self.add_error(
                "needs_en",
                _("%(sv)d lines in Swedish and %(en)d in English; write as many in both.")
                % {"sv": len(swedish), "en": len(english)},
            )
        for name, lines in (("needs_sv", swedish), ("needs_en", english)):
            if any(len(line) > 120 for line in lines):
                self.add_error(name, _("Write at most 120 characters on a line."))
        return values

    def stage(self) -> StageValues:
        """The stage, once the form is clean."""
        values = self.cleaned_data
        return StageValues(
            values["name_sv"],
            values["name_en"],
            values["start_month"],
            values["end_month"],
            tuple(zip(_lines(values["needs_sv"]), _lines(values["needs_en"]), strict=True)),
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class BaseStages(StagesBase):
    """The stages of a version, in order; one that begins before the one before it has ended is refused."""

    def _kept(self) -> list[StageForm]:
        return [form for form in self.forms if not self._should_delete_form(form)]  # type: ignore[attr-defined]

    def stages(self) -> list[StageValues]:
        """The stages that were filled in and not ticked for removal, by their first month."""
        found = [form.stage() for form in self._kept() if form.cleaned_data.get("name_sv")]
        return sorted(found, key=lambda stage: stage.start_month)

    def clean(self) -> None:
        if any(form.errors for form in self._kept()):
            return
        end, stages = 0, self.stages()
        if not stages:
            raise ValidationError(_("Write at least one stage."))
        for stage in stages:
            if stage.start_month < end:
                raise ValidationError(
                    _("“%(name)s” begins before the stage before it has ended.") % {"name": stage.name_sv}
                )
            end = stage.end_month


StageFormSet = formset_factory(
    StageForm,
    formset=BaseStages,
    extra=1,
    max_num=MAX_STAGES,
    absolute_max=MAX_STAGES,
    validate_max=True,
    can_delete=True,
)
