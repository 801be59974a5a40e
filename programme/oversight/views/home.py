"""The page that each role comes to: what is overdue, what is due, what is new."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coaching.views.day import coach_day
from funding.portal.views.home import funder_home
from programme.oversight.homes import homes_of
from programme.oversight.views.director import director_home
from programme.oversight.views.leader import leader_home
from programme.oversight.views.public import start
from programme.people.access import SignedInRequest, public
from programme.people.models import User

VIEWS: dict[str, Callable[[SignedInRequest], HttpResponse]] = {
    "director": director_home,
    "leader": leader_home,
    "coach": coach_day,
    "funder": funder_home,
}


@public
def home(request: HttpRequest) -> HttpResponse:
    """The public start page; for who is logged in the home of the first role, or of the one that `?as=` names."""
    if not isinstance(request.user, User):
        return start(request)
    mine = [home.name for home in homes_of(request.user)]
    if not mine:
        return render(request, "oversight/home_none.html")
    asked = request.GET.get("as", "")
    return VIEWS[asked if asked in mine else mine[0]](cast(SignedInRequest, request))
