"""What saving a row says and does beside the ordinary, and what the page shows and ticks before it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies.imports import saving, working
from companies.imports.actions import set_ticks, tick_all, turn_bad
from companies.imports.checking import Plan, check
from companies.imports.reading import TIME_LIMIT
from companies.models import Company, CompanyImport, Contact, ImportRow
from programme.people.models import AuditEvent
from tests.cast import Cast, number
from tests.companies.imports.sheets import cells_of, checked, outcomes, saved, xlsx

Login = Callable[[object], Client]
State = CompanyImport.State
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def storage(settings: LazySettings, tmp_path: Path) -> None:
    """Files of a test go away with it."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def leader(cast: Cast, login: Login) -> Client:
    return login(cast.leader)


def plan_of(imported: CompanyImport, cast: Cast, row: int) -> Plan:
    plans = check(imported, list(imported.rows.all()), by=cast.leader, today=timezone.localdate())
    return next(plan for plan in plans if plan.row.number == row)


@pytest.mark.parametrize("own", [True, False])
def test_company_that_somebody_was_quicker_to_enter_is_told_in_plain_words(
    leader: Client, cast: Cast, own: bool
) -> None:
    imported = checked(leader, xlsx([["Indal AB", number(61), "Timrå", 7, "", ""]]))
    plan = plan_of(imported, cast, 2)
    region = cast.mellersta if own else cast.norr
    quicker = Company.objects.create(
        organisation_number=number(61), name="Snabb & Co AB", region=region, municipality_id="2262"
    )

    with pytest.raises(saving.NotSaved) as refused:
        saving.save_row(plan, by=cast.leader, today=timezone.localdate())
    told = refused.value
    turn_bad(by=cast.leader, row=told.row, problems=told.problems, company=told.company)
    page = leader.get(reverse("import-review", args=[imported.pk])).content.decode()
    taken = cells_of(leader.get(reverse("import-bad-rows", args=[imported.pk])).content)

    words = "Företaget finns redan i portalen." + ("" if own else f" Kontakta regionen {cast.norr}.")
    assert outcomes(imported) == ["bad"]
    assert words in page and "&lt;a" not in page
    assert (f'<a href="{quicker.get_absolute_url()}">Snabb &amp; Co AB</a>' in page) == own
    assert taken[1][-1] == f"Organisationsnummer: {words}"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("850101-1235", "850101-••••"),  # a digit that does not match
        ("19850101 1235", "19850101 ••••"),
        ("850101-123", "85010•-•••"),  # one short
        ("559999-3021", "559999-3021"),
        ("559999-302", "559999-302"),
    ],
)
def test_number_with_a_slip_that_may_be_a_person_is_shown_masked(leader: Client, said: str, shown: str) -> None:
    imported = checked(leader, xlsx([["Firma", said, "Timrå", 1, "", ""]]))

    page = leader.get(reverse("import-review", args=[imported.pk])).content.decode()

    assert f'<span class="l-cellerr">{shown}</span>' in page
    assert shown == said or said not in page


def test_number_of_a_sole_trader_with_a_problem_is_shown_masked(leader: Client) -> None:
    imported = checked(leader, xlsx([["Firma", "850101-1236", "Timrå", 1, "", ""]]))
    row = imported.rows.get(number=2)
    ImportRow.objects.filter(pk=row.pk).update(outcome="bad", problems={"organisation_number": "Finns redan."})

    page = leader.get(reverse("import-review", args=[imported.pk])).content.decode()

    assert row.outcome == "new"  # the number is in order
    assert '<span class="l-cellerr">850101-••••</span>' in page
    assert "1236" not in page


