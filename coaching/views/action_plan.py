"""A company's action plan: on the page, and as a paper for the company's wall."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.action_plan import action_plan
from coaching.actions import note_paper
from coaching.papers import as_download, plan_paper
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_SESSIONS)
def plan_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """Goals with their actions, those without a goal after them; what they are meant to give and gave."""
    enrolment = get_object_or_404(
        Enrolment.objects.visible_to(request.user).select_related("company", "programme_version__programme"), pk=pk
    )
    plan = action_plan(enrolment, request.user, today=timezone.localdate())
    context = {
        "plan": plan,
        "enrolment": enrolment,
        "may_change": enrolments_open_to_actions(request.user).filter(pk=pk).exists(),
        "keys": {line.item.pk: uuid4() for line in plan.lines},  # each comment's form has its own
        "here": reverse("action-plan", args=[pk]),
    }
    return render(request, "coaching/action_plan.html", context)


@requires(Permission.SEE_SESSIONS)
@require_safe
def plan_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan for the wall: goal by goal, large, on a lying A4. Nothing on it is confidential."""
    enrolment = get_object_or_404(
        Enrolment.objects.visible_to(request.user).select_related("company", "programme_version__programme"), pk=pk
    )
    paper = plan_paper(action_plan(enrolment, request.user, today=timezone.localdate()))
    note_paper(by=request.user, enrolment=enrolment, verb="plan-print")
    return as_download(paper, f"handlingsplan-{timezone.localdate()}")
