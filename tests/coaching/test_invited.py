"""The companies of a planned session are exchanged while it is open, and called off with when they leave."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coaching.actions import confirm_session, log_session, move_session, propose_session
from coaching.models import Activity, CoachAssignment, PlannedSession
from companies.actions import complete, withdraw
from companies.models import Contact, Enrolment
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.coaching.plans import ahead, away, plan_post, plan_values, planned
from tests.coaching.posts import session_values
from tests.coaching.test_plan_letters import entry, sent

State = PlannedSession.State


def assist(coach: User, enrolment: Enrolment) -> None:
    CoachAssignment.objects.create(enrolment=enrolment, coach=coach, kind="assisting", from_on=enrolment.started_on)


def exchange(by: User, row: PlannedSession, *enrolments: Enrolment, **values: object) -> PlannedSession:
    told = {"enrolments": enrolments} | values
    return move_session(by=by, planned=row, version=row.version, values=told, now=timezone.now())


def test_companies_of_an_open_session_are_exchanged_with_a_trace(cast: Cast) -> None:
    assist(cast.coach_a, cast.b)
    for state in PlannedSession.OPEN:
        row = planned(cast.coach_a, ahead(), cast.a, state=state)

        exchange(cast.coach_a, row, cast.b)

        assert list(row.enrolments.all()) == [cast.b]
        row.refresh_from_db()
        assert (row.version, row.moves, row.starts_at) == (2, 0, ahead())
        event = AuditEvent.objects.about("plannedsession", row.pk).get()
        assert (event.verb, event.by) == ("session-move", cast.coach_a)
        assert event.changes == {
            f"enrolment {cast.b.pk}": [None, "planned"],
            f"enrolment {cast.a.pk}": ["planned", None],
        }


def test_exchange_for_the_same_companies_changes_nothing(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(), cast.a)

    exchange(cast.coach_a, row, cast.a)

    row.refresh_from_db()
    assert (row.version, AuditEvent.objects.count()) == (1, 0)


def test_exchange_for_a_company_that_one_does_not_coach_is_denied(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(), cast.a)
    for by, wanted in ((cast.coach_a, cast.b), (cast.coach_b, cast.b), (cast.leader, cast.b), (cast.director, cast.b)):
        with pytest.raises(PermissionDenied):
            exchange(by, row, cast.a, wanted)
    assert list(row.enrolments.all()) == [cast.a]


def test_exchange_for_none_or_for_one_that_has_left_is_refused(cast: Cast) -> None:
    assist(cast.coach_a, cast.b)
    cast.b.state, cast.b.ended_on = Enrolment.State.COMPLETED, timezone.localdate()
    cast.b.save()
    row = planned(cast.coach_a, ahead(), cast.a)
    for wanted in ((), (cast.a, cast.b)):
        with pytest.raises(ValidationError) as refused:
            exchange(cast.coach_a, row, *wanted)
        assert set(refused.value.error_dict) == {"enrolments"}
    assert list(row.enrolments.all()) == [cast.a]


def test_who_covers_does_not_add_a_company_that_the_coach_does_not_coach(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(), cast.a)
    away(cast.coach_a, cast.coach_b, 0, 5)

    with pytest.raises(ValidationError, match=cast.coach_a.name):
        exchange(cast.coach_b, row, cast.a, cast.b)

    assist(cast.coach_a, cast.b)
    exchange(cast.coach_b, row, cast.a, cast.b)
    assert set(row.enrolments.all()) == {cast.a, cast.b}


def test_leader_exchanges_companies_of_an_activity_that_she_runs(cast: Cast) -> None:
    today = timezone.localdate()
    activity = Activity.objects.create(
        programme=cast.programme, region=cast.mellersta, kind="pilot", title="Pilot", planned_on=today
    )
    row = planned(cast.coach_a, ahead(), cast.a, activity=activity)
    with pytest.raises(ValidationError) as refused:
        exchange(cast.leader, row, cast.a, cast.b)
    assert set(refused.value.error_dict) == {"enrolments"}
    assist(cast.coach_a, cast.b)

    exchange(cast.leader, row, cast.b)

    assert list(row.enrolments.all()) == [cast.b]


def test_session_that_is_logged_keeps_its_companies(cast: Cast) -> None:
    assist(cast.coach_a, cast.b)
    row = planned(cast.coach_a, ahead(-1), cast.a)
    log_session(by=cast.coach_a, values=session_values(row.day, cast.a, planned=row))
    row.refresh_from_db()

    with pytest.raises(ValidationError):
        exchange(cast.coach_a, row, cast.b)

    assert list(row.enrolments.all()) == [cast.a]


def test_who_comes_in_is_invited_who_goes_out_is_taken_out_and_who_stays_hears_nothing(cast: Cast) -> None:
    assist(cast.coach_a, cast.b)
    assist(cast.coach_a, cast.c)
    told = plan_values(cast.a, cast.b, tells_contacts=True, tells_coach=True)
    row = propose_session(by=cast.coach_a, values=told, now=timezone.now())
    assert len(sent()) == 3

    exchange(cast.coach_a, row, cast.b, cast.c)

    own = dict(Contact.objects.values_list("company", "email"))
    mails = {one.to[0]: entry(one) for one in sent()}
    assert {to: str(book["method"]) for to, book in mails.items()} == {
        own[cast.company_a.pk]: "CANCEL",
        own[cast.company_c.pk]: "REQUEST",
        cast.coach_a.email: "REQUEST",
    }
    assert {book.walk("VEVENT")[0]["sequence"] for book in mails.values()} == {1}


def test_who_went_out_is_told_though_it_is_moved_again_before_the_mail_goes(cast: Cast) -> None:
    assist(cast.coach_a, cast.b)
    told = plan_values(cast.a, cast.b, tells_contacts=True)
    row = propose_session(by=cast.coach_a, values=told, now=timezone.now())
    sent()
    exchange(cast.coach_a, row, cast.b)

    exchange(cast.coach_a, row, cast.b, starts_at=ahead(9))

    own = dict(Contact.objects.values_list("company", "email"))
    methods = {one.to[0]: str(entry(one)["method"]) for one in sent()}
    assert methods == {own[cast.company_a.pk]: "CANCEL", own[cast.company_b.pk]: "REQUEST"}


def test_form_that_moves_offers_ones_companies_and_exchanges_them(cast: Cast, login) -> None:
    assist(cast.coach_a, cast.b)
    row = planned(cast.coach_a, ahead(), cast.a)
    client, address = login(cast.coach_a), f"/plan/{row.pk}/move/"
    form = client.get(address).context["form"]
    assert dict(form.fields["enrolments"].choices) == {
        str(cast.a.pk): cast.company_a.name,
        str(cast.b.pk): cast.company_b.name,
    }
    assert form["enrolments"].value() == [str(cast.a.pk)]

    for wrong in ([], [str(cast.c.pk)]):
        page = client.post(address, plan_post(version="1") | {"enrolments": wrong})
        assert set(page.context["form"].errors) == {"enrolments"}
    client.post(address, plan_post(cast.a, cast.b, version="1"))

    assert set(row.enrolments.all()) == {cast.a, cast.b}


@pytest.mark.parametrize("way", ["withdraw", "complete"])
def test_company_that_leaves_has_its_coming_sessions_called_off(cast: Cast, way: str) -> None:
    today = timezone.localdate()
    coming = planned(cast.coach_a, ahead(), cast.a, tells_contacts=True)
    proposed = planned(cast.coach_a, ahead(40), cast.a, state=State.PROPOSED, tells_contacts=True)
    before = planned(cast.coach_a, ahead(-9), cast.a)
    others = planned(cast.coach_b, ahead(), cast.b)

    if way == "withdraw":
        withdraw(by=cast.leader, enrolment=cast.a, on=today, reason="no_time")
    else:
        complete(by=cast.leader, enrolment=cast.a, on=today, without="Klara ändå.")

    states = dict(PlannedSession.objects.values_list("pk", "state"))
    assert states == {
        coming.pk: State.CANCELLED,
        proposed.pk: State.CANCELLED,
        before.pk: State.PLANNED,
        others.pk: State.PLANNED,
    }
    coming.refresh_from_db()
    assert (coming.cancel_reason, coming.get_cancel_reason_display()) == ("left", "Företaget har lämnat programmet")
    event = AuditEvent.objects.about("plannedsession", coming.pk).get()
    assert (event.verb, event.by) == ("session-cancel", cast.leader)
    (one,) = sent()
    assert (one.to, str(entry(one)["method"])) == ([Contact.objects.get(company=cast.company_a).email], "CANCEL")


def test_company_that_left_some_days_ago_has_what_was_planned_since_called_off(cast: Cast) -> None:
    since = planned(cast.coach_a, ahead(-2), cast.a)
    that_day = planned(cast.coach_a, ahead(-5), cast.a)

    withdraw(by=cast.leader, enrolment=cast.a, on=timezone.localdate() - timedelta(days=5), reason="no_time")

    assert set(PlannedSession.objects.open()) == {that_day}
    since.refresh_from_db()
    assert since.state == State.CANCELLED


def test_joint_session_is_held_with_those_who_stay(cast: Cast) -> None:
    assist(cast.coach_a, cast.b)
    told = plan_values(cast.a, cast.b, tells_contacts=True, is_agreed=False)
    row = propose_session(by=cast.coach_a, values=told, now=timezone.now())
    confirm_session(by=cast.coach_a, planned=row, now=timezone.now())
    sent()

    withdraw(by=cast.leader, enrolment=cast.a, on=timezone.localdate(), reason="no_time")

    row.refresh_from_db()
    assert (row.state, list(row.enrolments.all())) == (State.PLANNED, [cast.b])
    (one,) = sent()
    assert (one.to, str(entry(one)["method"])) == ([Contact.objects.get(company=cast.company_a).email], "CANCEL")


def test_nobody_chooses_by_hand_that_the_company_left(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(), cast.a)
    client = login(cast.coach_a)

    page = client.post(f"/plan/{row.pk}/cancel/", {"version": "1", "cancel_reason": "left", "cancel_words": ""})

    assert set(page.context["form"].errors) == {"cancel_reason"}
    row.refresh_from_db()
    assert row.state == State.PLANNED
