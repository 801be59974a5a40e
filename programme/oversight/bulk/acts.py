"""The acts that can be done to many companies at once: the form of each, its preview, and its doing row by row.

Each row goes through the same action as on its own card, with one audit event; a row that refuses leaves the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.actions import assign_coach
from coaching.forms import AssignForm
from coaching.models import CoachAssignment
from companies import actions
from companies.forms import TransferForm
from companies.models import Enrolment
from programme.oversight.bulk.forms import OwnerForm, may_own
from programme.oversight.bulk.selection import Chosen, chunks
from programme.people.models import User
from programme.people.roles import Permission

EXPORT = "export"  # an act without a form: the rows as a spreadsheet
Values = dict[str, Any]
Refusal = Callable[[Enrolment], str]


@dataclass(frozen=True)
class Act:
    """One act: its name, who may come to it, its form, why a row cannot, and what is done to one that can."""

    key: str
    label: Any
    permission: Permission
    form: Callable[..., forms.Form]
    refusal: Callable[[User, Values, list[int]], Refusal]
    do: Callable[[User, Enrolment, Values, date], Any]


@dataclass
class Preview:
    """What will happen: the enrolments that the act can be done to, and the names of those it cannot, by reason."""

    can: list[Chosen] = field(default_factory=list)
    cannot: dict[str, list[str]] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many it cannot be done to."""
        return sum(len(names) for names in self.cannot.values())


@dataclass
class Done:
    """What happened: how many, and which refused, by reason."""

    done: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)


def preview(user: User, act: Act, values: Values, rows: Iterable[Chosen]) -> Preview:
    """Look at each row without touching it."""
    shown, rows = Preview(), list(rows)
    ids = [row.enrolment.pk for row in rows if row.enrolment]
    movable: set[int] = set()
    for part in chunks(ids):
        movable |= set(Enrolment.objects.changeable_by(user).filter(pk__in=part).values_list("pk", flat=True))
    refusal = act.refusal(user, values, ids)
    for row in rows:
        if why := _why_not(row.enrolment, movable, refusal):
            shown.cannot.setdefault(why, []).append(row.name)
        else:
            shown.can.append(row)
    return shown


def _why_not(enrolment: Enrolment | None, movable: set[int], refusal: Refusal) -> str:
    if enrolment is None:
        return _("Not enrolled in a programme that you see.")
    if enrolment.pk not in movable:
        return _("You may see the company but not change it.")
    if enrolment.state in Enrolment.ENDED:
        return _("The company has left the programme.")
    return refusal(enrolment)


@transaction.atomic
def perform(*, by: User, act: Act, values: Values, ids: Iterable[int], today: date) -> Done:
    """Do it to each of these enrolments, all in one transaction; a row that refuses is told and left as it was."""
    told = Done()
    for part in chunks(ids):
        rows = Enrolment.objects.visible_to(by).select_related("company", "region", "owner").filter(pk__in=part)
        for enrolment in rows.order_by("pk"):
            try:
                with transaction.atomic():
                    act.do(by, enrolment, values, today)
                told.done += 1
            except PermissionDenied:
                told.refused.setdefault(_("You may see the company but not change it."), []).append(
                    str(enrolment.company)
                )
            except ValidationError as error:
                told.refused.setdefault(" ".join(error.messages), []).append(str(enrolment.company))
    return told


# Assign a coach ---------------------------------------------------------------------------------


def _cannot_assign(user: User, values: Values, ids: list[int]) -> Refusal:
    """Who has the task already, and where somebody has one from the day or later that cannot simply end."""
    coach, kind, day = values["coach"], values["kind"], values["from_on"]
    held: dict[int, list[CoachAssignment]] = {}
    for part in chunks(ids):
        rows = CoachAssignment.objects.visible_to(user).filter(enrolment__in=part).select_related("coach")
        for one in rows:
            if one.until_on is None or one.until_on >= day:
                held.setdefault(one.enrolment_id, []).append(one)

    def why(enrolment: Enrolment) -> str:
        for one in held.get(enrolment.pk, []):
            same = one.coach_id == coach.pk
            if same and one.kind == kind:
                return _("%(name)s has that task already.") % {"name": coach.name}
            if one.from_on >= day and (same or kind == one.kind == CoachAssignment.Kind.LEAD):
                return _("Another coach's task begins on the day or later. Change it on the card.")
        return ""

    return why


def _assign(user: User, enrolment: Enrolment, values: Values, today: date) -> None:
    assign_coach(by=user, enrolment=enrolment, coach=values["coach"], kind=values["kind"], from_on=values["from_on"])


# Own the next step ------------------------------------------------------------------------------


def _cannot_own(user: User, values: Values, ids: list[int]) -> Refusal:
    owner = values["owner"]
    everywhere, regions = may_own(owner)

    def why(enrolment: Enrolment) -> str:
        if enrolment.owner_id == owner.pk:
            return _("%(name)s owns the next step already.") % {"name": owner.name}
        if not everywhere and enrolment.region_id not in regions:
            return _("%(name)s has no task in the company's region.") % {"name": owner.name}
        return ""

    return why


def _own(user: User, enrolment: Enrolment, values: Values, today: date) -> None:
    if why := _cannot_own(user, values, [])(enrolment):
        raise ValidationError(why)
    actions.set_next_step(by=user, enrolment=enrolment, version=enrolment.version, values={"owner": values["owner"]})


# Transfer to another region ---------------------------------------------------------------------


def _cannot_go(user: User, values: Values, ids: list[int]) -> Refusal:
    region, on = values["region"], values["on"]
    earliest: dict[int, date] = {}
    for part in chunks(ids):
        earliest |= actions.earliest_transfers_on(Enrolment.objects.visible_to(user).filter(pk__in=part))

    def why(enrolment: Enrolment) -> str:
        if enrolment.region_id == region.pk:
            return _("The company belongs to %(region)s already.") % {"region": region}
        if on < earliest.get(enrolment.pk, on):
            return _("The company was entered, or moved, after that day.")
        return ""

    return why


def _go(user: User, enrolment: Enrolment, values: Values, today: date) -> None:
    actions.transfer(by=user, enrolment=enrolment, today=today, **values)


ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        Act("coach", gettext_lazy("Assign a coach"), Permission.ASSIGN_COACHES, AssignForm, _cannot_assign, _assign),
        Act(
            "owner",
            gettext_lazy("Choose who owns the next step"),
            Permission.MOVE_ENROLMENTS,
            OwnerForm,
            _cannot_own,
            _own,
        ),
        Act(
            "transfer",
            gettext_lazy("Transfer to another region"),
            Permission.MOVE_ENROLMENTS,
            TransferForm,
            _cannot_go,
            _go,
        ),
    )
}


def offered(user: User) -> list[tuple[str, Any]]:
    """What the person may do to companies of the list: key and name."""
    acts = [(act.key, act.label) for act in ACTS.values() if user.may(act.permission)]
    return [*acts, (EXPORT, _("Export to Excel"))]


def form_of(act: Act, data: Any, *, user: User, today: date) -> forms.Form:
    """The act's form, bound to what was posted, or empty."""
    if act.key == "transfer":
        return act.form(data, today=today)
    return act.form(data, user=user, today=today)


def values_of(form: forms.Form) -> Values:
    """Clean values by name, without the form's own key."""
    return {name: value for name, value in form.cleaned_data.items() if name != "key"}
