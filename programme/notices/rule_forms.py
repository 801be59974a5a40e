"""What the director writes of a rule: its steps as rows, and what goes for all of them.

It is sent by GET as long as nothing is saved, so that a preview has an address and the form comes back as it was.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from programme.common.forms import WholeNumberField
from programme.notices.audiences import Audience
from programme.notices.events import Event
from programme.notices.rules import FURTHEST_DAYS, MOST_STEPS, TOO_OLD_DAYS, Quiet, Rule, Step

BLANK_ROWS = 2
PREFIX = "steps"
BEFORE, ON, AFTER = "before", "on", "after"
WHEN = {BEFORE: _("days before"), ON: _("on the day"), AFTER: _("days after")}
ROW = ("days", "when", "audience")

if TYPE_CHECKING:
    StepsBase = BaseFormSet["StepForm"]
else:  # generic only for the type checker
    StepsBase = BaseFormSet


class StepForm(forms.Form):
    """One step. A row without days and without somebody to tell is none."""

    days = WholeNumberField(label=_("How many"), max_value=FURTHEST_DAYS, required=False)
    when = forms.ChoiceField(label=_("When"), initial=AFTER, required=False)
    audience = forms.ChoiceField(label=_("Who is told"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when, audience = self.fields["when"], self.fields["audience"]
        assert isinstance(when, forms.ChoiceField) and isinstance(audience, forms.ChoiceField)
        when.choices = [choice for choice in WHEN.items() if not (event.is_news and choice[0] == BEFORE)]
        audience.choices = [("", _("Nobody yet")), *((key, Audience(key).label) for key in event.audiences)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if not self.errors:
            days, audience = values["days"], values["audience"]
            if audience and days is None and values["when"] != ON:
                self.add_error("days", _("Write how many days, or tick that the step goes."))
            if days is not None and not audience:
                self.add_error("audience", _("Choose who is told."))
        return values

    def step(self) -> Step | None:
        """The step, once the form is clean."""
        values = self.cleaned_data
        if not values.get("audience"):
            return None
        days = {BEFORE: -1, ON: 0}.get(values["when"], 1) * (values["days"] or 0)
        return Step(days, values["audience"])

    @staticmethod
    def of(step: Step) -> dict[str, Any]:
        """A step as the row's values."""
        when = ON if step.days == 0 else BEFORE if step.days < 0 else AFTER
        return {"days": abs(step.days) or None, "when": when, "audience": step.audience}


class BaseSteps(StepsBase):
    """All steps of a rule: each once, and at least one while it is switched on."""

    needs_one = False
    default_error_messages = {  # noqa: RUF012 - Django's own attribute
        "too_many_forms": _("Write at most %(num)d steps."),
    }

    def kept(self) -> list[StepForm]:
        """The rows that are not ticked to go."""
        return [form for form in self.forms if not self._should_delete_form(form)]  # type: ignore[attr-defined]

    def steps(self) -> tuple[Step, ...]:
        """The steps, once the rows are clean."""
        return tuple(sorted(step for form in self.kept() if (step := form.step())))

    def clean(self) -> None:
        if any(form.errors for form in self.kept()):
            return
        seen: dict[Step, int] = {}
        for number, form in enumerate(self.forms, start=1):
            step = form.step() if form in self.kept() else None
            if step in seen:
                form.add_error("days", _("Step %(n)d says the same.") % {"n": seen[step]})
            elif step:
                seen[step] = number
        if self.needs_one and not seen:
            raise ValidationError(_("Write at least one step, or switch the rule off."))


