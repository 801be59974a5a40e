"""The list of people and a person's card."""

import pytest
from django.utils import timezone

from programme.people.models import Appointment
from programme.people.roles import Role
from tests.cast import Cast, person


def names(response) -> list[str]:
    return [row.name for row in response.context["page"]]


def test_person_list_shows_only_people_and_tasks_in_sight(cast: Cast, login) -> None:
    Appointment.objects.create(person=cast.coach_a, role=Role.COACH, region=cast.norr, from_on=timezone.localdate())
    response = login(cast.leader).get("/people/")
    assert names(response) == ["Anders Åhlén", "Mikael Sundh", "Olle Rask", "Sara Björk"]
    page = response.content.decode()
    assert "Mellersta Norrland" in page
    tasks = {task for row in response.context["page"] for task in row.tasks}
    assert {task.region for task in tasks} == {cast.mellersta}


def test_person_list_filter_by_role_reveals_no_task_out_of_sight(cast: Cast, login) -> None:
    Appointment.objects.create(
        person=cast.coach_a, role=Role.OUTREACH_LEAD, region=cast.norr, from_on=timezone.localdate()
    )
    assert names(login(cast.director).get("/people/?role=outreach_lead")) == ["Mikael Sundh"]
    assert names(login(cast.leader).get("/people/?role=outreach_lead")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=NORD", ["Maja Nordvall"]),
        ("q=coach.b%40example", ["Sara Björk"]),
        ("role=funder", ["Eva Wessman", "Per Holmér"]),
        ("state=closed", ["Siv Borta"]),
        ("state=past", ["Nils Ingen"]),
        ("role=nonsense&q=Gun", ["Gun Alm"]),
        ("q=Gun&page=-1&page=x", ["Gun Alm"]),
        ("q=%25", []),
        ("q=a%00lm", ["Gun Alm"]),
        ("region=9223372036854775808&q=Gun", ["Gun Alm"]),
    ],
)
def test_person_list_filters(cast: Cast, login, query: str, expected: list[str]) -> None:
    assert names(login(cast.director).get(f"/people/?{query}")) == expected


def test_person_list_takes_the_same_queries_at_3_and_at_30(cast: Cast, login, django_assert_num_queries) -> None:
    client = login(cast.leader_norr)
    person("one.more@example.org", "En Till", (Role.COACH, {"region": cast.norr}))
    client.get("/people/")
    with django_assert_num_queries(7):
        assert len(names(client.get("/people/"))) == 3
    for n in range(27):
        person(f"c{n}@example.org", f"Coach {n}", (Role.COACH, {"region": cast.norr}))
    with django_assert_num_queries(7):
        assert len(names(client.get("/people/"))) == 25


def test_person_card_shows_tasks_login_and_two_step_state(cast: Cast, login) -> None:
    login(cast.coach_a)
    response = login(cast.leader).get(f"/people/{cast.coach_a.pk}/")
    assert [a["row"].region for a in response.context["appointments"]] == [cast.mellersta]
    assert response.context["two_factor"] is False
    assert response.context["may_close"] is True
    assert cast.coach_a.email in response.content.decode()


def test_person_card_out_of_sight_is_not_found(cast: Cast, login) -> None:
    assert login(cast.leader_norr).get(f"/people/{cast.coach_c.pk}/").context["shown"] == cast.coach_c
    assert login(cast.leader).get(f"/people/{cast.coach_c.pk}/").status_code == 404
    assert login(cast.coach_c).get(f"/people/{cast.coach_c.pk}/").status_code == 403
