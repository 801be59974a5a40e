"""Papers that join rooms: the handover pack of an enrolment."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.actions import note_paper
from coaching.papers import as_download
from programme.oversight.cards.enrolment import for_card
from programme.oversight.cards.handover import handover, handover_paper
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_SESSIONS)
@require_safe
def handover_pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the coach who takes over, and the leader. Each time it is taken, that is noted."""
    today = timezone.localdate()
    enrolment = get_object_or_404(for_card(request.user, today=today), pk=pk)
    paper = handover_paper(handover(enrolment, request.user, today=today))
    note_paper(by=request.user, enrolment=enrolment, verb="handover-print")
    return as_download(paper, f"overlamning-{today}")