def test_more_rows_than_are_saved_together_are_promised_and_saved_one_by_one(
    leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "ROWS_SAVED_WHOLE", 1)
    rows = [[f"Verkstad {n} AB", number(100 + n), "Timrå", 5, "", ""] for n in range(2)]
    one, two = checked(leader, xlsx(rows[:1])), checked(leader, xlsx(rows))
    pages = [leader.get(reverse("import-review", args=[imported.pk])).content.decode() for imported in (one, two)]

    saved(leader, two)
    one.refresh_from_db()

    assert "De sparas tillsammans, alla eller inga" in pages[0]
    assert "Fler än 1 rader sparas inte alla eller inga" in pages[1]
    assert "De sparas tillsammans" not in pages[1]
    assert (two.state, two.whole, one.whole) == (State.SAVED, False, True)
    assert AuditEvent.objects.get(verb="begin_import").changes == {"whole": [None, False]}


@pytest.mark.parametrize("main", [True, False])
def test_first_contact_of_a_company_without_main_contact_becomes_that(leader: Client, cast: Cast, main: bool) -> None:
    Contact.objects.filter(company=cast.company_a).delete()
    if main:
        Contact.objects.create(company=cast.company_a, name="Ulla Ek", is_main=True)
    rows = [
        ["", number(1), "", "", "Eva Bo", ""],
        ["Indal AB", number(61), "Timrå", 7, "", ""],
        ["", number(61), "", "", "Olle Al", ""],
        ["", number(61), "", "", "Siv Al", ""],
    ]

    saved(leader, checked(leader, xlsx(rows)))

    assert cast.company_a.contacts.get(name="Eva Bo").is_main != main
    there = Contact.objects.filter(company__organisation_number=number(61)).order_by("pk")
    assert list(there.values_list("name", "is_main")) == [("Olle Al", True), ("Siv Al", False)]


def existing(leader: Client, cast: Cast, count: int) -> CompanyImport:
    """A file that changes three things on each of so many companies."""
    rows = []
    for n in range(count):
        Company.objects.create(
            organisation_number=number(100 + n), name=f"Gammal {n} AB", region=cast.mellersta, municipality_id="2262"
        )
        rows.append([f"Ny {n} AB", number(100 + n), "Ånge", 5, "", ""])
    return checked(leader, xlsx(rows))


@pytest.mark.parametrize("count", [3, 30])
def test_ticks_of_a_page_take_the_same_queries_however_many(leader: Client, cast: Cast, count: int) -> None:
    imported = existing(leader, cast, count)
    ticks = {n: {"name", "employees", "unknown"} for n in range(2, count + 2)}

    with CaptureQueriesContext(
        connection,
    ) as taken:
        set_ticks(by=cast.leader, imported=imported, ticks=ticks)

    asked = [one["sql"] for one in taken if "SAVEPOINT" not in one["sql"]]
    assert len(asked) == 6  # may she (2), the import, the rows, their ticks, one event
    assert [set(row.ticks) for row in imported.rows.filter(number__gt=1)] == [{"name", "employees"}] * count
    event = AuditEvent.objects.get(verb="tick_import_row")
    assert len(event.changes) == 2 * count
    assert event.changes["2 employees"] == [False, True]


def test_ticks_that_change_nothing_leave_no_event(leader: Client, cast: Cast) -> None:
    imported = existing(leader, cast, 3)

    for _n in range(2):
        leader.post(reverse("import-tick", args=[imported.pk]), {"row": ["2", "3"], "tick": ["3 name", "4 name", "x"]})
    for _n in range(2):
        tick_all(by=cast.leader, imported=imported, on=True)
    tick_all(by=cast.leader, imported=imported, on=False)

    events = AuditEvent.objects.filter(verb="tick_import_row").order_by("pk")
    assert [event.changes for event in events] == [
        {"3 name": [False, True]}, {"all": [False, True]}, {"all": [True, False]},
    ]  # fmt: skip


def test_reading_ends_before_the_web_server_loses_patience() -> None:
    told = re.search(r'"--timeout", "(\d+)"', (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))

    assert told is not None and int(told[1]) > TIME_LIMIT
