"""Back to where an act was begun: the board, a list, a card. Only addresses of this site are followed."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000
AFTER_MOVE = "moved"  # what the board is told about the latest move


def way_back(request: HttpRequest) -> str:
    """The path that the form or the address names as `back`, or empty."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    if len(asked) > LONGEST or not asked.startswith("/"):
        return ""
    if not url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return ""
    return asked


def with_news(path: str, *, moved: int | None = None) -> str:
    """The path with the id of what was just moved in its query, in place of what was moved before."""
    parts = urlsplit(path)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] != AFTER_MOVE]
    query = urlencode(kept if moved is None else [*kept, (AFTER_MOVE, moved)])
    return f"{parts.path}?{query}" if query else parts.path
