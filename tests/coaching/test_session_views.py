"""The session's pages: the form's round trip, what it refuses and keeps, and what no reader may see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import ActionItem, Attendance, CoachAssignment, CoachingSession, PlannedSession
from companies.models import Enrolment
from programme.people.models import AuditEvent
from tests.cast import Cast, active, company
from tests.coaching.plans import ahead, planned
from tests.coaching.posts import CANARY, held, session_post

LOG = "/sessions/log/"


def test_session_log_round_trip(cast: Cast, login) -> None:
    item = ActionItem.objects.create(enrolment=cast.a, what="Mäta ställtid", added_by=cast.coach_a)
    due = timezone.localdate() + timedelta(days=10)
    new = {"new-0-what": "Boka styrgrupp", "new-0-owner_name": "Ulrika", "new-0-due_on": due.isoformat()}
    post = session_post(cast.a, done=[str(item.pk)], **new)

    answer = login(cast.coach_a).post(LOG, post)

    session = CoachingSession.objects.get()
    assert answer.url == f"/sessions/{session.pk}/"
    assert session.held_on == timezone.localdate()
    minutes = (session.on_site_minutes, session.travel_minutes, session.preparation_minutes, session.remote_minutes)
    assert minutes == (180, 90, 30, 0)
    assert session.topics == ["pulse_meeting", "five_s"]
    assert (session.shareable_summary, session.confidential_note) == ("Pulstavlan är på plats.", CANARY)
    attendance = session.attendances.get()
    assert (attendance.women, attendance.men, attendance.not_stated) == (3, 6, 0)
    assert attendance.company_minutes == 9 * 180
    item.refresh_from_db()
    assert item.closed_on == timezone.localdate()
    assert ActionItem.objects.get(what="Boka styrgrupp").due_on == due


def test_session_log_of_several_companies_keeps_each_ones_figures(cast: Cast, login) -> None:
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=timezone.localdate())
    changes = {f"women_{cast.b.pk}": "1", f"men_{cast.b.pk}": "", f"own_{cast.b.pk}": "2:15"}
    new = {"new-1-what": "Gäller B", "new-1-enrolment": str(cast.b.pk)}
    login(cast.coach_a).post(LOG, session_post(cast.a, cast.b, day="yesterday", **changes, **new))
    session = CoachingSession.objects.get()
    assert session.held_on == timezone.localdate() - timedelta(days=1)
    rows = session.attendances.order_by("pk").values_list("enrolment", "women", "men", "company_minutes")
    assert list(rows) == [(cast.a.pk, 3, 6, 9 * 180), (cast.b.pk, 1, 0, 135)]
    assert ActionItem.objects.get().enrolment == cast.b


def test_session_log_twenty_equal_posts_make_one(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    answers = {client.post(LOG, post).url for _n in range(20)}
    session = CoachingSession.objects.get()
    assert answers == {f"/sessions/{session.pk}/"}
    assert Attendance.objects.count() == AuditEvent.objects.count() == 1


def test_session_log_sent_again_from_the_browsers_history_asks_first(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    client.post(LOG, post)
    later = post | {"key": str(uuid4())}

    asked = client.post(LOG, later)

    assert CoachingSession.objects.count() == 1
    assert set(asked.context["form"].errors) == {"again"}
    assert 'name="again"' in asked.content.decode()
    client.post(LOG, later | {"again": "on"})
    client.post(LOG, post | {"key": str(uuid4()), "shareable_summary": "Eftermiddagen"})
    client.post(LOG, post | {"key": str(uuid4()), "new-0-what": "Mäta ställtid"})
    assert CoachingSession.objects.count() == 4


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("1,5", 90), ("1.5", 90), ("1:30", 90), ("0,25", 15), ("24", 1440), ("１２", 720), (" 2 ", 120), ("0,05", 3)],
)
def test_session_log_understands_hours(cast: Cast, login, typed: str, minutes: int) -> None:
    post = session_post(cast.a, on_site_minutes=typed, travel_minutes="", preparation_minutes="")
    login(cast.coach_a).post(LOG, post | {f"own_{cast.a.pk}": "1"})
    assert CoachingSession.objects.get().on_site_minutes == minutes


@pytest.mark.parametrize(
    "typed",
    [
        "25", "-2", "0.333", "1.000,50", "NaN", "Infinity", "1e309", "1e-99", "1e999999999", "1:75", "tre", "\x00",
        "1:30:00", "0," + "3" * 40, "9" * 400, "24:01",
    ],
)  # fmt: skip
def test_session_log_refuses_bad_hours_beside_the_field_and_keeps_the_text(cast: Cast, login, typed: str) -> None:
    answer = login(cast.coach_a).post(LOG, session_post(cast.a, travel_minutes=typed))
    assert not CoachingSession.objects.exists()
    form = answer.context["form"]
    assert set(form.errors) == {"travel_minutes"}
    page = answer.content.decode()
    assert 'id="id_travel_minutes-error"' in page
    assert 'href="#id_travel_minutes"' in page
    assert "Pulstavlan är på plats." in page
    assert CANARY in page


@pytest.mark.parametrize("typed", ["-1", "1,5", "1000", "NaN", "två", "1.000,5", "9" * 30])
def test_session_log_refuses_bad_counts_beside_the_field(cast: Cast, login, typed: str) -> None:
    answer = login(cast.coach_a).post(LOG, session_post(cast.a, **{f"women_{cast.a.pk}": typed}))
    assert set(answer.context["form"].errors) == {f"women_{cast.a.pk}"}
    assert f'id="id_women_{cast.a.pk}-error"' in answer.content.decode()
    assert not CoachingSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"day": "other", "held_on": ""}, "held_on"),
        ({"day": "other", "held_on": "2026-02-31"}, "held_on"),
        ({"day": "other", "held_on": "03/04/2027"}, "held_on"),
        ({"day": "other", "held_on": "9999-12-31"}, "held_on"),
        ({"day": "other", "held_on": "2095-01-01"}, "held_on"),
        ({"day": "förrgår"}, "day"),
        ({"enrolments": []}, "enrolments"),
        ({"enrolments": ["0"]}, "enrolments"),
        ({"enrolments": [str(2**63)]}, "enrolments"),
        ({"enrolments": ["1 or 1"]}, "enrolments"),
        ({"topics": ["sabotage"]}, "topics"),
        ({"activity": str(2**63)}, "activity"),
        ({"done": ["999999999"]}, "done"),
        ({"on_site_minutes": "0", "travel_minutes": "", "preparation_minutes": ""}, "on_site_minutes"),
        ({"on_site_minutes": "20", "travel_minutes": "5"}, "on_site_minutes"),
        ({"shareable_summary": "x" * 100_000}, "shareable_summary"),
        ({"confidential_note": "x" * 10_001}, "confidential_note"),
    ],
)
def test_session_log_refuses_what_cannot_be(cast: Cast, login, changes: dict, wrong: str) -> None:
    answer = login(cast.coach_a).post(LOG, session_post(cast.a, **changes))
    assert set(answer.context["form"].errors) == {wrong}
    assert not CoachingSession.objects.exists()


def test_session_log_refuses_another_coachs_company_like_one_that_is_not_there(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    answers = [
        client.post(LOG, session_post(cast.a, enrolments=[str(cast.a.pk), key])).context["form"].errors["enrolments"]
        for key in (str(cast.b.pk), "987654321")
    ]
    assert answers[0] == answers[1]
    assert cast.company_b.name not in str(answers)
    assert not CoachingSession.objects.exists()


def test_session_log_ignores_posted_owner_and_state(cast: Cast, login) -> None:
    extra = {"coach": cast.coach_b.pk, "stage": 99, "version": 7, "region": cast.norr.pk, f"women_{cast.b.pk}": "5"}
    login(cast.coach_a).post(LOG, session_post(cast.a, **extra))
    session = CoachingSession.objects.get()
    assert (session.coach, session.version) == (cast.coach_a, 1)
    assert [one.enrolment for one in session.attendances.all()] == [cast.a]


def test_session_log_refuses_a_new_action_without_words_or_for_a_company_that_was_not_there(cast: Cast, login) -> None:
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=timezone.localdate())
    client = login(cast.coach_a)
    for there, new in (
        ((cast.a,), {"new-0-owner_name": "Ulrika"}),
        ((cast.a,), {"new-0-what": "x", "new-0-enrolment": str(cast.b.pk)}),
        ((cast.a,), {"new-0-what": "x", "new-0-enrolment": str(cast.c.pk)}),
        ((cast.a, cast.b), {"new-0-what": "x"}),
        ((cast.a,), {"new-9-what": "x", "new-9-due_on": "imorgon"}),
    ):
        answer = client.post(LOG, session_post(*there, **new))
        assert len([row for row in answer.context["form"].rows if row.errors]) == 1
    assert not ActionItem.objects.exists()
    assert not CoachingSession.objects.exists()


def test_session_log_form_is_prefilled_from_the_last_session(cast: Cast, login) -> None:
    held(cast.coach_a, timezone.localdate() - timedelta(days=9), cast.a, travel_minutes=30)
    held(cast.coach_a, timezone.localdate() - timedelta(days=2), cast.a, travel_minutes=95)
    form = login(cast.coach_a).get(f"{LOG}?enrolment={cast.a.pk}").context["form"]
    assert form["travel_minutes"].value() == "1:35"
    assert form.travel_from_last
    assert form.chosen_keys == [str(cast.a.pk)]


def test_session_log_form_offers_the_next_planned_day_of_each_company(cast: Cast, login) -> None:
    today = timezone.localdate()
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=today)
    for days in (9, 2, 0):  # today's is not ahead
        planned(cast.coach_a, ahead(days), cast.a)
    called_off = planned(cast.coach_a, ahead(1), cast.a)
    PlannedSession.objects.filter(pk=called_off.pk).update(state="cancelled", cancel_reason="illness")

    answer = login(cast.coach_a).get(LOG)

    days_ahead = {one.enrolment: one.enrolment.next_at for one in answer.context["form"].blocks}
    assert timezone.localdate(days_ahead[cast.a]) == today + timedelta(days=2)
    assert days_ahead[cast.b] is None
    body = answer.content.decode()
    assert f'data-next="{today + timedelta(days=2)}"' in body
    assert 'data-next=""' in body


def test_session_log_form_ignores_companies_that_are_not_ones_own(cast: Cast, login) -> None:
    CoachAssignment.objects.create(enrolment=cast.c, coach=cast.coach_a, kind="assisting", from_on=timezone.localdate())
    client = login(cast.coach_a)
    for asked in (cast.b.pk, 0, -1, 2**63, "1 or 1", "%00"):
        assert client.get(f"{LOG}?enrolment={asked}").context["form"].chosen_keys == []
    both = client.get(f"{LOG}?enrolment={cast.a.pk}&enrolment={cast.c.pk}").context["form"]
    assert both.chosen_keys == [str(cast.a.pk), str(cast.c.pk)]


def test_session_log_carries_open_actions_into_the_next_form(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.post(LOG, session_post(cast.a, **{"new-0-what": "Mäta ställtid", "new-1-what": "Boka styrgrupp"}))
    first = client.get(LOG).context["form"].open_items
    assert {item.what for item in first} == {"Mäta ställtid", "Boka styrgrupp"}
    client.post(LOG, session_post(cast.a, done=[str(first[0].pk)]))
    assert [item.what for item in client.get(LOG).context["form"].open_items] == [first[1].what]


def test_session_log_tells_whether_the_note_may_be_a_public_record(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    assert "Mittuniversitetet" in client.get(LOG).content.decode()
    cast.mellersta.hosts.update(kind="association")
    assert "Mittuniversitetet" not in client.get(LOG).content.decode()


def test_session_log_is_closed_to_other_roles(cast: Cast, login) -> None:
    assert login(cast.coach_a).get(LOG).status_code == 200
    for person in (cast.leader, cast.director, cast.auditor, cast.funder_tvv, cast.nobody):
        assert login(person).post(LOG, session_post(cast.a)).status_code == 403
    login(cast.former_coach).post(LOG, session_post(cast.a))
    assert not CoachingSession.objects.exists()


def pages(session: CoachingSession) -> list[str]:
    """Every page of this room on which a session shows, and the two that change it."""
    return ["/sessions/", f"/sessions/{session.pk}/", f"/sessions/{session.pk}/change/", "/actions/", LOG]


def test_note_is_shown_to_the_companys_coaches_only(cast: Cast, login) -> None:
    session = held(cast.coach_a, timezone.localdate(), cast.a, confidential_note=CANARY, shareable_summary="Delas")
    card = f"/sessions/{session.pk}/"
    CoachAssignment.objects.create(enrolment=cast.a, coach=cast.coach_c, kind="assisting", from_on=timezone.localdate())
    for reader in (cast.coach_a, cast.coach_c):
        assert CANARY in login(reader).get(card).content.decode()
    for reader in (cast.leader, cast.director, cast.auditor):
        page = login(reader).get(card).content.decode()
        assert "Delas" in page
        assert CANARY not in page
    for reader in (cast.former_coach, cast.coach_b, cast.leader_norr):
        assert login(reader).get(card).status_code == 404
    for reader in (
        cast.leader, cast.director, cast.auditor, cast.former_coach, cast.coach_b, cast.leader_norr, cast.funder_tvv,
        cast.nobody,
    ):  # fmt: skip
        for path in pages(session):
            assert CANARY not in login(reader).get(path).content.decode(), (reader, path)


def test_note_of_a_joint_session_is_closed_to_who_coaches_only_one_of_the_companies(cast: Cast, login) -> None:
    session = held(cast.coach_a, timezone.localdate(), cast.a, cast.b, confidential_note=CANARY)
    card = f"/sessions/{session.pk}/"
    assert CANARY not in login(cast.coach_a).get(card).content.decode()
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=timezone.localdate())
    assert CANARY in login(cast.coach_a).get(card).content.decode()


def test_joint_session_shows_each_reader_only_companies_that_the_reader_sees(cast: Cast, login) -> None:
    session = held(cast.coach_a, timezone.localdate(), cast.a, cast.c)
    ActionItem.objects.create(enrolment=cast.c, session=session, what="C:s åtgärd", added_by=cast.coach_c)
    for reader, own, other in (
        (cast.coach_a, cast.company_a, cast.company_c),
        (cast.leader, cast.company_a, cast.company_c),
        (cast.coach_c, cast.company_c, cast.company_a),
        (cast.leader_norr, cast.company_c, cast.company_a),
    ):
        for path in ("/sessions/", f"/sessions/{session.pk}/"):
            page = login(reader).get(path).content.decode()
            assert own.name in page
            assert other.name not in page
        assert ("C:s åtgärd" in page) == (own == cast.company_c)
    assert list(login(cast.coach_a).get("/sessions/?q=Skelle").context["page"]) == []
    assert list(login(cast.coach_c).get("/sessions/?q=Skelle").context["page"]) == [session]


def test_session_change_writes_and_keeps_the_rest(cast: Cast, login) -> None:
    session = held(
        cast.coach_a, timezone.localdate() - timedelta(days=4), cast.a, travel_minutes=30, confidential_note="min"
    )
    client, path = login(cast.coach_a), f"/sessions/{session.pk}/change/"
    form = client.get(path).context["form"]
    shown = {name: form[name].value() for name in ("day", "travel_minutes", "confidential_note", f"own_{cast.a.pk}")}
    assert shown == {"day": "other", "travel_minutes": "0,5", "confidential_note": "min", f"own_{cast.a.pk}": "3"}
    post = session_post(cast.a, day="other", held_on=session.held_on.isoformat(), version="1", on_site_minutes="4")

    answer = client.post(path, post)

    session.refresh_from_db()
    assert answer.url == f"/sessions/{session.pk}/"
    assert (session.on_site_minutes, session.version, session.held_on) == (
        240, 2, timezone.localdate() - timedelta(days=4),
    )  # fmt: skip


def test_session_change_on_an_older_version_shows_both_and_saves_on_request(cast: Cast, login) -> None:
    session = held(cast.coach_a, timezone.localdate(), cast.a, shareable_summary="först")
    client, path = login(cast.coach_a), f"/sessions/{session.pk}/change/"
    client.post(path, session_post(cast.a, version="1", shareable_summary="från datorn"))
    later = {"shareable_summary": "från telefonen", "travel_minutes": "2", "topics": ["lean_game"]}
    clash = client.post(path, session_post(cast.a, version="1", **later))
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "från datorn" in page
    assert "från telefonen" in page
    told = {(str(pair["saved"]), str(pair["typed"])) for pair in clash.context["pairs"]}
    assert {("1,5 h", "2 h"), ("från datorn", "från telefonen")} <= told
    client.post(path, session_post(cast.a, version="2", shareable_summary="från telefonen"))
    session.refresh_from_db()
    assert (session.shareable_summary, session.version) == ("från telefonen", 3)


def test_session_change_is_403_for_who_may_read_and_404_for_who_may_not(cast: Cast, login) -> None:
    session = held(cast.coach_a, timezone.localdate(), cast.a)
    CoachAssignment.objects.create(enrolment=cast.a, coach=cast.coach_c, kind="assisting", from_on=timezone.localdate())
    path = f"/sessions/{session.pk}/change/"
    post = session_post(cast.a, version="1")
    codes = {
        person.email: login(person).post(path, post).status_code
        for person in (cast.coach_c, cast.leader, cast.director, cast.coach_b, cast.former_coach)
    }
    assert list(codes.values()) == [403, 403, 403, 404, 404]
    session.refresh_from_db()
    assert session.version == 1


def test_session_list_filters_by_company_region_and_days(cast: Cast, login) -> None:
    today = timezone.localdate()
    early, late = held(cast.coach_a, today - timedelta(days=20), cast.a), held(cast.coach_c, today, cast.c)
    client = login(cast.director)

    def found(query: str) -> list[CoachingSession]:
        return list(client.get(f"/sessions/?{query}").context["page"])

    assert found("") == [late, early]
    assert found("q=norrskena") == [early]
    assert found(f"region={cast.norr.pk}") == [late]
    assert found(f"region={cast.norr.pk}&region={cast.mellersta.pk}") == [early]
    assert found(f"from={today - timedelta(days=3)}") == [late]
    assert found(f"until={today - timedelta(days=3)}") == [early]
    assert found(f"enrolment={cast.a.pk}") == [early]
    for bad in ("page=-1", "page=1e9", "region=x", "from=igår", f"enrolment={2**63}", "q=%00", "q=%FF"):
        assert client.get(f"/sessions/?{bad}").status_code == 200
    assert client.get("/sessions/?from=igår").context["filters"].wrong != []


def test_session_list_offers_regions_only_where_there_are_several(cast: Cast, login) -> None:
    held(cast.coach_a, timezone.localdate(), cast.a)
    assert 'name="region"' in login(cast.director).get("/sessions/").content.decode()
    assert 'name="region"' not in login(cast.leader).get("/sessions/").content.decode()


def many(cast: Cast, count: int) -> None:
    """`count` companies of coach A, each with a session and an open action, a third of them joint sessions."""
    today = timezone.localdate()
    earlier: Enrolment | None = None
    for n in range(count):
        row = active(
            company(100 + n, f"Bolag {n} AB", cast.mellersta, "2280"), cast.version, today - timedelta(days=60)
        )
        CoachAssignment.objects.create(enrolment=row, coach=cast.coach_a, from_on=row.started_on)
        there = [row, earlier] if earlier and n % 3 == 0 else [row]
        session = held(cast.coach_a, today - timedelta(days=n), *there)
        due = today - timedelta(days=1) if n % 2 else today
        ActionItem.objects.create(enrolment=row, session=session, what=f"Sak {n}", due_on=due, added_by=cast.coach_a)
        earlier = row


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/sessions/", 8), ("/actions/", 6), (LOG, 12)],
)
def test_pages_ask_the_same_number_of_queries(
    cast: Cast, login, django_assert_num_queries, path: str, queries: int, count: int
) -> None:
    many(cast, count)
    client = login(cast.coach_a)
    client.get(path)
    with django_assert_num_queries(queries):
        answer = client.get(path)
    assert answer.status_code == 200
    assert "Bolag 0 AB" in answer.content.decode()


def test_session_addresses_are_as_agreed() -> None:
    assert reverse("session-log") == LOG
    assert reverse("session-card", args=[7]) == "/sessions/7/"
