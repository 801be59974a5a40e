"""The director's home: the programme's health on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.oversight.dashboards.director import director_page
from programme.oversight.kept_pages import kept_page
from programme.oversight.parameters import Asked, say
from programme.people.access import SignedInRequest


def director_home(request: SignedInRequest) -> HttpResponse:
    """`?programme=` and `?region=` narrow, `?on=` gives a past day; called by the home view, which is the door."""
    asked = Asked(request.GET)
    today = timezone.localdate()
    user, programme, regions = request.user, asked.id("programme"), asked.ids("region")
    on = asked.day("on") or today
    if on > today:
        asked.problems.append(_("Nothing is known of a day to come. This is today."))
        on = today
    page, made_at = kept_page(
        lambda: director_page(user, programme=programme, regions=regions, today=on),
        name="director",
        user=user,
        today=today,
        asked=(programme, sorted(regions), on),
    )
    say(request, asked.problems)
    context = {
        "page": page,
        "n": page.numbers,
        "today": today,
        "on": on,
        "is_past": on < today,
        "week": on.isocalendar().week,
        "made_at": made_at,
    }
    return render(request, "oversight/director.html", context)
