"""A coach is away: another one covers, everything follows, and the day after it is over by itself."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coaching.actions import (
    change_absence,
    enter_absence,
    log_session,
    propose_session,
    withdraw_absence,
)
from coaching.models import ActionItem, CoachAbsence, CoachAssignment, CoachingSession
from coaching.visibility import enrolments_coached_by
from companies.models import Enrolment
from programme.people.models import Appointment, AuditEvent, User
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.coaching.plans import ahead, away, plan_values, planned
from tests.coaching.posts import held, session_values
from tests.notices.hearing import heard


def coached(person: User) -> set[int]:
    return set(enrolments_coached_by(User.objects.get(pk=person.pk)).values_list("pk", flat=True))


def days(first: int, last: int, cover: User) -> dict:
    today = timezone.localdate()
    return {"from_on": today + timedelta(days=first), "until_on": today + timedelta(days=last), "cover": cover}


@pytest.mark.parametrize(("first", "last", "covers"), [(0, 0, True), (-3, 0, True), (1, 5, False), (-9, -1, False)])
def test_cover_holds_from_the_first_to_the_last_day_and_no_longer(
    cast: Cast, first: int, last: int, covers: bool
) -> None:
    away(cast.coach_b, cast.coach_a, first, last)
    assert (cast.b.pk in coached(cast.coach_a)) is covers
    assert coached(cast.coach_b) == {cast.b.pk}


def test_cover_coach_sees_logs_and_plans(cast: Cast) -> None:
    away(cast.coach_b, cast.coach_a, -1, 3)
    today, cover = timezone.localdate(), User.objects.get(pk=cast.coach_a.pk)
    assert Enrolment.objects.visible_to(cover).filter(pk=cast.b.pk).exists()
    session = log_session(by=cover, values=session_values(today, cast.a, cast.b))
    assert session.coach == cover
    row = propose_session(by=cover, values=plan_values(cast.b), now=timezone.now())
    assert row.coach == cover
    waiting = planned(cast.coach_b, ahead(-1), cast.b)
    log_session(by=cover, values=session_values(today - timedelta(days=1), cast.b, planned=waiting))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.session.coach) == ("held", cover)


def test_cover_coach_reads_notes_of_the_companies_that_she_covers_and_no_others(cast: Cast) -> None:
    mine, other = held(cast.coach_b, timezone.localdate(), cast.b), held(cast.coach_c, timezone.localdate(), cast.c)
    away(cast.coach_b, cast.coach_a, 0, 3)
    readable = CoachingSession.objects.notes_readable_by(User.objects.get(pk=cast.coach_a.pk))
    assert list(readable) == [mine]
    assert other not in readable


def test_cover_does_not_change_the_absent_coachs_own_sessions(cast: Cast) -> None:
    held(cast.coach_b, timezone.localdate(), cast.b)
    away(cast.coach_b, cast.coach_a, 0, 3)
    assert not CoachingSession.objects.changeable_by(User.objects.get(pk=cast.coach_a.pk)).exists()


def test_cover_is_not_handed_on_and_needs_two_coaches(cast: Cast) -> None:
    away(cast.coach_b, cast.coach_a, 0, 3)
    away(cast.coach_a, cast.coach_c, 0, 3)
    assert coached(cast.coach_c) == {cast.c.pk, cast.a.pk}
    Appointment.objects.filter(person=cast.coach_b).update(until_on=timezone.localdate() - timedelta(days=1))
    assert coached(cast.coach_a) == {cast.a.pk}
    Appointment.objects.filter(person=cast.coach_c).update(until_on=timezone.localdate() - timedelta(days=1))
    assert coached(cast.coach_c) == set()


def test_enter_absence_by_the_coach_or_her_leader_leaves_a_trace(cast: Cast) -> None:
    today = timezone.localdate()
    for by, key in ((cast.coach_b, uuid4()), (cast.leader, uuid4())):
        CoachAbsence.objects.all().delete()
        for _twice in range(2):
            enter_absence(by=by, coach=cast.coach_b, values=days(1, 4, cast.coach_a), today=today, key=key)
        row = CoachAbsence.objects.get()
        assert (row.coach, row.cover, row.entered_by) == (cast.coach_b, cast.coach_a, by)
    assert AuditEvent.objects.filter(verb="absence-enter").count() == 2


def test_enter_absence_is_denied_to_others(cast: Cast) -> None:
    for by in (cast.coach_a, cast.leader_norr, cast.auditor, cast.funder_tvv, cast.nobody):
        with pytest.raises(PermissionDenied):
            enter_absence(by=by, coach=cast.coach_b, values=days(1, 4, cast.coach_c), today=timezone.localdate())
    assert not CoachAbsence.objects.exists()


def refused(cast: Cast, **changes: object) -> set[str]:
    values = days(0, 4, cast.coach_a) | changes
    with pytest.raises(ValidationError) as error:
        enter_absence(by=cast.coach_b, coach=cast.coach_b, values=values, today=timezone.localdate())
    return set(error.value.message_dict)


def test_enter_absence_refuses_what_cannot_be(cast: Cast) -> None:
    today = timezone.localdate()
    assert refused(cast, until_on=today - timedelta(days=1), from_on=today) == {"until_on"}
    assert refused(cast, from_on=today - timedelta(days=9), until_on=today - timedelta(days=2)) == {"until_on"}
    assert refused(cast, until_on=today + timedelta(days=500)) == {"until_on"}
    assert refused(cast, cover=cast.coach_b) == {"cover"}
    assert refused(cast, cover=cast.leader) == {"cover"}
    assert refused(cast, cover=cast.coach_c) == {"cover"}  # of another region: not hers to choose
    Appointment.objects.filter(person=cast.coach_a).update(until_on=today + timedelta(days=2))
    assert refused(cast) == {"cover"}


def test_enter_absence_over_another_one_or_with_a_cover_who_is_away_is_refused(cast: Cast) -> None:
    away(cast.coach_b, cast.coach_a, 3, 6)
    assert refused(cast) == {"from_on"}
    CoachAbsence.objects.all().delete()
    away(cast.coach_a, cast.former_coach, 2, 8)
    assert refused(cast) == {"cover"}


def test_change_absence_moves_the_days_and_tells_anew(cast: Cast) -> None:
    row, today = away(cast.coach_b, cast.coach_a, -2, 9), timezone.localdate()
    CoachAbsence.objects.update(noted_on=today - timedelta(days=2))
    values = {"until_on": today + timedelta(days=1)}
    change_absence(by=cast.coach_b, absence=row, version=1, values=values, today=today)
    assert (row.until_on, row.noted_on) == (today + timedelta(days=1), today)
    with pytest.raises(Conflict):
        change_absence(by=cast.coach_b, absence=row, version=1, values={"until_on": today}, today=today)
    with pytest.raises(PermissionDenied):
        change_absence(by=cast.coach_a, absence=row, version=2, values={"until_on": today}, today=today)


def test_withdraw_absence_ends_cover_at_once(cast: Cast) -> None:
    row = away(cast.coach_b, cast.coach_a, -2, 9)
    for _twice in range(2):
        withdraw_absence(by=cast.coach_b, absence=row, today=timezone.localdate())
    assert coached(cast.coach_a) == {cast.a.pk}
    assert AuditEvent.objects.filter(verb="absence-withdraw").count() == 1


def test_reminders_go_to_who_covers_meanwhile(cast: Cast) -> None:
    today = timezone.localdate()
    CoachAssignment.objects.filter(enrolment=cast.b).update(from_on=today - timedelta(days=200))
    held(cast.coach_b, today - timedelta(days=52), cast.b)  # 22 days too long ago: not yet the director's
    due_on = today - timedelta(days=15)  # long enough for any holidays
    item = ActionItem.objects.create(enrolment=cast.b, what="Mäta", due_on=due_on, added_by=cast.coach_b)

    def told() -> tuple[set[int], set[int]]:
        silent = {one.person for one in heard("silence", today) if one.subject_id == cast.b.pk}
        return silent, {one.person for one in heard("action_due", today) if one.subject_id == item.pk}

    assert told() == ({cast.coach_b.pk, cast.leader.pk}, {cast.coach_b.pk})
    row = away(cast.coach_b, cast.coach_a, 0, 3)
    assert told() == ({cast.coach_a.pk, cast.leader.pk}, {cast.coach_a.pk})
    CoachAbsence.objects.filter(pk=row.pk).update(until_on=today - timedelta(days=1), from_on=today - timedelta(days=9))
    assert told() == ({cast.coach_b.pk, cast.leader.pk}, {cast.coach_b.pk})


def test_absence_does_not_say_that_a_task_has_ended(cast: Cast) -> None:
    """Cover is no assignment: who goes on as assisting coach while she is away has not been sent off."""
    today = timezone.localdate()
    CoachAssignment.objects.filter(enrolment=cast.b).update(until_on=today)
    CoachAssignment.objects.create(
        enrolment=cast.b, coach=cast.coach_b, kind="assisting", from_on=today + timedelta(days=1)
    )
    away(cast.coach_b, cast.coach_a, 0, 9)
    ended = {one.person for one in heard("coach_ends", today)}
    assert ended == {cast.former_coach.pk}


def test_both_are_told_until_it_is_over(cast: Cast) -> None:
    today = timezone.localdate()
    row = away(cast.coach_b, cast.coach_a, 2, 5)

    def told(day: date) -> set[tuple[str, int, date]]:
        lines = [*heard("cover_begins", day), *heard("covered_by", day)]
        return {(one.words, one.person, one.due_on) for one in lines}

    both = {("cover_begins", cast.coach_a.pk, today), ("covered_by", cast.coach_b.pk, today)}
    assert [told(today), told(row.until_on), told(row.until_on + timedelta(days=1))] == [both, both, set()]
    (cover,) = heard("cover_begins", today)
    assert cover.label == f"{cast.coach_b.name}, {row.from_on}–{row.until_on}"
    one_day = away(cast.coach_a, cast.former_coach, 7, 7)
    labels = {one.person: one.label for one in heard("cover_begins", today)}
    assert labels[cast.former_coach.pk] == f"{cast.coach_a.name}, {one_day.from_on}"
    one_day.delete()
    withdraw_absence(by=cast.coach_b, absence=row, today=today)
    assert told(today) == set()


def test_absence_pages_round_trip(cast: Cast, login) -> None:
    client, today = login(cast.coach_b), timezone.localdate()
    post = {"coach": cast.coach_b.pk, "cover": cast.coach_a.pk, "from_on": today, "key": uuid4()}
    bad = client.post("/absences/add/", post | {"until_on": today - timedelta(days=1)})
    assert list(bad.context["form"].errors) == ["until_on"]
    assert f'value="{today - timedelta(days=1)}"' in bad.content.decode()
    client.post("/absences/add/", post | {"until_on": today + timedelta(days=4)})
    row = CoachAbsence.objects.get()
    change = {"version": 1, "cover": cast.coach_a.pk, "from_on": today, "until_on": today + timedelta(days=2)}
    client.post(f"/absences/{row.pk}/change/", change)
    row.refresh_from_db()
    assert row.until_on == today + timedelta(days=2)
    page = client.get("/absences/").content.decode()
    assert cast.coach_a.name in page
    client.post(f"/absences/{row.pk}/withdraw/")
    row.refresh_from_db()
    assert row.withdrawn_on == today


def test_absence_form_offers_colleagues_of_the_own_region_only(cast: Cast, login) -> None:
    form = login(cast.coach_b).get("/absences/add/").context["form"]
    assert set(form.fields["coach"].queryset) == {cast.coach_b}
    assert set(form.fields["cover"].queryset) == {cast.coach_a, cast.former_coach}
    form = login(cast.leader_norr).get("/absences/add/").context["form"]
    assert set(form.fields["coach"].queryset) == {cast.coach_c}


@pytest.mark.parametrize("count", [3, 30])
def test_absence_list_asks_the_same_number_of_queries(cast: Cast, login, django_assert_num_queries, count: int) -> None:
    for n in range(count):
        away(cast.coach_b, cast.coach_a, n * 3 + 1, n * 3 + 2)
    client = login(cast.leader)
    with django_assert_num_queries(10):  # with the bell's
        client.get("/absences/")
