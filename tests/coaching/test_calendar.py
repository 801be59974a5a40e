"""The calendar feed behind a secret address: what its person may see today, and nothing for anybody else."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from coaching.actions import make_calendar_address, withdraw_calendar_address
from coaching.models import Activity, CalendarAddress, CoachAssignment
from coaching.views import calendar as door
from programme.people.models import Appointment, AuditEvent, User
from tests.cast import Cast
from tests.coaching.plans import ahead, away, planned
from tests.coaching.posts import CANARY, held


def address_of(person: User) -> str:
    token = make_calendar_address(by=User.objects.get(pk=person.pk), now=timezone.now())
    return f"/calendar/{token}.ics"


def events(answer: Any) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_feed_holds_the_persons_own_plan(cast: Cast, client: Client) -> None:
    row = planned(cast.coach_a, ahead(2), cast.a, place="Verkstaden", note="Ta med ritning")
    planned(cast.coach_b, ahead(2), cast.b)
    answer = client.get(address_of(cast.coach_a))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    (event,) = events(answer)
    assert str(event["summary"]) == cast.company_a.name
    assert str(event["uid"]).startswith(f"planned-{row.pk}@")
    assert event["dtstart"].dt == ahead(2)
    assert event["dtstart"].params["TZID"] == "Europe/Stockholm"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=2)
    assert "Verkstaden" in str(event["location"])
    assert str(event["description"]) == "Ta med ritning"
    assert len(Calendar.from_ical(answer.content).walk("VTIMEZONE")) == 1


def test_feed_says_how_each_session_stands(cast: Cast, client: Client) -> None:
    planned(cast.coach_a, ahead(-3), cast.a, state="no_show")
    planned(cast.coach_a, ahead(1), cast.a, state="cancelled", cancel_reason="coach")
    planned(cast.coach_a, ahead(2), cast.a, state="proposed")
    planned(cast.coach_a, ahead(3), cast.a)
    planned(cast.coach_a, ahead(-90), cast.a)
    found = [str(event["status"]) for event in events(client.get(address_of(cast.coach_a)))]
    assert found == ["CANCELLED", "CANCELLED", "TENTATIVE", "CONFIRMED"]


def test_feed_hides_the_other_company_of_a_joint_session_and_every_note(cast: Cast, client: Client) -> None:
    session = held(cast.coach_a, timezone.localdate(), cast.a, cast.c, confidential_note=CANARY)
    planned(cast.coach_a, ahead(-1), cast.a, cast.c, state="held", session=session)
    said = client.get(address_of(cast.coach_a)).content.decode()
    assert cast.company_a.name in said
    assert cast.company_c.name not in said
    assert CANARY not in said


def test_feed_follows_the_rights_of_today(cast: Cast, client: Client) -> None:
    planned(cast.coach_a, ahead(2), cast.a)
    planned(cast.coach_b, ahead(2), cast.b)
    address = address_of(cast.coach_a)
    row = away(cast.coach_b, cast.coach_a, 0, 1)
    covered = [str(event["summary"]) for event in events(client.get(address))]
    assert sorted(covered) == [cast.company_a.name, f"{cast.company_b.name} ({cast.coach_b.name})"]
    type(row).objects.filter(pk=row.pk).update(from_on=row.from_on - timedelta(9), until_on=row.from_on - timedelta(1))
    CoachAssignment.objects.filter(coach=cast.coach_a).update(until_on=timezone.localdate() - timedelta(days=1))
    assert events(client.get(address)) == []


def test_feed_of_a_leader_holds_the_series_that_she_runs(cast: Cast, client: Client) -> None:
    series = Activity.objects.create(
        programme=cast.programme, region=cast.mellersta, kind="pilot", title="Pilot", planned_on=timezone.localdate()
    )
    planned(cast.coach_a, ahead(2), cast.a, activity=series)
    planned(cast.coach_a, ahead(3), cast.a)
    (event,) = events(client.get(address_of(cast.leader)))
    assert str(event["summary"]) == f"{cast.company_a.name} ({cast.coach_a.name})"


def test_feed_answers_alike_for_every_address_that_opens_nothing(cast: Cast, client: Client) -> None:
    withdrawn, replaced, closed, ended = (
        address_of(one) for one in (cast.coach_a, cast.coach_b, cast.coach_c, cast.leader)
    )
    withdraw_calendar_address(by=cast.coach_a)
    address_of(cast.coach_b)
    User.objects.filter(pk=cast.coach_c.pk).update(is_active=False)
    Appointment.objects.filter(person=cast.leader).update(until_on=timezone.localdate() - timedelta(days=1))
    tried = [withdrawn, replaced, closed, ended, "/calendar/x.ics", "/calendar/%F0%9F%98%80.ics"]
    answers = [client.get(address) for address in tried]
    assert {(one.status_code, one.content, one.headers["Cache-Control"]) for one in answers} == {(404, b"", "no-store")}


def test_feed_is_asked_for_so_often_and_no_more(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "OF_ONE_PERSON", 2)
    address, other = address_of(cast.coach_a), address_of(cast.coach_b)
    assert [client.get(address).status_code for _n in range(3)] == [200, 200, 429]
    assert client.get(other).status_code == 200


def test_feed_asks_the_same_number_of_queries(cast: Cast, client: Client, django_assert_num_queries) -> None:
    address = address_of(cast.coach_a)
    for n in range(30):
        planned(cast.coach_a, ahead(n + 1), cast.a)
        if n in (2, 29):
            with django_assert_num_queries(4):
                assert len(events(client.get(address))) == n + 1


def test_feed_keeps_the_clock_across_summer_time(cast: Cast, client: Client) -> None:
    zone = ZoneInfo("Europe/Stockholm")
    winter = timezone.localtime(ahead(2)).replace(month=1, day=15)
    summer = winter.replace(month=7, day=15)
    rows = [planned(cast.coach_a, one.astimezone(zone), cast.a) for one in (winter, summer)]
    told = {str(event["uid"]): event["dtstart"].dt.hour for event in events(client.get(address_of(cast.coach_a)))}
    assert set(told.values()) <= {9} and len(rows) == 2


def test_calendar_page_shows_the_address_once_and_keeps_its_hash_only(cast: Cast, login) -> None:
    me = login(cast.coach_a)
    page = me.post("/account/calendar/make/").content.decode()
    token = re.search(r"/calendar/([\w-]+)\.ics", page)[1]
    assert len(token) > 40
    assert token not in me.get("/account/calendar/").content.decode()
    held_row = CalendarAddress.objects.get()
    assert held_row.token_sha256 != token and len(held_row.token_sha256) == 64
    assert me.get(f"/calendar/{token}.ics").status_code == 200
    me.post("/account/calendar/withdraw/")
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["calendar-address-make", "calendar-address-withdraw"]


def test_account_page_leads_to_the_calendar_for_who_has_a_plan(cast: Cast, login) -> None:
    assert "/account/calendar/" in login(cast.coach_a).get("/account/").content.decode()
    assert "/account/calendar/" not in login(cast.funder_tvv).get("/account/").content.decode()
