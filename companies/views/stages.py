"""The stages of a plan: tick requirements, close a stage."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies import actions
from companies.forms import CloseStageForm
from companies.models import Enrolment, PlannedStage
from companies.views.acting import act_page, bound
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission


def _stage(user: User, pk: int, allowed: QuerySet[Enrolment]) -> PlannedStage:
    seen = PlannedStage.objects.filter(enrolment__in=Enrolment.objects.visible_to(user))
    related = ("enrolment__company", "enrolment__programme_version__programme", "stage")
    planned_stage = get_object_or_404(seen.select_related(*related), pk=pk)
    if not allowed.filter(pk=planned_stage.enrolment_id).exists():
        raise PermissionDenied
    return planned_stage


@requires(Permission.MOVE_ENROLMENTS)
def stage_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a stage when its list is done, or with a reason; the next one begins the same day."""
    planned_stage = _stage(request.user, pk, Enrolment.objects.changeable_by(request.user))
    enrolment = planned_stage.enrolment
    if planned_stage.closed_on:
        return redirect(enrolment)  # clicked twice
    left = actions.open_requirements(planned_stage)
    form = bound(request, CloseStageForm, today=timezone.localdate(), left_open=bool(left))
    words = {
        "title": _("Close %(stage)s") % {"stage": planned_stage.stage},
        "why": _("The next stage begins the same day."),
        "submit": _("Close the stage"),
        "done": _("The stage is closed."),
    }
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.close_stage(by=request.user, planned_stage=planned_stage, **values),
        words=words,
        template="companies/stage_close.html",
        context={"planned_stage": planned_stage, "left": left},
    )


@requires(Permission.CHECK_REQUIREMENTS)
@require_POST
def requirement_check(request: SignedInRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """Tick a requirement (`done=1`) or take the tick back (`done=0`)."""
    planned_stage = _stage(request.user, pk, Enrolment.objects.checkable_by(request.user))
    requirement = get_object_or_404(planned_stage.stage.requirements, pk=requirement_pk)
    try:
        actions.check_requirement(
            by=request.user,
            planned_stage=planned_stage,
            requirement=requirement,
            on=timezone.localdate(),
            done=request.POST.get("done", "1") == "1",
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(planned_stage.enrolment)
