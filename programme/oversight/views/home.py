"""The page that each role comes to: what is overdue, what is due, what is new."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from coaching.views.day import coach_day
from funding.views.home import funder_home
from programme.oversight.homes import homes_of
from programme.oversight.views.director import director_home
from programme.oversight.views.leader import leader_home
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

VIEWS: dict[str, Callable[[SignedInRequest], HttpResponse]] = {
    "director": director_home,
    "leader": leader_home,
    "coach": coach_day,
    "funder": funder_home,
}


@requires(Permission.OWN_ACCOUNT)
def home(request: SignedInRequest) -> HttpResponse:
    """Lead to the home page of the person's first role, or of the one that `?as=` names."""
    mine = [home.name for home in homes_of(request.user)]
    if not mine:
        return render(request, "oversight/home_none.html")
    asked = request.GET.get("as", "")
    return VIEWS[asked if asked in mine else mine[0]](request)
