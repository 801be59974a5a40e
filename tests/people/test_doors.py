"""No view without a door."""

import importlib
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path

from programme import urls, wsgi
from programme.people.access import doors, public, requires
from programme.people.checks import every_view_has_a_door
from programme.people.roles import Permission


def unstamped(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all by mistake")


@pytest.fixture
def site(settings):
    """`site(*patterns)`: the site has these routes as well."""

    def _site(*patterns) -> None:
        module = ModuleType("urls_with_more")
        module.urlpatterns = [*urls.urlpatterns, *patterns]  # type: ignore[attr-defined]
        settings.ROOT_URLCONF = module
        clear_url_caches()

    yield _site
    clear_url_caches()


def test_doors_of_the_site_are_all_there(site) -> None:
    assert every_view_has_a_door(None) == []
    assert doors()["person-list"] == "see_people"
    assert doors()["person-invite"] == "invite_people"
    assert doors()["programme-copy"] == "change_structure"
    assert doors()["account_login"] == "public"


def test_view_without_a_door_fails_the_check(site) -> None:
    site(path("forgotten/", unstamped, name="forgotten"))
    assert [(error.id, "forgotten" in error.msg) for error in every_view_has_a_door(None)] == [("lyft.E010", True)]


@pytest.mark.filterwarnings("ignore:No directory at")
def test_site_with_a_view_without_a_door_does_not_start(site) -> None:
    importlib.reload(wsgi)
    site(path("forgotten/", unstamped, name="forgotten"))
    with pytest.raises(SystemExit, match="forgotten"):
        importlib.reload(wsgi)


def test_view_without_a_door_cannot_hide_behind_the_name_of_another(site) -> None:
    site(path("a/", unstamped, name="person-list"), path("b/", unstamped))
    assert sorted(name for name, door in doors().items() if not door) == ["b/", "person-list"]


def test_stamped_views_pass_the_check(site) -> None:
    site(path("a/", public(unstamped), name="a"), path("b/", requires(Permission.SEE_COMPANIES)(unstamped), name="b"))
    assert every_view_has_a_door(None) == []
    assert (doors()["a"], doors()["b"]) == ("public", "see_companies")
