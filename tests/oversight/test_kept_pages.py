"""A home page is kept until something happens: for its reader, her tasks, the day, the language, and what was asked."""

import pickle
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companies import actions
from companies.models import Enrolment
from programme.oversight.dashboards.director import director_page
from programme.oversight.dashboards.leader import leader_page
from programme.oversight.kept_pages import kept_page
from programme.people.models import Appointment, User
from programme.signals.actions import see
from programme.signals.models import Signal
from programme.signals.refreshing import refresh
from tests.cast import Cast

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def kept(settings: LazySettings, no_kept_pages: None) -> None:
    settings.PAGES_KEPT_SECONDS = 300


def number(client: Client, name: str = "in_coaching", query: str = "") -> int:
    return int(client.get("/" + query).context["n"][name].value)


def test_page_is_counted_once_until_somebody_acts(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    before, paused = number(client), number(client, "paused")

    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    assert len(captured) <= 5
    actions.pause(by=cast.leader, enrolment=cast.a, on=timezone.localdate(), code="workload")

    assert (number(client), number(client, "paused")) == (before, paused + 1)


def test_what_is_kept_is_nobody_elses(cast: Cast, login: Login) -> None:
    made = []

    def page(user: User, **given: object) -> int:
        content, _made_at = kept_page(
            lambda: made.append(1) or len(made), name="x", **{"user": user, "today": timezone.localdate(), **given}
        )
        return int(content)

    first = page(cast.director)
    assert page(User.objects.get(pk=cast.director.pk)) == first
    others = [
        page(cast.auditor),
        page(cast.director, asked=7),
        page(cast.director, today=timezone.localdate() + timedelta(days=1)),
    ]
    Appointment.objects.create(
        person=cast.director, role="regional_leader", region=cast.norr, from_on=timezone.localdate()
    )
    others.append(page(User.objects.get(pk=cast.director.pk)))
    assert len({first, *others}) == 5


@pytest.mark.parametrize("reader", ["director", "leader", "auditor"])
def test_no_password_is_kept(cast: Cast, login: Login, reader: str) -> None:
    others = Enrolment.objects.exclude(pk=cast.a.pk)
    others.update(owner=cast.leader, next_step="Ring", state="contacted", started_on=None)
    user, today = getattr(cast, reader), timezone.localdate()
    refresh(today=today)
    seen = Signal.objects.filter(owner__isnull=False).values_list("pk", flat=True)
    see(by=cast.director, signals=seen, now=timezone.now(), today=today)

    page = (
        leader_page(user, today=today)
        if reader == "leader"
        else director_page(user, programme=None, regions=frozenset(), today=today)
    )
    kept = pickle.dumps(page)  # as the cache holds it

    assert cast.mellersta.name_sv.encode() in kept
    assert reader == "leader" or any(line.row.owner and line.row.seen_by for line in page.waiting.lines)
    for person in User.objects.all():
        assert person.password.encode() not in kept


def test_page_says_from_when_its_numbers_are(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    made_at = client.get("/").context["made_at"]

    again = client.get("/")

    assert again.context["made_at"] == made_at
    assert f"{timezone.localtime(made_at):%H.%M}" in again.content.decode()
