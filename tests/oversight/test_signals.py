"""Pages of signals: what is shown to whom, filters, acts, rules with a preview, courses over time, the spreadsheet."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from coaching.models import CoachAssignment
from companies.models import Enrolment
from programme.oversight.demo.signals import notice_signals
from programme.oversight.signals.listing import STATES
from programme.people.models import Appointment
from programme.signals.kinds import all_kinds
from programme.signals.models import Signal, SignalRule
from programme.signals.models.signal import State
from programme.signals.refreshing import refresh
from programme.structure.models import Programme
from tests.cast import Cast, active, company

DAY = timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def world(cast: Cast) -> Cast:
    """All three have been silent for months, and their cards lack an agreement."""
    Enrolment.objects.update(started_on=TODAY() - 90 * DAY)
    refresh(today=TODAY())
    return cast


def listed(client: Any, **asked: Any) -> set[tuple[str, str]]:
    """Kind and name of every line."""
    lines = client.get(reverse("signal-list"), asked).context["lines"]
    return {(line.kind.key, line.row.name) for line in lines}


def silent(cast: Cast, name: str = "a") -> Signal:
    return Signal.objects.get(kind="silent", enrolment=getattr(cast, name))


@pytest.mark.parametrize(("who", "names"), [("director", "abc"), ("auditor", "abc"), ("leader", "ab"),
                                            ("leader_norr", "c"), ("coach_a", "a")])  # fmt: skip
def test_list_shows_each_role_its_companies(world: Cast, login: Any, who: str, names: str) -> None:
    seen = listed(login(getattr(world, who)), kind="silent")

    assert seen == {("silent", str(getattr(world, name).company)) for name in names}


def test_list_is_narrowed_by_each_part_of_the_address(world: Cast, login: Any) -> None:
    client, a, b, c = login(world.director), *(str(one.company) for one in (world.a, world.b, world.c))
    Signal.objects.filter(enrolment=world.b).update(first_seen_on=TODAY() - 8 * DAY)

    def names(**asked: Any) -> set[str]:
        return {name for _kind, name in listed(client, kind="silent", **asked)}

    assert {kind for kind, _name in listed(client)} >= {"silent", "card-incomplete"}
    assert names(region=world.norr.pk) == {c}
    assert names(owner=world.coach_a.pk) == {a}
    assert names(owner="office") == names(owner="mine") == set()
    assert {name for _kind, name in listed(login(world.coach_b), kind="silent", owner="mine")} == {b}
    assert names(age="7") == {b}
    assert names(state="new") == names(state="waiting") == {a, b, c}
    assert names(programme=world.programme.pk) == {a, b, c}
    for odd in ("kind=x", "region=x", "owner=x", "state=x", "age=x", "page=x", "owner=99999999999999999999"):
        assert client.get(f"{reverse('signal-list')}?{odd}").status_code == 200


def test_list_does_not_show_what_was_mended_since_the_refresh(world: Cast, login: Any) -> None:
    client = login(world.director)
    Enrolment.objects.filter(pk=world.a.pk).update(state="paused")

    assert ("silent", str(world.a.company)) not in listed(client)
    card = client.get(silent(world).get_absolute_url())
    assert not card.context["is_true"] and not card.context["may_handle"]
    refresh(today=TODAY())
    assert listed(client, state="closed") == {("silent", str(world.a.company))}


def test_every_state_of_the_filter_lists_its_signals_and_no_other(world: Cast, login: Any) -> None:
    client, now = login(world.director), timezone.now()
    done = {"handled_on": TODAY(), "handled_by": world.leader, "handled_note": "Ringt"}
    stands = {"waived_at": now, "waived_by": world.director, "waived_because": "Lov", "waived_until_on": TODAY()}
    for name, values in (("b", done), ("c", stands)):
        Signal.objects.filter(pk=silent(world, name).pk).update(**values)
    for key, (_label, states) in STATES.items():
        if key != "closed":
            shown = {line.row.state for line in client.get(reverse("signal-list"), {"state": key}).context["lines"]}
            assert shown and shown <= set(states) or key == "seen"


def test_signal_is_seen_handled_waived_and_opened_again(world: Cast, login: Any) -> None:
    director, leader, row = login(world.director), login(world.leader), silent(world)
    leader.post(reverse("signal-see"), {"pk": [row.pk, silent(world, "c").pk, "x"]})
    assert (silent(world).state_on(TODAY()), silent(world, "c").state_on(TODAY())) == (State.SEEN, State.NEW)

    def act(client: Any, verb: str, **values: Any) -> int:
        sent = {"version": silent(world).version, **values}
        return int(client.post(reverse(f"signal-{verb}", args=[row.pk]), sent).status_code)

    assert act(leader, "handle") == act(leader, "handle", note=" ") == 422  # in words
    assert act(leader, "handle", note="Ringt vd") == 302
    assert silent(world).handled_note == "Ringt vd"
    assert act(director, "handle", version=1, note="Sent") == 409
    assert act(director, "waive", reason="", until=TODAY()) == 422
    assert act(director, "waive", reason="Lov", until=TODAY() + 400 * DAY) == 422
    assert act(director, "waive", reason="Lov", until=TODAY() + 30 * DAY) == 302
    assert silent(world).state_on(TODAY()) == State.WAIVED
    assert b"Lov" in director.get(row.get_absolute_url()).content
    assert act(leader, "waive", reason="Lov", until=TODAY()) == 403
    assert act(leader, "handle", note="Ändå") == act(leader, "reopen") == 403
    assert act(director, "reopen") == 302
    assert silent(world).state_on(TODAY()) == State.SEEN


def test_line_leads_to_the_mending_for_who_may_mend(world: Cast, login: Any) -> None:
    CoachAssignment.objects.filter(enrolment=world.a).update(until_on=TODAY() - DAY)
    refresh(today=TODAY())

    def href(who: str) -> str:
        lines = login(getattr(world, who)).get(reverse("signal-list"), {"kind": "no-coach"}).context["lines"]
        return str(lines[0].href)

    assert href("leader") == href("director") == reverse("coach-assign", args=[world.a.pk])
    assert href("auditor") == reverse("enrolment-card", args=[world.a.pk])


def test_every_line_leads_to_a_page_that_opens(world: Cast, login: Any) -> None:
    CoachAssignment.objects.filter(enrolment=world.a).update(until_on=TODAY() - DAY)
    refresh(today=TODAY() + 200 * DAY)
    stage = Signal.objects.filter(kind="stage-overdue").first()
    Signal.objects.filter(pk=stage.pk).update(closed_on=TODAY() + 200 * DAY)
    for who in ("director", "leader", "coach_b", "auditor"):
        client = login(getattr(world, who))
        for state in ("", "closed"):
            for line in client.get(reverse("signal-list"), {"state": state}).context["lines"]:
                assert client.get(line.href).status_code == 200, (who, line.href)
                assert (line.href == line.row.get_absolute_url()) == (state == "closed") or not line.row.enrolment_id


def test_rule_is_counted_before_it_is_saved(world: Cast, login: Any) -> None:
    client, address = login(world.director), reverse("signal-rule-change", args=["silent"])
    tried = {"version": 0, "number": 200, "owner": "leader", "is_on": "on"}

    page = client.get(address, tried)
    assert (page.context["now"], page.context["would"]) == (3, 0)
    counted = client.post(address, {**tried, "count": "1"})
    assert (counted.status_code, counted.context["would"]) == (200, 0)
    assert b'formmethod="get"' not in page.content  # an address would hold the token of the form
    assert not SignalRule.objects.exists()
    assert client.get(address, {**tried, "number": "många"}).context["would"] is None
    assert client.post(address, {**tried, "number": "0"}).status_code == 422
    assert client.post(address, tried).status_code == 302
    assert SignalRule.objects.get().number == 200
    assert listed(client, kind="silent") == set()
    assert client.post(address, {**tried, "number": 9}).status_code == 409
    assert client.get(reverse("signal-rule-change", args=["none-such"])).status_code == 404
    assert "200" in client.get(reverse("signal-rule-list")).content.decode()
    assert not login(world.auditor).get(reverse("signal-rule-list")).context["may_set"]


def test_history_ends_with_what_is_open_now(world: Cast, login: Any) -> None:
    Signal.objects.filter(enrolment=world.b, kind="silent").update(first_seen_on=TODAY() - 15 * DAY)
    page = login(world.director).get(reverse("signal-history"))
    courses = {course.key: course for course in page.context["courses"]}

    assert courses["silent"].counts == [0] * 11 + [1, 1, 3]
    assert courses[""].now == Signal.objects.not_closed().count()
    theirs = login(world.leader_norr).get(reverse("signal-history")).context["courses"]
    assert {course.key: course.now for course in theirs}["silent"] == 1


def test_spreadsheet_holds_the_rows_of_the_list(world: Cast, login: Any) -> None:
    answer = login(world.leader).get(reverse("signal-export"), {"kind": "silent"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    named = {cell for row in rows for cell in row}
    assert {str(world.a.company), str(world.b.company)} <= named
    assert str(world.c.company) not in named


def test_every_number_over_time_opens_its_rows(world: Cast, login: Any) -> None:
    Signal.objects.filter(enrolment=world.b).update(first_seen_on=TODAY() - 15 * DAY)
    Signal.objects.filter(enrolment=world.b, kind="card-incomplete").update(closed_on=TODAY() - 3 * DAY)
    for who, narrowed in (("director", {}), ("director", {"region": world.norr.pk, "kind": "silent"}), ("leader", {})):
        client = login(getattr(world, who))
        for course in client.get(reverse("signal-history"), narrowed).context["courses"]:
            for _day, n, href in course.rows[-4:]:
                assert client.get(href).context["page"].paginator.count == n, href
    shown = client.get(course.href).content.decode()
    assert f"on={TODAY().isoformat()}" in course.href and TODAY().isoformat() in shown


def test_mark_as_seen_comes_back_to_the_filters_and_page(world: Cast, login: Any) -> None:
    client, here = login(world.leader), f"{reverse('signal-list')}?kind=silent&state=waiting&page=1"
    page = client.get(here)
    sent = {"pk": page.context["new"], "next": here}

    assert f'name="next" value="{escape(here)}"' in page.content.decode()
    assert client.post(reverse("signal-see"), sent).headers["Location"] == here
    elsewhere = client.post(reverse("signal-see"), {**sent, "next": "https://example.org/"})
    assert elsewhere.headers["Location"] == reverse("signal-list")


def test_card_tells_what_was_done(world: Cast, login: Any) -> None:
    row, client = silent(world), login(world.leader)
    client.post(reverse("signal-handle", args=[row.pk]), {"version": row.version, "note": "Ringt vd"})

    told = client.get(row.get_absolute_url()).context["history"]
    assert [(one.who, one.changes[0].new) for one in told] == [(str(world.leader), "Ringt vd")]


def test_counts_of_rules_are_of_what_the_reader_sees_and_open_it(world: Cast, login: Any) -> None:
    other = Programme.objects.create(code="other", name_sv="Annat", name_en="Other", starts_on=TODAY())
    Appointment.objects.filter(person=world.auditor).update(programme=other)
    for who in ("director", "auditor"):
        client = login(getattr(world, who))
        rules = client.get(reverse("signal-rule-list")).context["rules"]
        for one in rules:
            listed = client.get(reverse("signal-list"), {"kind": one["kind"].key}).context["page"].paginator.count
            assert listed == one["count"], (who, one["kind"].key)
        assert bool(sum(one["count"] for one in rules)) == (who == "director")
    Appointment.objects.filter(person=world.director).update(programme=other)
    page = login(world.director).get(reverse("signal-rule-change", args=["silent"]), {"version": 0, "owner": "coach"})
    assert (page.context["now"], page.context["would"], page.context["may_set"]) == (0, 0, False)


@pytest.mark.parametrize("page", ["signal-list", "signal-export", "signal-history", "signal-rule-list"])
def test_page_costs_the_same_with_few_and_with_many(world: Cast, login: Any, page: str) -> None:
    client = login(world.director)

    def statements() -> int:
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(page))
        return len(seen)

    few = statements()
    for n in range(3):
        more = active(company(400 + n, f"Fler {n} AB", world.mellersta, "2280"), world.version, TODAY() - 90 * DAY)
        CoachAssignment.objects.create(enrolment=more, coach=world.coach_b, from_on=TODAY() - 90 * DAY)
    refresh(today=TODAY())
    assert statements() == few


def test_list_without_signals_says_what_is_looked_for(cast: Cast, login: Any) -> None:
    Enrolment.objects.update(state="interested")

    assert b"l-empty" in login(cast.director).get(reverse("signal-list")).content
    assert b"l-empty" in login(cast.director).get(reverse("signal-list"), {"kind": "silent"}).content


def test_demo_shows_each_state(world: Cast) -> None:
    for n in range(12):
        late = active(company(500 + n, f"Sen {n} AB", world.mellersta, "2280"), world.version, TODAY() - 150 * DAY)
        CoachAssignment.objects.create(enrolment=late, coach=world.coach_b, from_on=TODAY() - 150 * DAY)
    Signal.objects.all().delete()
    notice_signals(world.director, TODAY())

    states = set(Signal.objects.with_state(TODAY()).values_list("state", flat=True))
    assert states >= {State.NEW, State.SEEN, State.HANDLED, State.WAIVED}
    assert set(Signal.objects.values_list("kind", flat=True)) <= set(all_kinds())
