"""One's own jobs: how far they came and what became of them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from programme.common.pages import page_of
from programme.jobs.models import Job
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.OWN_ACCOUNT)
def job_list(request: SignedInRequest) -> HttpResponse:
    """Own jobs, newest first."""
    page = page_of(request, Job.objects.visible_to(request.user))
    return render(request, "jobs/job_list.html", {"page": page})


@requires(Permission.OWN_ACCOUNT)
def job_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One job with its progress bar, which asks for its state each second."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "jobs/job_card.html", {"job": job})


@requires(Permission.OWN_ACCOUNT)
def job_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the card that changes; it stops asking once the job has ended."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "jobs/_job_state.html", {"job": job})
