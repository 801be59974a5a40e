"""Where a button leads when it has done its work."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest, otherwise: str) -> str:
    """The page of this site that the button stood on, as its form says; never another site's."""
    page = request.POST.get("next", "") or request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return page if here else otherwise
