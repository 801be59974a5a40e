"""Every list as a spreadsheet: the page's rows in the page's order, nothing that runs, nothing of others, a trace."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.models import ActionItem, Goal
from companies.models import Company
from programme.notices.models import Delivery
from programme.people.models import AuditEvent, User
from tests.cast import Cast, person
from tests.coaching.posts import CANARY, held
from tests.funding.conftest import money as money
from tests.funding.conftest import own_files as own_files
from tests.funding.world import Money, released
from tests.notices.test_views import delivery, notice

Login = Callable[[User], Client]
TODAY = timezone.localdate
FORMULA = '=HYPERLINK("http://127.0.0.1","x")'
PAGES = {
    "session-export": "session-list",
    "action-export": "action-list",
    "person-export": "person-list",
    "notice-export": "notice-list",
    "notice-export-all": "notice-list-all",
    "report-list-export": "report-list",
}


def taken(login: Login, user: User, name: str, **query: object) -> list[list[object]]:
    """The rows of a spreadsheet, without the headings. No cell is a formula."""
    answer = login(user).get(reverse(name), query)
    assert answer.status_code == 200
    parts = zipfile.ZipFile(io.BytesIO(answer.content))
    assert not [part for part in parts.namelist() if "<f>" in parts.read(part).decode(errors="ignore")]
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()[1:]


def listed(login: Login, user: User, name: str, **query: object) -> list[object]:
    """The rows of the page."""
    page = login(user).get(reverse(PAGES[name]), query).context["page"]
    assert page.paginator.num_pages == 1
    return list(page)


def item(cast: Cast, what: str, days: int | None, **values: object) -> ActionItem:
    due_on = None if days is None else TODAY() + timedelta(days=days)
    return ActionItem.objects.create(
        **{"enrolment": cast.a, "what": what, "due_on": due_on, "added_by": cast.coach_a} | values
    )


def test_session_export_has_the_rows_of_the_list_with_hours_as_numbers(cast: Cast, login: Login) -> None:
    for days in (9, 3, 5):
        held(cast.coach_a, TODAY() - timedelta(days=days), cast.a, on_site_minutes=90)
    held(cast.coach_b, TODAY(), cast.b)
    query = {"q": cast.company_a.name, "from": TODAY() - timedelta(days=6)}

    rows = taken(login, cast.leader, "session-export", **query)

    assert [row[0] for row in rows] == [TODAY() - timedelta(days=3), TODAY() - timedelta(days=5)]
    assert [row[0] for row in rows] == [one.held_on for one in listed(login, cast.leader, "session-export", **query)]
    assert rows[0][1:] == [cast.company_a.name, "", cast.coach_a.name, 1.5, 3, 3, TODAY(), ""]


def test_session_export_of_a_joint_session_names_only_the_companies_that_the_reader_sees(
    cast: Cast, login: Login
) -> None:
    held(cast.coach_a, TODAY(), cast.a, cast.c, confidential_note=CANARY)

    everything = taken(login, cast.director, "session-export")
    own = taken(login, cast.leader, "session-export")

    assert (everything[0][1], everything[0][5]) == (f"{cast.company_a.name}, {cast.company_c.name}", 6)
    assert (own[0][1], own[0][5]) == (cast.company_a.name, 3)
    assert CANARY not in str(everything + own)
    assert CANARY not in str(taken(login, cast.coach_a, "session-export"))


def test_action_export_has_the_order_and_the_states_of_the_list(cast: Cast, login: Login) -> None:
    for what, days in (("Utan dag", None), ("Senare", 30), ("Försenad", -1), ("Snart", 7)):
        item(cast, what, days)
    item(cast, FORMULA, 1, closed_on=TODAY(), closed_by=cast.coach_a, effect="+46 sekunder", owner_name="@Åsa")
    item(cast, "Annans", 1, enrolment=cast.c)

    rows = taken(login, cast.leader, "action-export", show="all")

    assert [row[0] for row in rows] == ["Försenad", "Snart", "Senare", "Utan dag", FORMULA]
    assert [row[0] for row in rows] == [one.what for one in listed(login, cast.leader, "action-export", show="all")]
    assert [row[4] for row in rows] == ["Försenad", "Förfaller inom en vecka", "Senare", "Senare", "Klar"]
    assert rows[4][5:8] == [TODAY(), cast.coach_a.name, "+46 sekunder"]
    assert len(taken(login, cast.leader, "action-export")) == 4


def test_action_export_says_goal_effect_and_why_it_was_dropped(cast: Cast, login: Login) -> None:
    goal = Goal.objects.create(enrolment=cast.a, what="Halvera", added_by=cast.coach_a)
    closed = {"closed_on": TODAY(), "closed_by": cast.coach_a}
    item(cast, "Gav", None, goal=goal, expected_amount=Decimal("10.50"), reached_amount=8, effect_unit="kr",
         effect_per="year", **closed)  # fmt: skip
    item(cast, "Ströks", None, dropped_reason="=Maskinen såld", **closed)

    rows = {row[0]: row for row in taken(login, cast.leader, "action-export", show="all")}

    assert rows["Gav"][8:13] == ["", "Halvera", 10.5, 8, "kr"]
    assert rows["Ströks"][8:] == ["=Maskinen såld", "", "", "", "", ""]


def test_person_export_is_narrowed_as_the_list_and_shows_no_person_of_another_region(cast: Cast, login: Login) -> None:
    everybody = taken(login, cast.leader, "person-export")
    coaches = taken(login, cast.leader, "person-export", role="coach", region=cast.mellersta.pk)

    names = [one.name for one in listed(login, cast.leader, "person-export")]
    assert [row[0] for row in everybody] == names
    assert cast.leader_norr.name not in names
    assert [row[0] for row in coaches] == ["Mikael Sundh", "Olle Rask", "Sara Björk"]
    assert coaches[0][1] == cast.coach_a.email


def test_person_export_says_how_each_account_stands(cast: Cast, login: Login) -> None:
    invited = person("ny@example.org", "Ny Person")
    User.objects.filter(pk=invited.pk).update(password="!")

    states = {row[0]: row[3] for row in taken(login, cast.director, "person-export")}

    assert states["Ny Person"] == "Inbjuden, inte här än"
    assert states[cast.inactive.name] == "Kontot stängt"
    assert states[cast.leader.name] == "Kan logga in"


def test_notice_export_has_own_notices_only_with_what_became_of_the_mail(cast: Cast, login: Login) -> None:
    notice(cast.director, "Klart AB", day=1, settled_at=timezone.now())
    notice(cast.director, FORMULA, day=2, delivery=delivery(cast.director, Delivery.State.SENT))
    notice(cast.leader, "Annans AB", day=3)

    rows = taken(login, cast.director, "notice-export")

    assert [row[0] for row in rows] == [one.sentence for one in listed(login, cast.director, "notice-export")]
    assert [FORMULA in rows[0][0], "Klart AB" in rows[1][0], len(rows)] == [True, True, 2]
    assert [row[9] for row in rows] == ["Skickat", "Avklarat före mejl"]


def test_notice_export_all_is_narrowed_as_the_list(cast: Cast, login: Login) -> None:
    notice(cast.leader, "Ett AB", day=1)
    notice(cast.leader, "Två AB", day=2, settled_at=timezone.now())
    notice(cast.coach_a, "Tre AB", day=3, delivery=delivery(cast.coach_a, Delivery.State.IN_DOUBT))

    everything = taken(login, cast.auditor, "notice-export-all")
    of_leader = taken(login, cast.auditor, "notice-export-all", person=cast.leader.pk, state="open")

    assert [row[0] for row in everything] == [cast.leader.name, cast.coach_a.name, cast.leader.name]
    assert [(row[0], "Ett AB" in row[1]) for row in of_leader] == [(cast.leader.name, True)]
    for state in ("unmailed", "settled", "in_doubt", "none-such"):
        rows = taken(login, cast.auditor, "notice-export-all", state=state)
        page = listed(login, cast.auditor, "notice-export-all", state=state)
        assert [row[1] for row in rows] == [one.sentence for one in page]


def test_report_list_export_has_the_rows_of_the_list(cast: Cast, money: Money, login: Login) -> None:
    released(cast, money)

    for show, count in (("due", 2), ("released", 1), ("all", 3), ("none-such", 2)):
        rows = taken(login, cast.director, "report-list-export", show=show)
        lines = listed(login, cast.director, "report-list-export", show=show)
        assert [row[:2] for row in rows] == [[line.words, str(line.period.grant)] for line in lines]
        assert [row[3] for row in rows] == [line.status.word for line in lines]
        assert len(rows) == count


def test_report_list_export_tells_a_funder_no_more_than_the_funders_page(
    cast: Cast, money: Money, login: Login
) -> None:
    released(cast, money)

    rows = taken(login, cast.funder_tvv, "report-list-export")

    lines = listed(login, cast.funder_tvv, "report-list-export")
    assert [row[:2] for row in rows] == [[line.words, str(line.period.grant)] for line in lines]
    assert {row[2] for row in rows} == {str(cast.tvv)}
    assert {row[3] for row in rows if not row[4]} <= {"Kommande", "Inte fastställd"}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_export_leaves_a_trace_and_the_page_leads_to_it_as_it_is_narrowed(
    cast: Cast, money: Money, login: Login, name: str
) -> None:
    held(cast.coach_a, TODAY(), cast.a)
    item(cast, "Märk upp", 1)
    notice(cast.director, "Ett AB")

    page = login(cast.director).get(reverse(PAGES[name]), {"show": "all", "page": 1}).content.decode()
    rows = taken(login, cast.director, name, show="all")

    assert f'href="{reverse(name)}?show=all"' in page
    event = AuditEvent.objects.get(verb="exported")
    assert (event.by, event.subject_label) == (cast.director, PAGES[name])
    assert event.changes == {"rows": [None, len(rows)], "narrowed": [None, "show=all"]}
    assert rows


@pytest.mark.parametrize("name", sorted(PAGES))
def test_export_of_an_odd_address_is_answered(cast: Cast, login: Login, name: str) -> None:
    for query in ("q=%00", "q=%ED%A0%80", "from=2026-13-45", "region=9" * 40, "person=x", "show=%FF&page=-1"):
        answer = login(cast.director).get(f"{reverse(name)}?{query}")
        assert answer.status_code == 200
        assert zipfile.is_zipfile(io.BytesIO(answer.content))


@pytest.mark.parametrize("name", ["session-export", "action-export"])
def test_export_asks_as_often_for_3_rows_as_for_30(cast: Cast, login: Login, name: str) -> None:
    client = login(cast.director)

    def queries() -> int:
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name)).status_code == 200
        return len(seen)

    for count, first in ((3, 0), (27, 3)):
        for n in range(first, first + count):
            held(cast.coach_a, TODAY() - timedelta(days=n % 20), cast.a)
            item(cast, f"Steg {n}", n)
        if count == 3:
            few = queries()
    assert queries() == few
    assert few <= 14


def test_export_of_a_company_whose_name_is_a_formula_is_text(cast: Cast, login: Login) -> None:
    Company.objects.filter(pk=cast.company_a.pk).update(name=FORMULA)
    held(cast.coach_a, TODAY(), cast.a)
    item(cast, "Märk upp", 1)

    assert taken(login, cast.director, "session-export")[0][1] == FORMULA
    assert taken(login, cast.director, "action-export")[0][1] == FORMULA
