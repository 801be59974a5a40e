"""The flow: each company in its column, narrowed by the address, bounded, moved with a word, exported as shown."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.models import Attendance, CoachingSession
from coaching.so_far import recount
from companies import actions
from companies.actions import WrongMove
from companies.models import Enrolment, LoggedContact, StateChange
from programme.oversight import pipeline
from programme.oversight.dashboards import board
from programme.people.models import AuditEvent
from tests.cast import Cast, active, company

Login = Callable[[object], Client]
PAGE = "/pipeline/"


def interested(cast: Cast, n: int, name: str, days: int = 0, **values: object) -> Enrolment:
    """A company on the way in, in its state since some days."""
    since = timezone.localdate() - timedelta(days=days)
    row = Enrolment.objects.create(
        company=company(n, name, cast.mellersta, "2280"), programme_version=cast.version, region=cast.mellersta,
        state_since_on=since, **values,
    )  # fmt: skip
    StateChange.objects.create(enrolment=row, state=row.state, changed_on=since)
    return row


def shown(client: Client, **asked: object) -> dict[str, list[str]]:
    columns = client.get(PAGE, asked).context["columns"]
    return {c.state: [card.enrolment.company.name for card in c.cards] for c in columns if c.cards}


def listed(client: Client, **asked: object) -> list[str]:
    return [card.enrolment.company.name for card in client.get(PAGE, {"view": "list", **asked}).context["lines"]]


def test_board_puts_each_company_in_its_column(cast: Cast, login: Login) -> None:
    actions.complete(by=cast.director, enrolment=cast.b, on=timezone.localdate(), without="Provkörning")
    actions.pause(by=cast.director, enrolment=cast.a, on=timezone.localdate(), code="staff")

    assert shown(login(cast.leader)) == {
        "interested": ["Ångerdals Smide AB"], "active": ["Norrskena Mekanik AB"], "completed": ["Stöde Plåt AB"],
    }  # fmt: skip
    assert shown(login(cast.leader_norr)) == {"active": ["Skelleälvens Trä AB"]}
    assert login(cast.coach_a).get(PAGE).status_code == 403
    assert login(cast.funder_tvv).get(PAGE).status_code == 403


def test_board_column_is_bounded_and_its_total_opens_its_rows(cast: Cast, login: Login) -> None:
    for n in range(100, 120):
        interested(cast, n, f"Firma {n} AB", next_step="Ring", next_step_on=timezone.localdate())
    client = login(cast.leader)

    column = client.get(PAGE, {"q": "Firma"}).context["columns"][0]

    assert (len(column.cards), column.total, column.more) == (board.SHOWN, 20, 20 - board.SHOWN)
    assert client.get(column.href).context["page"].paginator.count == 20


def test_board_shows_a_moved_card_beyond_the_bound_but_not_beyond_the_filters(cast: Cast, login: Login) -> None:
    for n in range(100, 100 + board.SHOWN + 5):
        last = interested(cast, n, f"Firma {n} AB", owner=cast.leader)
    client = login(cast.leader)

    def shown(**asked: object) -> bool:
        columns = client.get(PAGE, {"moved": last.pk, **asked}).context["columns"]
        assert all(column.more >= 0 for column in columns)
        return any(card.enrolment == last for column in columns for card in column.cards)

    assert last not in [card.enrolment for column in client.get(PAGE).context["columns"] for card in column.cards]
    assert shown()
    assert shown(q="Firma")
    assert not shown(q=cast.company_lone.name)


def test_board_shows_the_late_first_and_of_the_completed_the_latest(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    interested(cast, 100, "Sen AB", 30)
    interested(cast, 101, "Snart AB", next_step="Ring", next_step_on=today + timedelta(days=2))
    interested(cast, 102, "Försenad AB", next_step="Ring", next_step_on=today - timedelta(days=2))
    for n in range(110, 125):
        row = active(company(n, f"Klar {n} AB", cast.mellersta, "2280"), cast.version, today - timedelta(days=600))
        Enrolment.objects.filter(pk=row.pk).update(state="completed", ended_on=today - timedelta(days=n))

    columns = shown(login(cast.leader))

    assert columns["interested"] == ["Försenad AB", "Sen AB", "Snart AB", "Ångerdals Smide AB"]
    assert columns["completed"] == [f"Klar {n} AB" for n in range(110, 122)]


def test_late_filter_and_delay_mark_say_the_same(cast: Cast) -> None:
    today = timezone.localdate()
    for n, days in enumerate((0, 13, 14, 15, 40)):
        interested(cast, 100 + n, f"Tyst {n} AB", days)
        interested(cast, 110 + n, f"Steg {n} AB", 50, next_step="Ring", next_step_on=today - timedelta(days=days))
        Enrolment.objects.filter(pk=interested(cast, 120 + n, f"Antagen {n} AB", 50).pk).update(
            state="admitted", admitted_on=today - timedelta(days=50), start_on=today - timedelta(days=days)
        )
        row = active(
            company(130 + n, f"Igång {n} AB", cast.mellersta, "2280"), cast.version, today - timedelta(days=90)
        )
        row.planned_stages.filter(order=1).update(planned_end_on=today - timedelta(days=days))
        if n % 2:
            Enrolment.objects.filter(pk=row.pk).update(state="paused")
    rows = board.with_card_facts(Enrolment.objects.visible_to(cast.leader), cast.leader, today=today)

    marked = {row.pk for row in rows if board.late_mark(row, today)}

    assert marked == set(rows.filter(board.late_on(today)).values_list("pk", flat=True))
    assert 0 < len(marked) < rows.count()


def test_flow_obeys_the_filters_of_the_address(cast: Cast, login: Login) -> None:
    interested(cast, 100, "Berg AB", 40, owner=cast.leader)
    client = login(cast.leader)

    assert listed(client, q="berg") == ["Berg AB"]
    assert listed(client, late=1) == ["Berg AB"]
    assert listed(client, owner=cast.leader.pk) == ["Berg AB"]
    assert "Berg AB" not in listed(client, owner="none")
    assert listed(client, state="active") == ["Norrskena Mekanik AB", "Stöde Plåt AB"]
    assert listed(client, programme=987654) == []
    assert listed(login(cast.director), region=cast.norr.pk) == ["Skelleälvens Trä AB"]
    assert listed(client, state="interested", sort="-since") == ["Berg AB", "Ångerdals Smide AB"]


@pytest.mark.parametrize("view", ["board", "list"])
@pytest.mark.parametrize(
    ("query", "left_out"),
    [
        ("q=%00%01&region=1 or 1&programme=-1&owner=x&late=2&page=1e9", ["1 or 1", "-1", "x", "2"]),
        ("state=zz&sort=owner__password", ["zz", "owner__password"]),
        ("moved=99999999999999999999", []),
        ("moved=1", []),
        ("owner=9223372036854775808", ["9223372036854775808"]),
    ],
)
def test_flow_says_what_of_an_address_it_leaves_out_and_shows_the_rest(
    cast: Cast, login: Login, view: str, query: str, left_out: list[str]
) -> None:
    page = login(cast.leader).get(f"{PAGE}?view={view}&{query}")

    said = [f"”{value}” gick inte att läsa och togs inte med." for value in left_out]
    assert [str(word) for word in page.context["messages"]] == said
    assert page.context.get("undo") is None
    cards = page.context["lines"] if view == "list" else [c for one in page.context["columns"] for c in one.cards]
    assert {card.enrolment.pk for card in cards} == {cast.a.pk, cast.b.pk, cast.lone.pk}


def test_board_move_returns_to_the_board_with_a_word_and_an_undo(cast: Cast, login: Login) -> None:
    client, address = login(cast.leader), reverse("enrolment-move", args=[cast.lone.pk])
    since_on, changes = cast.lone.state_since_on, cast.lone.state_changes.count()

    posted = {"to": "contacted", "was": "interested", "back": f"{PAGE}?q=smide&moved=1"}
    page = client.post(address, posted, follow=True)

    assert page.redirect_chain[-1][0] == f"{PAGE}?q=smide&moved={cast.lone.pk}"
    assert [str(m) for m in page.context["messages"]] == ["Ångerdals Smide AB är flyttat till ”Kontaktad”."]
    assert page.context["undo"]["move"].state == "interested"
    posted = {"to": "interested", "was": "contacted", "take_back": "1", "back": PAGE}
    page = client.post(address, posted, follow=True)
    assert [str(m) for m in page.context["messages"]] == ["Ångerdals Smide AB står i ”Intresse” igen."]
    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.state_since_on) == ("interested", since_on)
    assert cast.lone.state_changes.count() == changes
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["move", "take_back"]


def test_board_move_of_somebody_else_or_another_day_is_not_taken_back(cast: Cast, login: Login) -> None:
    actions.move(by=cast.director, enrolment=cast.lone, to="contacted", on=timezone.localdate())
    client, address = login(cast.leader), reverse("enrolment-move", args=[cast.lone.pk])

    assert client.get(PAGE, {"moved": cast.lone.pk}).context["undo"] is None
    client.post(address, {"to": "interested", "was": "contacted", "take_back": "1", "back": PAGE})

    cast.lone.refresh_from_db()
    assert cast.lone.state == "contacted"
    with pytest.raises(WrongMove):
        actions.take_back(by=cast.director, enrolment=cast.lone, today=timezone.localdate() + timedelta(days=1))


def test_board_move_from_an_older_board_moves_nothing(cast: Cast, login: Login) -> None:
    actions.move(by=cast.director, enrolment=cast.lone, to="applied", on=timezone.localdate())
    address = reverse("enrolment-move", args=[cast.lone.pk])

    page = login(cast.leader).post(address, {"to": "contacted", "was": "interested", "back": PAGE}, follow=True)

    (said,) = page.context["messages"]
    assert str(said) == "Ångerdals Smide AB har under tiden kommit till ”Ansökt”. Inget har flyttats."
    cast.lone.refresh_from_db()
    assert cast.lone.state == "applied"


def test_board_move_back_from_admitted_asks_first_since_the_plan_goes(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    actions.move(by=cast.leader, enrolment=cast.lone, to="applied", on=today)
    actions.admit(by=cast.leader, enrolment=cast.lone, start_on=today, on=today)
    address = reverse("enrolment-move", args=[cast.lone.pk])

    page = login(cast.leader).post(address, {"to": "applied", "was": "admitted", "back": PAGE}, follow=True)

    assert page.redirect_chain[-1][0] == address
    assert "planen" in page.content.decode()
    assert cast.lone.planned_stages.exists()


def test_board_move_that_the_state_does_not_lead_to_says_why(cast: Cast, login: Login) -> None:
    client, address = login(cast.leader), reverse("enrolment-move", args=[cast.lone.pk])

    for wrong in ("admitted", "completed", "paused", "zz", ""):
        page = client.post(address, {"to": wrong, "back": PAGE}, follow=True)
        (said,) = page.context["messages"]
        assert str(said).startswith("Ångerdals Smide AB: ") and "Kontaktad" in str(said)
    cast.lone.refresh_from_db()
    assert cast.lone.state == "interested"


def test_board_move_that_asks_for_more_leads_to_its_page(cast: Cast, login: Login) -> None:
    actions.move(by=cast.leader, enrolment=cast.lone, to="applied", on=timezone.localdate())
    client = login(cast.leader)

    asked = {"lone": "admitted", "a": "completed"}
    answers = {
        name: client.post(reverse("enrolment-move", args=[getattr(cast, name).pk]), {"to": to, "back": PAGE}).url
        for name, to in asked.items()
    }

    assert answers == {
        "lone": reverse("enrolment-admit", args=[cast.lone.pk]), "a": reverse("enrolment-complete", args=[cast.a.pk]),
    }  # fmt: skip


def test_board_move_never_leads_to_another_site(cast: Cast, login: Login) -> None:
    answer = login(cast.leader).post(
        reverse("enrolment-move", args=[cast.lone.pk]), {"to": "contacted", "back": "//evil.example/"}
    )

    assert answer.url == cast.lone.get_absolute_url()


def test_board_of_a_reader_offers_no_change(cast: Cast, login: Login) -> None:
    page = login(cast.auditor).get(PAGE)

    assert all(not card.acts and not card.log_href for column in page.context["columns"] for card in column.cards)
    assert "<details class=" not in page.content.decode()


def test_card_and_line_tell_the_last_contact(cast: Cast, login: Login) -> None:
    day = timezone.localdate() - timedelta(days=5)
    LoggedContact.objects.create(company=cast.company_lone, held_on=day, logged_by=cast.leader)
    client = login(cast.leader)

    card = client.get(PAGE).context["columns"][0].cards[0]
    (line,) = client.get(PAGE, {"view": "list", "state": "interested"}).context["lines"]

    assert card.last_on == line.last_on == day


def test_flow_sorts_by_the_later_of_contact_and_session(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    for enrolment, days in ((cast.a, 3), (cast.b, 9)):
        held = CoachingSession.objects.create(coach=cast.coach_a, held_on=today - timedelta(days=days))
        Attendance.objects.create(session=held, enrolment=enrolment, women=1)
    recount(Enrolment.objects.all())
    for row, days in ((cast.company_a, 20), (cast.company_lone, 5)):
        LoggedContact.objects.create(company=row, held_on=today - timedelta(days=days), logged_by=cast.leader)
    interested(cast, 100, "Aldrig AB")
    client = login(cast.leader)

    latest = [cast.company_a.name, cast.company_lone.name, cast.company_b.name]

    assert listed(client, sort="-contact") == [*latest, "Aldrig AB"]
    assert listed(client, sort="contact") == [*reversed(latest), "Aldrig AB"]


def test_flow_ended_one_shows_no_next_step(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    Enrolment.objects.filter(pk__in=[cast.a.pk, cast.b.pk]).update(next_step="Ring chefen", next_step_on=today)
    cast.b.refresh_from_db()
    actions.complete(by=cast.director, enrolment=cast.b, on=today, without="Provkörning")
    client = login(cast.leader)

    steps = {card.enrolment.pk: card.step for card in client.get(PAGE, {"view": "list"}).context["lines"]}
    sheet = client.get(reverse("pipeline-export"))

    assert (steps[cast.a.pk], steps[cast.b.pk]) == ("Ring chefen", "")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows if "Ring chefen" in row] == [cast.company_a.name]
    for enrolment, times in ((cast.a, 1), (cast.b, 0)):
        assert client.get(enrolment.get_absolute_url()).content.decode().count("Ring chefen") == times


def test_flow_export_holds_the_rows_that_are_shown_and_leaves_a_trace(cast: Cast, login: Login) -> None:
    interested(cast, 100, "=1+1 AB", 40)

    answer = login(cast.leader).get(reverse("pipeline-export"), {"state": "interested", "late": "1"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows][-1] == "=1+1 AB" and len([row for row in rows if row[0]]) == 2
    event = AuditEvent.objects.get(verb="exported")
    assert (event.subject_label, event.changes["rows"]) == ("pipeline", [None, 1])


@pytest.mark.parametrize("view", ["board", "list"])
def test_flow_asks_the_database_as_often_for_three_cards_as_for_thirty(cast: Cast, login: Login, view: str) -> None:
    client, counts = login(cast.leader), []
    client.get(PAGE)
    for first, last in ((100, 103), (103, 130)):
        for n in range(first, last):
            row = interested(cast, n, f"Firma {n} AB", n - 100, owner=cast.leader)
            LoggedContact.objects.create(company=row.company, held_on=row.state_since_on, logged_by=cast.leader)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"view": view, "moved": cast.lone.pk})
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_flow_total_is_the_sum_of_its_columns(cast: Cast) -> None:
    rows = pipeline.flow_rows(cast.director, pipeline.Filters(), today=timezone.localdate())

    assert pipeline.totals(rows) == {
        "interested": 1, "contacted": 0, "applied": 0, "admitted": 0, "active": 3, "completed": 0,
    }  # fmt: skip
