"""What an enrolment's card says: how the company stands on its line, and what the reader may do about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import ActionItem, Attendance, CoachAssignment
from coaching.queries import last_session_on
from coaching.visibility import enrolments_coached_by
from companies.models import (
    Company,
    Contact,
    Document,
    Enrolment,
    LoggedContact,
    PlanExtension,
    PlannedStage,
    RequirementCheck,
)
from programme.oversight.company_list import month_now, silent_since
from programme.oversight.status import Mark, marks_of
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import StageRequirement

State = Enrolment.State
TABS = ("lift", "contacts", "sessions", "actions", "documents", "facts", "history")
LATEST = 3  # sessions and actions on the first tab


def for_card(user: User, *, today: date) -> QuerySet[Enrolment]:
    """Enrolments that the person sees, each with what the person may do and how much there is on each tab."""
    own = OuterRef("pk")
    attended = Attendance.objects.visible_to(user).filter(enrolment=own).order_by()
    actions = ActionItem.objects.visible_to(user).open().filter(enrolment=own).order_by()
    counted = attended.values("enrolment").annotate(n=Count("pk")).values("n")
    opened = actions.values("enrolment").annotate(n=Count("pk")).values("n")
    papers = Document.objects.visible_to(user).kept().filter(enrolment=own).order_by()
    said = LoggedContact.objects.visible_to(user).filter(company=OuterRef("company")).order_by()
    contacted = said.values("company").annotate(n=Count("pk")).values("n")
    extended = PlanExtension.objects.filter(enrolment=own).order_by("extended_on", "pk")
    kept = papers.values("enrolment").annotate(n=Count("pk")).values("n")
    return (
        Enrolment.objects.visible_to(user)
        .select_related("company__municipality__county", "region", "programme_version__programme", "owner")
        .annotate(
            movable=Exists(Enrolment.objects.changeable_by(user).filter(pk=own)),
            company_changeable=Exists(Company.objects.changeable_by(user).filter(pk=OuterRef("company"))),
            coached=Exists(enrolments_coached_by(user).filter(pk=own)),
            session_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            action_count=Coalesce(Subquery(opened, output_field=IntegerField()), 0),
            document_count=Coalesce(Subquery(kept, output_field=IntegerField()), 0),
            contact_count=Coalesce(Subquery(contacted, output_field=IntegerField()), 0),
            end_before_extension_on=Subquery(extended.values("former_end_on")[:1]),
            has_agreement=Exists(papers.filter(kind=Document.Kind.AGREEMENT)),
            last_session_on=last_session_on(today),
        )
    )


@dataclass(frozen=True)
class Act:
    """A button: where it leads and what it says."""

    href: str
    label: str
    primary: bool = False


@dataclass(frozen=True)
class Done:
    """Who noted a requirement as done, and for which day."""

    done_by: str
    done_on: date


@dataclass(frozen=True)
class Requirement:
    """One line of a stage's list: done on a day by somebody, or not yet."""

    requirement: StageRequirement
    done: Done | None


@dataclass(frozen=True)
class StageOnCard:
    """One stage of the plan with its list."""

    planned: PlannedStage
    requirements: list[Requirement]

    @property
    def done(self) -> int:
        """How many requirements are done."""
        return sum(1 for line in self.requirements if line.done)


@dataclass(frozen=True)
class EnrolmentHead:
    """What stands on every tab."""

    enrolment: Any  # a row of for_card
    marks: tuple[Mark, ...]
    stage: PlannedStage | None
    month: int | None
    acts: list[Act]
    may_move: bool
    may_check: bool  # tick requirements
    may_log: bool
    may_assign: bool
    may_change_actions: bool
    may_change_company: bool  # its contacts and contact log too


def head_of(enrolment: Any, user: User, *, stages: list[StageOnCard], today: date) -> EnrolmentHead:
    """The card's head for one reader."""
    stage = next((s.planned for s in stages if s.planned.entered_on and not s.planned.closed_on), None)
    movable = bool(enrolment.movable)
    return EnrolmentHead(
        enrolment=enrolment,
        marks=marks_of(
            enrolment.state,
            today=today,
            stage_ends_on=stage.planned_end_on if stage else None,
            silent_since_on=silent_since(enrolment, today=today),
        ),
        stage=stage,
        month=month_now(enrolment, today),
        acts=_acts(enrolment) if movable else [],
        may_move=movable,
        may_check=(movable or bool(enrolment.coached)) and user.may(Permission.CHECK_REQUIREMENTS),
        may_log=bool(enrolment.coached) and enrolment.state in Enrolment.RUNNING,
        may_assign=movable and user.may(Permission.ASSIGN_COACHES),
        may_change_actions=(movable or bool(enrolment.coached)) and user.may(Permission.CHANGE_ACTIONS),
        may_change_company=bool(enrolment.company_changeable) and user.may(Permission.CHANGE_COMPANIES),
    )


