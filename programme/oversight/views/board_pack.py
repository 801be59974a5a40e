"""The pages on which the board pack is commented, made and taken."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from programme.jobs.models import Job
from programme.oversight.board_pack import KEPT_DAYS, KIND, BoardPackForm, ask_for_pack, kept_pack, take_pack
from programme.oversight.dashboards.programmes import programmes_for
from programme.oversight.parameters import Asked, say
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission
from programme.structure.models import Region


@requires(Permission.SEE_OVERSIGHT)
def board_pack(request: SignedInRequest) -> HttpResponse:
    """GET asks for comments, POST begins to make it. Its `?programme=&region=&on=` are the home page's."""
    asked, today = Asked(request.GET), timezone.localdate()
    on = min(asked.day("on") or today, today)
    programme = programmes_for(request.user, today=on).chosen(asked.id("programme"))
    regions = Region.objects.visible_to(request.user).filter(pk__in=asked.ids("region"))
    form = BoardPackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        job = ask_for_pack(
            by=request.user,
            programme=programme.pk if programme else None,
            regions=[region.pk for region in regions],
            on=on,
            comments=form.cleaned_data,
            language=get_language() or "sv",
        )
        return redirect(job)
    say(request, asked.problems)
    context = {"form": form, "programme": programme, "regions": regions, "on": on}
    return render(request, "oversight/board_pack.html", context)


def _own(request: SignedInRequest, pk: int) -> Job:
    job: Job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind=KIND), pk=pk)
    return job


@requires(Permission.SEE_OVERSIGHT)
def board_pack_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """The finished pack: where it is downloaded, and until when."""
    job = _own(request, pk)
    context = {"job": job, "is_kept": kept_pack(job) is not None, "days": KEPT_DAYS}
    return render(request, "oversight/board_pack_done.html", context)


@requires(Permission.SEE_OVERSIGHT)
@require_safe
def board_pack_take(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file. Each time it is taken, that is noted."""
    job = _own(request, pk)
    content = take_pack(job, by=request.user)
    if content is None:
        return redirect("board-pack-done", pk=job.pk)
    response = HttpResponse(content, content_type="application/pdf")
    day = timezone.localdate(job.finished_at)
    response["Content-Disposition"] = f'attachment; filename="styrelseunderlag-{day}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
