"""Who sees which sessions, actions and notes."""

from datetime import timedelta

from django.utils import timezone

from coaching.models import ActionItem, Activity, Attendance, CoachAssignment, CoachingSession
from programme.people.models import Appointment
from tests.cast import Cast
from tests.coaching.posts import held


def test_sessions_visible_through_companies_that_are(cast: Cast) -> None:
    today = timezone.localdate()
    at_a, at_b, at_c, joint = (
        held(cast.coach_a, today, cast.a),
        held(cast.coach_b, today, cast.b),
        held(cast.coach_c, today, cast.c),
        held(cast.coach_a, today, cast.a, cast.b),
    )

    def seen(user: object) -> set[CoachingSession]:
        return set(CoachingSession.objects.visible_to(user))

    assert seen(cast.coach_a) == {at_a, joint}
    assert seen(cast.coach_b) == {at_b, joint}
    assert seen(cast.leader) == {at_a, at_b, joint}
    assert seen(cast.leader_norr) == {at_c}
    assert seen(cast.director) == seen(cast.auditor) == {at_a, at_b, at_c, joint}
    for blind in (cast.former_coach, cast.funder_tvv, cast.nobody, cast.inactive):
        assert seen(blind) == set()


def test_attendances_of_a_joint_session_hide_the_other_company(cast: Cast) -> None:
    joint = held(cast.coach_a, timezone.localdate(), cast.a, cast.b)
    seen = Attendance.objects.visible_to(cast.coach_a).filter(session=joint)
    assert [one.enrolment for one in seen] == [cast.a]


def test_own_session_of_who_covered_is_seen_whole_after_the_cover_but_its_note_is_not(cast: Cast, login) -> None:
    today = timezone.localdate()
    own, other = held(cast.coach_a, today - timedelta(days=9), cast.b), held(cast.coach_b, today, cast.b)
    client = login(cast.coach_a)

    page = client.get(own.get_absolute_url())

    assert [one.enrolment for one in page.context["attendances"]] == [cast.b]
    body = page.content.decode()
    assert cast.company_b.name in body
    assert cast.b.get_absolute_url() not in body  # the company is out of her sight
    assert not page.context["may_read_note"]
    assert not page.context["may_edit"]
    assert cast.company_b.name in client.get("/sessions/").content.decode()
    assert client.get(other.get_absolute_url()).status_code == 404
    Appointment.objects.filter(person=cast.coach_a).update(until_on=today - timedelta(days=1))
    assert client.get(own.get_absolute_url()).status_code in (403, 404)


def test_notes_readable_only_by_who_coaches_every_company_today(cast: Cast) -> None:
    today = timezone.localdate()
    CoachAssignment.objects.create(enrolment=cast.a, coach=cast.coach_b, kind="assisting", from_on=today)
    at_a, joint = held(cast.coach_a, today, cast.a), held(cast.coach_a, today, cast.a, cast.b)

    def read(user: object) -> set[CoachingSession]:
        return set(CoachingSession.objects.notes_readable_by(user))

    assert read(cast.coach_a) == {at_a}
    assert read(cast.coach_b) == {at_a, joint}
    for other in (cast.former_coach, cast.coach_c, cast.leader, cast.director, cast.auditor, cast.funder_tvv):
        assert read(other) == set()


def test_notes_of_an_ended_assignment_are_closed_the_day_after(cast: Cast) -> None:
    today = timezone.localdate()
    session = held(cast.coach_a, today, cast.a)
    mine = CoachAssignment.objects.filter(coach=cast.coach_a)
    mine.update(until_on=today)
    assert set(CoachingSession.objects.notes_readable_by(cast.coach_a)) == {session}
    mine.update(until_on=today - timedelta(days=1))
    assert set(CoachingSession.objects.notes_readable_by(cast.coach_a)) == set()


def test_action_items_changeable_by_coaches_and_leaders_of_the_company(cast: Cast) -> None:
    at_a, at_c = (ActionItem.objects.create(enrolment=one, what="x", added_by=cast.leader) for one in (cast.a, cast.c))

    def changed(user: object) -> set[ActionItem]:
        return set(ActionItem.objects.changeable_by(user))

    assert changed(cast.coach_a) == changed(cast.leader) == {at_a}
    assert changed(cast.director) == {at_a, at_c}
    for other in (cast.coach_b, cast.former_coach, cast.auditor, cast.funder_tvv):
        assert changed(other) == set()


def test_activities_visible_by_place(cast: Cast) -> None:
    today = timezone.localdate()
    here, there = (
        Activity.objects.create(programme=cast.programme, region=region, kind="pilot", title="P", planned_on=today)
        for region in (cast.mellersta, cast.norr)
    )

    def seen(user: object) -> set[Activity]:
        return set(Activity.objects.visible_to(user))

    assert seen(cast.director) == {here, there}
    assert seen(cast.leader) == seen(cast.coach_a) == {here}
    assert seen(cast.coach_c) == {there}
    assert seen(cast.former_coach) == seen(cast.funder_tvv) == set()