class RuleForm(forms.Form):
    """What goes for all steps of a rule."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    stop = forms.ChoiceField(label=_("It stops when"), widget=forms.RadioSelect, required=False)
    quiet = forms.ChoiceField(
        label=_("On which days"),
        choices=Quiet.choices,
        help_text=_("Working days are those that are no weekend, no Swedish holiday and no eve that nobody works on."),
    )
    too_old_days = WholeNumberField(
        label=_("Days until a mail is too late"),
        min_value=1,
        max_value=FURTHEST_DAYS,
        help_text=_("What could not be said for so long is shown in the portal, but mailed to nobody."),
    )
    is_on = forms.BooleanField(label=_("Switched on"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(event.stops) < 2:
            del self.fields["stop"]
            return
        stop = self.fields["stop"]
        assert isinstance(stop, forms.ChoiceField)
        stop.choices = list(event.stops.items())


StepFormSet: Any = formset_factory(
    StepForm,
    formset=BaseSteps,
    extra=BLANK_ROWS,
    max_num=MOST_STEPS,
    absolute_max=MOST_STEPS,
    validate_max=True,
    can_delete=True,
)


class RuleInput:
    """The whole form of a rule, filled with a rule, with what was written before, or sent."""

    def __init__(self, event: Event, form: RuleForm, steps: BaseSteps, programme: int | None) -> None:
        self.event, self.form, self.steps, self.programme = event, form, steps, programme

    @classmethod
    def of(cls, event: Event, rule: Rule, *, version: int, programme: int | None) -> "RuleInput":
        """A form that holds a rule."""
        told = {"stop": rule.stop, "quiet": rule.quiet, "too_old_days": rule.too_old_days, "is_on": rule.is_on}
        form = RuleForm(initial={**told, "version": version}, event=event)
        return cls(event, form, _rows(event, [StepForm.of(step) for step in rule.steps]), programme)

    @classmethod
    def sent(cls, event: Event, data: QueryDict, *, programme: int | None) -> "RuleInput":
        """A form that was sent, to be checked."""
        steps: BaseSteps = StepFormSet(data, prefix=PREFIX, form_kwargs={"event": event})
        steps.needs_one = "is_on" in data
        return cls(event, RuleForm(data, event=event), steps, programme)

    @classmethod
    def again(cls, event: Event, data: QueryDict, *, programme: int | None, version: int | None = None) -> "RuleInput":
        """A form as it was sent, unchecked, without the rows that go and with blank ones; of `version`, if given."""
        rows = []
        for n in range(MOST_STEPS):
            row = {name: data.get(f"{PREFIX}-{n}-{name}", "") for name in ROW}
            if (row["days"].strip() or row["audience"]) and f"{PREFIX}-{n}-DELETE" not in data:
                rows.append(row)
        told = {name: data.get(name, "") for name in ("version", "stop", "quiet", "too_old_days")}
        told |= {} if version is None else {"version": str(version)}
        form = RuleForm(initial={**told, "is_on": "is_on" in data}, event=event)
        return cls(event, form, _rows(event, rows), programme)

    def is_valid(self) -> bool:
        """Whether every part is clean."""
        return all([self.form.is_valid(), self.steps.is_valid()])

    @property
    def is_torn(self) -> bool:
        """What nobody types has not come whole: the address was cut or changed on its way."""
        return "version" in self.form.errors or not self.steps.management_form.is_valid()

    def rule(self) -> Rule:
        """What was written, as a value."""
        told = self.form.cleaned_data
        return Rule(
            event=self.event.key,
            steps=self.steps.steps(),
            programme=self.programme,
            is_on=told["is_on"],
            stop=told.get("stop", ""),
            quiet=told["quiet"],
            too_old_days=told["too_old_days"] or TOO_OLD_DAYS,
        )


def is_sent(data: QueryDict) -> bool:
    """Whether an address or a post carries a form."""
    return f"{PREFIX}-TOTAL_FORMS" in data


def _rows(event: Event, rows: list[dict[str, Any]]) -> BaseSteps:
    formset: BaseSteps = StepFormSet(initial=rows, prefix=PREFIX, form_kwargs={"event": event})
    formset.extra = min(BLANK_ROWS, MOST_STEPS - len(rows))
    return formset