def _acts(enrolment: Enrolment) -> list[Act]:
    """What may follow from the present state, the usual next one first."""
    words = {
        "enrolment-admit": _("Admit"),
        "enrolment-start": _("Start the programme"),
        "enrolment-resume": _("Resume"),
        "enrolment-move": _("Move"),
        "enrolment-next-step": _("Next step"),
        "enrolment-pause": _("Pause"),
        "enrolment-complete": _("Complete"),
        "enrolment-extend": _("Extend"),
        "enrolment-transfer": _("Change region"),
        "enrolment-withdraw": _("Leaves the programme"),
    }
    offered = {
        State.INTERESTED: ("enrolment-move", "enrolment-next-step", "enrolment-transfer", "enrolment-withdraw"),
        State.CONTACTED: ("enrolment-move", "enrolment-next-step", "enrolment-transfer", "enrolment-withdraw"),
        State.APPLIED: (
            "enrolment-admit", "enrolment-next-step", "enrolment-move", "enrolment-transfer", "enrolment-withdraw",
        ),
        State.ADMITTED: (
            "enrolment-start", "enrolment-next-step", "enrolment-move", "enrolment-extend", "enrolment-transfer",
            "enrolment-withdraw",
        ),
        State.ACTIVE: (
            "enrolment-next-step", "enrolment-pause", "enrolment-extend", "enrolment-transfer", "enrolment-complete",
            "enrolment-withdraw",
        ),
        State.PAUSED: (
            "enrolment-resume", "enrolment-next-step", "enrolment-extend", "enrolment-transfer", "enrolment-withdraw",
        ),
        State.WITHDRAWN: ("enrolment-move",),
    }  # fmt: skip
    names = offered.get(State(enrolment.state), ())
    first = enrolment.state in Enrolment.BEFORE_START or enrolment.state == State.PAUSED
    return [
        Act(reverse(name, args=[enrolment.pk]), words[name], primary=first and place == 0)
        for place, name in enumerate(names)
    ]


def stages_of(enrolment: Enrolment, *, lists: bool = True) -> list[StageOnCard]:
    """The stage plan with each stage's list, in two queries; in one when the lists are not wanted."""
    rows = enrolment.planned_stages.select_related("stage", "closed_by")
    if not lists:
        return [StageOnCard(planned, []) for planned in rows]
    planned = list(rows)
    checked = RequirementCheck.objects.filter(planned_stage__enrolment=enrolment, requirement=OuterRef("pk"))
    noted = StageRequirement.objects.filter(stage__in=[one.stage_id for one in planned]).annotate(
        noted_on=Subquery(checked.values("done_on")[:1]), noted_by=Subquery(checked.values("done_by__name")[:1])
    )
    lines: dict[int, list[Requirement]] = {}
    for one in noted if planned else ():
        done = Done(one.noted_by, one.noted_on) if one.noted_on else None
        lines.setdefault(one.stage_id, []).append(Requirement(one, done))
    return [StageOnCard(one, lines.get(one.stage_id, [])) for one in planned]


def people_of(
    enrolment: Enrolment, user: User, today: date
) -> tuple[list[CoachAssignment], list[CoachAssignment], list[Contact]]:
    """Coaches now and to come, former coaches, and the company's contacts."""
    assigned = CoachAssignment.objects.visible_to(user).filter(enrolment=enrolment).select_related("coach")
    now: list[CoachAssignment] = []
    former: list[CoachAssignment] = []
    for assignment in assigned:
        (former if assignment.until_on and assignment.until_on < today else now).append(assignment)
    return now, former, list(enrolment.company.contacts.filter(left_on=None))


def sessions_of(enrolment: Enrolment, user: User) -> QuerySet[Attendance]:
    """The company's sessions, latest first: its own attendance, never another company's."""
    rows = Attendance.objects.visible_to(user).filter(enrolment=enrolment)
    return (
        rows.select_related("session__coach", "stage")
        .defer("session__confidential_note")
        .order_by("-session__held_on", "-session__pk")
    )


def actions_of(enrolment: Enrolment, user: User) -> QuerySet[ActionItem]:
    """The company's actions, open ones first by day."""
    rows = ActionItem.objects.visible_to(user).filter(enrolment=enrolment)
    return rows.order_by("closed_on", "due_on", "pk")


def documents_of(enrolment: Enrolment, user: User) -> tuple[list[Document], list[Document]]:
    """The documents that the reader sees: those kept, and for the office those removed."""
    rows = Document.objects.visible_to(user).filter(enrolment=enrolment).select_related("uploaded_by", "removed_by")
    kept = [row for row in rows if row.removed_at is None]
    return kept, [row for row in rows if row.removed_at is not None]
