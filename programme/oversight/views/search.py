"""The page that searches everything that its reader sees."""

from django.http import HttpResponse
from django.shortcuts import render

from programme.common.searching import LEAST
from programme.oversight.parameters import Asked
from programme.oversight.search import found_for, is_long_enough, kinds_searched
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.OWN_ACCOUNT)
def search_page(request: SignedInRequest) -> HttpResponse:
    """What `?q=` finds, kind by kind, within the reader's rights; without words, what can be searched for."""
    words = Asked(request.GET).words("q")
    long_enough = is_long_enough(words)
    context = {
        "words": words,
        "found": found_for(request.user, words) if long_enough else [],
        "is_short": bool(words) and not long_enough,
        "least": LEAST,
        "kinds": kinds_searched(request.user),
    }
    return render(request, "oversight/search.html", context)
