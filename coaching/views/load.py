"""Coach load: how many companies and hours each coach has, and who is left waiting."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coaching.load import coach_load
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

ON_A_PAGE = 50


@requires(Permission.SEE_COACH_LOAD)
def coach_load_list(request: SignedInRequest) -> HttpResponse:
    """A leader's coaches, or everybody's by region; every number opens its rows."""
    region = asked_region(request)
    load = coach_load(request.user, today=timezone.localdate(), region=region)
    context = {"load": load, "page": page_of(request, load.lines, ON_A_PAGE), "region": region}
    return render(request, "coaching/coach_load.html", context)


def asked_region(request: SignedInRequest) -> int | None:
    """The region of the address; anything that is no key narrows nothing."""
    key = request.GET.get("region", "")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 16 else None
