"""The home of a regional leader and the region's leads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from programme.oversight.dashboards.leader import leader_page
from programme.people.access import SignedInRequest


def leader_home(request: SignedInRequest) -> HttpResponse:
    """What to do today, the lift and the flow; called by the home view, which is the door."""
    today = timezone.localdate()
    page = leader_page(request.user, today=today)
    context = {"page": page, "n": page.numbers, "today": today, "week": today.isocalendar().week}
    return render(request, "oversight/leader.html", context)
