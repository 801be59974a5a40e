"""The portal's addresses and one more, which answers nothing: the floor of `tests.bench.performance`."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from programme.people.access import public
from programme.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@public
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, through all that every request passes."""
    return HttpResponse()


urlpatterns = [path("empty/", empty, name="empty"), path("", include("programme.urls"))]
