"""The card of an enrolment, a tab at a time."""

from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from coaching.action_plan import plan_lines
from coaching.models import ActionItem, Attendance, Goal, PlannedSession, topic_names
from coaching.plan import told_as_seen_by
from companies.models import Document, Enrolment, LoggedContact, RegionTransfer
from funding.models import Allocation, Grant
from funding.visibility import programmes_granted
from programme.common.pages import page_of
from programme.notices.lists import notices_about
from programme.oversight.cards import enrolment as cards
from programme.oversight.cards.contact_log import ON_A_PAGE, contacts_logged
from programme.oversight.cards.glance import glance
from programme.oversight.cards.history import LIMIT, told
from programme.oversight.cards.line import line_of
from programme.people.access import SignedInRequest, requires
from programme.people.models import AuditEvent
from programme.people.roles import Permission


@requires(Permission.SEE_COMPANIES)
def enrolment_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One company in one programme: `?tab=` is lift, contacts, sessions, actions, documents, facts or history."""
    today = timezone.localdate()
    enrolment = get_object_or_404(cards.for_card(request.user, today=today), pk=pk)
    asked = request.GET.get("tab", "")
    tab = asked if asked in cards.TABS else cards.TABS[0]
    stages = cards.stages_of(enrolment, lists=tab == "lift")
    head = cards.head_of(enrolment, request.user, stages=stages, today=today)
    context = {"card": head, "enrolment": enrolment, "company": enrolment.company, "tab": tab, "today": today}
    filled = _FILL[tab](request, head, stages)
    return render(request, f"oversight/enrolment_{tab}.html", context | filled)


def _lift(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    today = timezone.localdate()
    prefetch_related_objects([head.enrolment], "pauses")  # the line and the hours both ask for them
    attended = list(cards.sessions_of(head.enrolment, request.user))
    coaches, former, contacts = cards.people_of(head.enrolment, request.user, today)
    lines = plan_lines(head.enrolment, request.user, today=today)
    goals = list(Goal.objects.visible_to(request.user).filter(enrolment=head.enrolment))
    seen = glance(head.enrolment, stages, attended, lines, goals, today=today)
    return {
        "chart": line_of(head, stages, attended, today=today),
        "wants_agreement": _wants_agreement(head.enrolment),
        "stages": stages,
        "now": next((stage for stage in stages if stage.planned == head.stage), None),
        "sessions": attended[: cards.LATEST],
        "topics": topic_names(),
        "actions": [line.item for line in seen.promised[: cards.LATEST]],
        "glance": seen,
        "coaches": coaches,
        "former_coaches": former,
        "contacts": contacts,
    }


def _contacts(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    company = head.enrolment.company
    log = page_of(request, contacts_logged(company, request.user), ON_A_PAGE)
    return {"log": log}


def _sessions(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    return {"page": page_of(request, cards.sessions_of(head.enrolment, request.user)), "topics": topic_names()}


def _actions(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    return {"page": page_of(request, cards.actions_of(head.enrolment, request.user))}


def _documents(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    kept, removed = cards.documents_of(head.enrolment, request.user)
    return {"documents": kept, "removed": removed, "wants_agreement": _wants_agreement(head.enrolment)}


def _wants_agreement(enrolment: Any) -> bool:
    """True when an agreement should be on file and is not."""
    return not enrolment.has_agreement and enrolment.state in (Enrolment.State.ADMITTED, *Enrolment.RUNNING)


def _facts(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    """The company's facts; who pays is shown only to who may see reports."""
    today, user = timezone.localdate(), request.user
    shares = list(
        Allocation.objects.visible_to(user)
        .filter(enrolment=head.enrolment)
        .select_related("grant__funder")
        .order_by("from_on", "pk")
    )
    changeable = set(Grant.objects.changeable_by(user).filter(allocations__in=shares).values_list("pk", flat=True))
    programme = head.enrolment.programme_version.programme_id
    contacts = head.enrolment.company.contacts.filter(left_on=None)
    return {
        "contacts": list(contacts),
        "allocations": [(one, one.grant_id in changeable) for one in shares],
        "paid_today": sum(one.percent for one in shares if one.from_on <= today <= one.until_on),
        "may_see_money": user.may(Permission.SEE_REPORTS) and user.may(Permission.SEE_OVERSIGHT),
        "may_allocate": programmes_granted(user).filter(pk=programme).exists(),
    }


def _history(request: SignedInRequest, head: cards.EnrolmentHead, stages: list[cards.StageOnCard]) -> dict[str, Any]:
    """What was done to the enrolment and what hangs on it, and the notices about it that the reader may see."""
    enrolment = head.enrolment
    actions = ActionItem.objects.visible_to(request.user).filter(enrolment=enrolment).order_by().values("pk")
    goals = Goal.objects.visible_to(request.user).filter(enrolment=enrolment).order_by().values("pk")
    sessions = Attendance.objects.visible_to(request.user).filter(enrolment=enrolment).order_by().values("session")
    plan = [stage.planned.pk for stage in stages]
    about = (
        Q(subject_kind="enrolment", subject_id=enrolment.pk)
        | Q(subject_kind="plannedstage", subject_id__in=plan)
        | Q(subject_kind="actionitem", subject_id__in=actions)
        | Q(subject_kind="goal", subject_id__in=goals)
    )
    company = Q(subject_kind="company", subject_id=enrolment.company_id)
    papers = Document.objects.visible_to(request.user).filter(enrolment=enrolment).order_by().values("pk")
    documents = Q(subject_kind="document", subject_id__in=papers)
    contacts = Q(subject_kind="contact", subject_id__in=enrolment.company.contacts.order_by().values("pk"))
    said = LoggedContact.objects.visible_to(request.user).filter(company=enrolment.company_id).order_by().values("pk")
    contacts |= Q(subject_kind="loggedcontact", subject_id__in=said)
    paid = Allocation.objects.visible_to(request.user).filter(enrolment=enrolment).order_by().values("pk")
    shares = Q(subject_kind="allocation", subject_id__in=paid)
    events = AuditEvent.objects.filter(
        about | company | contacts | documents | shares | Q(subject_kind="coachingsession", subject_id__in=sessions)
    )
    planned = PlannedSession.objects.visible_to(request.user).filter(enrolments=enrolment).order_by().values("pk")
    return {
        "history": told(events.select_related("by")[:LIMIT], own="enrolment"),
        "changes": list(enrolment.state_changes.select_related("changed_by")),
        "pauses": list(enrolment.pauses.all()),
        "extensions": list(enrolment.extensions.select_related("extended_by")),
        "transfers": list(_transfers(enrolment)),
        "told": told_as_seen_by(
            request.user,
            notices_about(request.user, enrolment=[enrolment.pk], actionitem=actions, plannedsession=planned),
        ),
    }


def _transfers(enrolment: Enrolment) -> QuerySet[RegionTransfer]:
    return enrolment.transfers.select_related("from_region", "to_region", "transferred_by")


_FILL = {
    "lift": _lift,
    "contacts": _contacts,
    "sessions": _sessions,
    "actions": _actions,
    "documents": _documents,
    "facts": _facts,
    "history": _history,
}
