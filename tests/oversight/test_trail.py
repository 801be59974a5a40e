"""The audit trail: who may read it, how it is narrowed and paged, what it keeps silent, and what leaves with it."""

import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from programme.oversight.trail import listing
from programme.oversight.trail.kinds import KINDS, LISTS, kind_in_words
from programme.people.audit import HIDDEN
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import Role
from tests.cast import LONG_AGO, Cast

NOON = timezone.make_aware(datetime(2026, 3, 10, 12))


@pytest.fixture(autouse=True)
def english(cast: Cast) -> None:
    User.objects.update(language="en")


def note(by: User | None, verb: str, *, kind: str = "company", label: str = "Alfa AB", **more: object) -> AuditEvent:
    values = {"happened_at": NOON, "changes": {}} | more
    return AuditEvent.objects.create(by=by, verb=verb, subject_kind=kind, subject_id=1, subject_label=label, **values)


def lines(client, **asked: object) -> list[str]:
    page = client.get(reverse("trail"), asked).context["page"]
    return [f"{line.who} {line.what}: {line.about}" for line in page.lines]


def rows_of(answer: object) -> list[list[object]]:
    content = answer.content  # type: ignore[attr-defined]
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def limited(cast: Cast, role: Role) -> User:
    """Somebody who has the role in one programme only."""
    user = User.objects.create(email=f"one.{role}@example.org", name="Ett Program")
    Appointment.objects.create(person=user, role=role, programme=cast.programme, from_on=LONG_AGO)
    return user


def test_trail_tells_who_did_what_newest_first(cast: Cast, login) -> None:
    note(cast.leader, "enter_company", changes={"employees": [40, 41]})
    note(None, "remove_interest", kind="interest", label="Gammal AB", happened_at=NOON + timedelta(hours=1))

    client = login(cast.auditor)

    assert lines(client) == [
        "The portal removed an old expression of interest: Gammal AB",
        f"{cast.leader} entered the company: Alfa AB",
    ]
    changes = client.get(reverse("trail")).context["page"].lines[1].changes
    assert [(one.label, one.old, one.new) for one in changes] == [("Employees", "40", "41")]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"kind": "grant"}, {"Gamma"}),
        ({"group": "companies"}, {"Alfa", "Åby"}),
        ({"q": "ÅBY"}, {"Åby"}),
        ({"q": "al fa"}, {"Alfa"}),
        ({"from": "2026-03-11"}, {"Gamma", "Åby"}),
        ({"until": "2026-03-10"}, {"Alfa", "Delta"}),
        ({"from": "2026-03-10", "until": "2026-03-10"}, {"Alfa", "Delta"}),
        ({"who": "portal"}, {"Delta"}),
        ({"group": "money", "q": "alfa"}, set()),
    ],
)
def test_trail_is_narrowed_by_the_address(cast: Cast, login, asked: dict[str, str], fits: set[str]) -> None:
    note(cast.leader, "enter_company", label="Alfa")
    note(cast.leader, "change_company", label="Åby", happened_at=NOON + timedelta(days=1))
    note(cast.director, "grant-add", kind="grant", label="Gamma", happened_at=NOON + timedelta(days=2))
    note(None, "load_register", kind="registerextract", label="Delta")

    answer = login(cast.director).get(reverse("trail"), asked)

    assert {line.about for line in answer.context["page"].lines} == fits
    assert answer.context["page"].count == len(fits)


def test_trail_days_are_those_of_the_portal_not_of_greenwich(cast: Cast, login) -> None:
    note(cast.leader, "enter_company", happened_at=timezone.make_aware(datetime(2026, 7, 1, 0, 30)))

    client = login(cast.director)

    assert len(lines(client, **{"from": "2026-07-01", "until": "2026-07-01"})) == 1
    assert lines(client, until="2026-06-30") == []


def test_trail_by_one_person_and_one_who_is_not_there(cast: Cast, login) -> None:
    note(cast.leader, "enter_company")
    note(cast.director, "change_company")
    client = login(cast.director)

    assert lines(client, who=cast.leader.pk) == [f"{cast.leader} entered the company: Alfa AB"]
    answer = client.get(reverse("trail"), {"who": 987654321})
    assert len(answer.context["page"].lines) == 2
    assert "There is no such person" in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "no-such"}, {"group": "x' OR 1=1"}, {"from": "31 feb"}, {"before": "1e9"}, {"after": "-1"},
        {"before": "987654321"}, {"who": "9" * 30}, {"q": "\x00%_'"}, {"from": "2026-03-12", "until": "2026-03-09"},
    ],
)  # fmt: skip
def test_trail_with_an_address_that_makes_no_sense_is_a_page(cast: Cast, login, asked: dict[str, str]) -> None:
    note(cast.leader, "enter_company")
    client = login(cast.director)

    assert client.get(reverse("trail"), asked).status_code == 200
    assert client.get(reverse("trail-export"), asked).status_code == 200


