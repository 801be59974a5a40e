"""The handover pack: what a coach who takes over a company needs to know, on paper. Never the confidential notes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coaching.action_plan import ActionPlan, action_plan
from coaching.models import Attendance, CoachAssignment, topic_names
from companies.models import Contact
from programme.common.pdf import Pdf, render_pdf
from programme.oversight.cards.enrolment import EnrolmentHead, StageOnCard, head_of, people_of, sessions_of, stages_of
from programme.oversight.cards.glance import Glance, glance
from programme.oversight.cards.line import line_of
from programme.people.models import User

SUMMARIES = 5


@dataclass(frozen=True)
class Handover:
    """Where a company stands, what was agreed and done, who is there, and what is next."""

    head: EnrolmentHead
    today: date
    chart: SafeString | None
    stages: list[StageOnCard]
    now: StageOnCard | None
    plan: ActionPlan
    glance: Glance
    sessions: list[Attendance]  # the latest with a summary to share
    coaches: list[CoachAssignment]
    former: list[CoachAssignment]
    contacts: list[Contact]

    @property
    def still_needed(self) -> list[Any]:
        """What the present stage asks for before it closes, and is not done."""
        return [line.requirement for line in self.now.requirements if not line.done] if self.now else []


def handover(enrolment: Any, user: User, *, today: date) -> Handover:
    """The pack for one reader; `enrolment` is a row of for_card."""
    stages = stages_of(enrolment)
    head = head_of(enrolment, user, stages=stages, today=today)
    attended = list(sessions_of(enrolment, user))
    coaches, former, contacts = people_of(enrolment, user, today)
    plan = action_plan(enrolment, user, today=today)
    goals = [group.goal for group in plan.goals if group.goal]
    return Handover(
        head=head,
        today=today,
        chart=line_of(head, stages, attended, today=today),
        stages=stages,
        now=next((stage for stage in stages if stage.planned == head.stage), None),
        plan=plan,
        glance=glance(enrolment, stages, attended, plan.lines, goals, today=today),
        sessions=[one for one in attended if one.session.shareable_summary][:SUMMARIES],
        coaches=coaches,
        former=former,
        contacts=contacts,
    )


def handover_paper(pack: Handover) -> Pdf:
    """The pack as an accessible PDF. Raises PdfRefused."""
    title = _("Handover pack, %(company)s") % {"company": pack.head.enrolment.company}
    told = {
        "pack": pack,
        "enrolment": pack.head.enrolment,
        "title": title,
        "topics": topic_names(),
        "language": get_language() or "sv",
    }
    html = render_to_string("reports/handover.html", told)
    return render_pdf(html, stylesheets=["css/report.css", "css/handover.css"], title=title)
