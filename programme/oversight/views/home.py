"""The page that each role comes to: what is overdue, what is due, what is new."""

from django.http import HttpResponse
from django.shortcuts import render

from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.OWN_ACCOUNT)
def home(request: SignedInRequest) -> HttpResponse:
    """Lead to the home page of the person's first role."""
    return render(request, "oversight/home_none.html")
