"""The line of one company: its plan, what is closed, pauses and sessions, as a drawing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coaching.models import Attendance
from companies.models import PlannedStage
from programme.common.charts.lift import PlanStep, company_lift
from programme.oversight.cards.enrolment import EnrolmentHead, StageOnCard


def line_of(
    head: EnrolmentHead, stages: list[StageOnCard], attended: Iterable[Attendance], *, today: date
) -> SafeString | None:
    """The drawing; None before admission, when there is no plan yet."""
    enrolment = head.enrolment
    if not stages or enrolment.start_on is None:
        return None
    return company_lift(
        ident=f"lift-{enrolment.pk}",
        title=_("The lift for %(company)s") % {"company": enrolment.company},
        finding=finding_of(head, stages),
        today=today,
        start_on=enrolment.started_on or enrolment.start_on,
        stages=[_step(one.planned) for one in stages],
        pauses=[(pause.paused_on, pause.resumed_on) for pause in enrolment.pauses.all()],
        sessions=[one.session.held_on for one in attended],
    )


def _step(planned: PlannedStage) -> PlanStep:
    return PlanStep(
        name=str(planned.stage),
        planned_start_on=planned.planned_start_on,
        planned_end_on=planned.planned_end_on,
        entered_on=planned.entered_on,
        closed_on=planned.closed_on,
    )


def finding_of(head: EnrolmentHead, stages: list[StageOnCard]) -> str:
    """What the line shows, in one sentence for those who listen."""
    closed = sum(1 for one in stages if one.planned.closed_on)
    values: dict[str, Any] = {
        "closed": closed,
        "all": len(stages),
        "end": stages[-1].planned.planned_end_on.isoformat(),
        "status": ", ".join(str(mark.word) for mark in head.marks),
    }
    return _("%(closed)s of %(all)s stages are closed. Status: %(status)s. The plan ends %(end)s.") % values