def test_trail_keeps_sessions_numbers_of_persons_and_hidden_texts_silent(cast: Cast, login) -> None:
    note(cast.coach_a, "session-log", kind="coachingsession", label="KANjoint", changes={"said": [None, "KANtext"]})
    note(cast.leader, "change_company", changes={"organisation_number": ["5599990001", "8001011234"]})
    note(cast.leader, "change_contact", kind="contact", changes={"phone": [HIDDEN, HIDDEN]})
    client = login(cast.director)

    page = client.get(reverse("trail")).content.decode()
    sheet = str(rows_of(client.get(reverse("trail-export"))))

    for told in (page, sheet):
        assert "logged a session" in told
        assert "KAN" not in told
        assert "8001011234" not in told and "5599990001" in told.replace("-", "")
        assert HIDDEN in told
    assert lines(client, q="KANjoint") == []


def test_trail_pages_by_key_hold_every_event_once_forth_and_back(cast: Cast, login, monkeypatch) -> None:
    monkeypatch.setattr(listing, "ON_A_PAGE", 3)
    for n in range(8):  # moments shared by two events each
        note(cast.leader, "enter_company", label=f"F{n}", happened_at=NOON + timedelta(hours=n // 2))
    client = login(cast.director)

    forth, asked = [], {}
    while True:
        page = client.get(reverse("trail"), asked).context["page"]
        forth.append([line.about for line in page.lines])
        if page.older_than is None:
            break
        asked = {"before": page.older_than}
    back = [forth[-1]]
    while page.newer_than is not None:
        page = client.get(reverse("trail"), {"after": page.newer_than}).context["page"]
        back.append([line.about for line in page.lines])

    assert [one for page in forth for one in page] == [f"F{n}" for n in range(7, -1, -1)]
    assert back == [["F1", "F0"], ["F4", "F3", "F2"], ["F7", "F6", "F5"]] and page.older_than is not None


def test_trail_of_many_events_is_counted_up_to_a_limit_only(cast: Cast, login, monkeypatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 4)
    for n in range(6):
        note(cast.leader, "enter_company", label=f"F{n}")

    with CaptureQueriesContext(connection) as asked:
        page = login(cast.director).get(reverse("trail")).context["page"]

    assert (page.count, page.is_more) == (4, True)
    counting = [one["sql"] for one in asked.captured_queries if "COUNT(" in one["sql"] and "auditevent" in one["sql"]]
    assert len(counting) == 1 and "LIMIT 5" in counting[0]


def test_trail_export_holds_the_newest_up_to_its_limit_says_so_and_is_traced(cast: Cast, login, monkeypatch) -> None:
    for module in ("programme.oversight.trail.listing", "programme.oversight.views.trail"):
        monkeypatch.setattr(f"{module}.MOST_ROWS", 2)
    for n in range(3):
        note(cast.leader, "enter_company", label=f"=F{n}", happened_at=NOON + timedelta(hours=n))
    client = login(cast.auditor)

    told = rows_of(client.get(reverse("trail-export"), {"group": "companies", "q": "f"}))

    text = [[str(cell) for cell in row] for row in told]
    assert any("Only the newest 2 events are here" in row[0] for row in text)
    assert [row[4] for row in text if row[2] == "entered the company"] == ["=F2", "=F1"]
    event = AuditEvent.objects.get(verb="exported")
    assert (event.by, event.subject_label, event.changes["narrowed"][1]) == (cast.auditor, "trail", "q&group=companies")
    assert event.changes["rows"] == [None, 2]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR])
def test_trail_is_shut_and_not_offered_for_who_has_one_programme(cast: Cast, login, role: Role) -> None:
    one = limited(cast, role)
    note(cast.leader, "enter_company")
    client = login(one)

    assert client.get(reverse("trail")).status_code == 403
    assert client.get(reverse("trail-export")).status_code == 403
    assert not AuditEvent.objects.visible_to(one).exists()
    assert reverse("trail") not in client.get(reverse("person-list")).content.decode()
    assert reverse("trail") in login(cast.auditor).get(reverse("person-list")).content.decode()


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "nobody"])
def test_trail_is_for_director_and_auditor(cast: Cast, login, who: str) -> None:
    assert login(getattr(cast, who)).get(reverse("trail")).status_code == 403


def test_trail_kinds_and_lists_have_words(cast: Cast) -> None:
    assert [kind for kind in KINDS if kind_in_words(kind) == kind] == []
    assert len(set(KINDS)) == len(KINDS) and LISTS["trail"]
