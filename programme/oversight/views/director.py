"""The director's home: the programme's health on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from programme.oversight.dashboards.director import director_page
from programme.oversight.parameters import Asked, say
from programme.people.access import SignedInRequest


def director_home(request: SignedInRequest) -> HttpResponse:
    """`?programme=` and `?region=` narrow; called by the home view, which is the door."""
    asked = Asked(request.GET)
    today = timezone.localdate()
    page = director_page(request.user, programme=asked.id("programme"), regions=asked.ids("region"), today=today)
    say(request, asked.problems)
    context = {"page": page, "n": page.numbers, "today": today, "week": today.isocalendar().week}
    return render(request, "oversight/director.html", context)
