"""The home of a regional leader and the region's leads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from programme.oversight.dashboards.leader import leader_page
from programme.oversight.kept_pages import kept_page
from programme.people.access import SignedInRequest


def leader_home(request: SignedInRequest) -> HttpResponse:
    """What to do today, the lift and the flow; called by the home view, which is the door."""
    user, today = request.user, timezone.localdate()
    page, made_at = kept_page(lambda: leader_page(user, today=today), name="leader", user=user, today=today)
    week = today.isocalendar().week
    context = {"page": page, "n": page.numbers, "today": today, "week": week, "made_at": made_at}
    return render(request, "oversight/leader.html", context)
