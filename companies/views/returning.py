"""Back to where an act was begun: the board, a list, a card. Only addresses of this site are followed."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000
AFTER_MOVE = ("moved", "from")  # what the board is told about the latest move; an address never keeps an older one


def way_back(request: HttpRequest) -> str:
    """The path that the form or the address names as `back`, or empty."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    if len(asked) > LONGEST or not asked.startswith("/"):
        return ""
    if not url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return ""
    return asked


def with_news(path: str, **news: object) -> str:
    """The path with what has just happened in its query, in place of what happened before."""
    parts = urlsplit(path)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in AFTER_MOVE]
    query = urlencode([*kept, *news.items()])
    return f"{parts.path}?{query}" if query else parts.path
