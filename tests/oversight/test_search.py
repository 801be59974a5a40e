"""Search from any page: within the reader's rights, every kind of thing, never a confidential note."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.models import ActionItem, Attendance, CoachingSession
from companies.models import Contact, Enrolment
from programme.oversight.search import SHOWN, found_for
from programme.people.models import User
from tests.cast import Cast
from tests.funding.world import build_money, frozen
from tests.oversight.test_company_list import session

Login = Callable[[User], Client]


def met(cast: Cast, enrolment: Enrolment, summary: str, note: str = "", days_ago: int = 3) -> CoachingSession:
    row = session(cast, enrolment, days_ago=days_ago)
    CoachingSession.objects.filter(pk=row.pk).update(shareable_summary=summary, confidential_note=note)
    return row


def hits(user: User, words: str) -> dict[str, list[str]]:
    return {
        one.key: ["".join(part for part, _strong in hit.title) for hit in one.hits] for one in found_for(user, words)
    }


def test_every_kind_is_found_by_who_sees_it(cast: Cast) -> None:
    met(cast, cast.a, "Vi mätte gasell på fräsen.")
    ActionItem.objects.create(enrolment=cast.a, what="Köp gasell", added_by=cast.coach_a)
    Contact.objects.create(company=cast.a.company, name="Gasella Bergsdotter", email="g@example.org")
    type(cast.a.company).objects.filter(pk=cast.a.company_id).update(name="Gaselldals Gjuteri AB")
    User.objects.filter(pk=cast.coach_a.pk).update(name="Moa Gasellsson")

    mine = hits(cast.leader, "GASELL")

    assert set(mine) == {"companies", "contacts", "sessions", "actions", "people"}
    assert mine["companies"] == ["Gaselldals Gjuteri AB"]
    assert mine["actions"] == ["Köp gasell"]
    assert set(hits(cast.coach_a, "gasell")) == {"companies", "contacts", "sessions", "actions"}
    assert hits(cast.leader_norr, "gasell") == {}
    assert hits(cast.coach_b, "gasell") == {}
    assert hits(cast.funder_tvv, "gasell") == {}


def test_whatever_is_found_opens_for_who_found_it(cast: Cast, login: Login) -> None:
    met(cast, cast.a, "Gasell")
    ActionItem.objects.create(enrolment=cast.a, what="Köp gasell", added_by=cast.coach_a)

    for reader in (cast.director, cast.auditor, cast.leader, cast.coach_a):
        client = login(reader)
        found = [hit.href for kind in found_for(reader, "gasell") for hit in kind.hits]
        assert len(found) == 2
        assert [client.get(href).status_code for href in found] == [200, 200], reader


def test_confidential_notes_are_searched_by_nobody(cast: Cast) -> None:
    row = met(cast, cast.a, "Gick bra.", note="Ägaren vill sälja")

    for reader in (cast.coach_a, cast.leader, cast.director, cast.auditor):
        assert hits(reader, "sälja") == {}
    assert list(hits(cast.coach_a, "gick bra")) == ["sessions"]
    assert CoachingSession.objects.get(pk=row.pk).confidential_note == "Ägaren vill sälja"


def test_joint_session_names_only_companies_that_the_reader_sees(cast: Cast) -> None:
    row = met(cast, cast.a, "Gemensam rundvandring")
    Attendance.objects.create(session=row, enrolment=cast.c)

    (title,) = hits(cast.leader, "rundvandring")["sessions"]
    (other,) = hits(cast.leader_norr, "rundvandring")["sessions"]

    assert cast.a.company.name in title and cast.c.company.name not in title
    assert cast.c.company.name in other and cast.a.company.name not in other


def test_funder_finds_its_own_grants_and_released_reports(cast: Cast) -> None:
    money = build_money(cast)
    frozen(cast, money.period_vinnova)

    own = hits(cast.funder_vinnova, "verksamhetsbidrag")

    assert own == {"grants": [str(money.vinnova)], "reports": own["reports"]} and len(own["reports"]) == 1
    assert hits(cast.funder_tvv, "verksamhetsbidrag") == {"grants": [str(money.tvv)]}


@pytest.mark.parametrize("words", ["", "x", "%", "  ", "\x00", "'; --", "a" * 500, "(", "\\", "ﷺ"])
def test_page_answers_whatever_is_written(cast: Cast, login: Login, words: str) -> None:
    answer = login(cast.leader).get(reverse("search"), {"q": words})

    assert answer.status_code == 200
    assert answer.context["found"] == []


def test_page_shows_the_words_stronger_and_leads_on(cast: Cast, login: Login) -> None:
    met(cast, cast.a, "<b>Ställtid</b> på fräsen")

    page = login(cast.coach_a).get(reverse("search"), {"q": "ställtid"})

    assert "&lt;b&gt;<strong>Ställtid</strong>&lt;/b&gt; på fräsen" in page.content.decode()


def test_more_than_are_shown_lead_to_the_list(cast: Cast, login: Login) -> None:
    for n in range(SHOWN + 1):
        ActionItem.objects.create(enrolment=cast.a, what=f"Märk hylla {n}", added_by=cast.coach_a)

    (found,) = login(cast.leader).get(reverse("search"), {"q": "märk hylla"}).context["found"]

    assert (len(found.hits), found.more, found.all_href) == (SHOWN, True, "")
    (companies,) = [one for one in found_for(cast.leader, "AB") if one.key == "companies"]
    assert companies.all_href == f"{reverse('company-list')}?q=AB"


def test_page_asks_equally_often_for_1_and_3_sessions(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    def asked() -> int:
        client.get(reverse("search"), {"q": "gjutning"})
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("search"), {"q": "gjutning"})
        return len(captured)

    met(cast, cast.a, "Gjutning")
    one = asked()
    for n in range(2):
        met(cast, cast.b, "Mer gjutning", days_ago=4 + n)
    assert asked() == one <= 12
    assert CoachingSession.objects.filter(held_on__gte=timezone.localdate() - timedelta(days=9)).count() >= 3
