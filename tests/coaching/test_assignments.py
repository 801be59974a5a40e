"""Coaches come to companies, change and leave."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from coaching.actions import assign_coach, end_assignment, replace_coach
from coaching.models import CoachAssignment
from companies.models import Enrolment
from programme.people.models import Appointment, AuditEvent
from programme.people.roles import Role
from tests.cast import Cast
from tests.notices.hearing import heard


def lead_of(cast: Cast) -> CoachAssignment:
    return CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a)


def spells(cast: Cast) -> list[tuple[str, str, date, date | None]]:
    rows = CoachAssignment.objects.filter(enrolment=cast.a).exclude(coach=cast.former_coach)
    return list(rows.order_by("from_on", "pk").values_list("coach__name", "kind", "from_on", "until_on"))


def told(today: date, enrolment: Enrolment) -> set[tuple[int, str]]:
    """Who hears of a task that begins or ends."""
    lines = [*heard("coach_begins", today), *heard("coach_ends", today)]
    return {(one.person, one.words) for one in lines if one.subject_id == enrolment.pk}


def test_assign_a_new_lead_ends_the_former_the_day_before(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=7)

    assign_coach(by=cast.leader, enrolment=cast.a, coach=cast.coach_b, kind="lead", from_on=day)

    assert spells(cast) == [
        (cast.coach_a.name, "lead", cast.a.started_on, day - timedelta(days=1)),
        (cast.coach_b.name, "lead", day, None),
    ]
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_kind, event.subject_id) == ("coach-assign", "enrolment", cast.a.pk)
    assert event.changes[f"until_on, {cast.coach_a.name}"] == [None, str(day - timedelta(days=1))]


def test_assign_an_assisting_coach_leaves_the_lead(cast: Cast) -> None:
    today = timezone.localdate()
    assign_coach(by=cast.leader, enrolment=cast.a, coach=cast.coach_c, kind="assisting", from_on=today)
    assert spells(cast) == [
        (cast.coach_a.name, "lead", cast.a.started_on, None),
        (cast.coach_c.name, "assisting", today, None),
    ]


def test_assign_an_assisting_coach_as_lead_ends_both_former_tasks(cast: Cast) -> None:
    today = timezone.localdate()
    before = today - timedelta(days=9)
    assign_coach(by=cast.leader, enrolment=cast.a, coach=cast.coach_b, kind="assisting", from_on=before)
    assign_coach(by=cast.leader, enrolment=cast.a, coach=cast.coach_b, kind="lead", from_on=today)
    ended = today - timedelta(days=1)
    assert spells(cast) == [
        (cast.coach_a.name, "lead", cast.a.started_on, ended),
        (cast.coach_b.name, "assisting", before, ended),
        (cast.coach_b.name, "lead", today, None),
    ]


def refused(cast: Cast, **changes: object) -> set[str]:
    values = {"enrolment": cast.a, "coach": cast.coach_b, "kind": "lead", "from_on": timezone.localdate()} | changes
    before = spells(cast)
    with pytest.raises(ValidationError) as error:
        assign_coach(by=cast.leader, **values)
    assert spells(cast) == before
    return set(error.value.message_dict)


def test_assign_somebody_who_is_no_coach_that_day_is_refused(cast: Cast) -> None:
    assert refused(cast, coach=cast.leader) == {"coach"}
    Appointment.objects.filter(person=cast.coach_b, role=Role.COACH).update(until_on=timezone.localdate())
    assert refused(cast, from_on=timezone.localdate() + timedelta(days=1)) == {"coach"}


def test_assign_the_same_coach_twice_is_refused(cast: Cast) -> None:
    assert refused(cast, coach=cast.coach_a) == {"coach"}


def test_assign_on_or_before_the_former_leads_first_day_is_refused(cast: Cast) -> None:
    assert refused(cast, from_on=cast.a.started_on) == {"from_on"}


def test_assign_to_a_company_that_has_left_is_refused(cast: Cast) -> None:
    cast.a.state, cast.a.ended_on = "completed", timezone.localdate()
    cast.a.save()
    assert refused(cast) == {"from_on"}


def test_assign_is_denied_outside_ones_region_and_to_other_roles(cast: Cast) -> None:
    for by in (cast.leader_norr, cast.coach_a, cast.auditor, cast.funder_tvv, cast.nobody):
        with pytest.raises(PermissionDenied):
            assign_coach(by=by, enrolment=cast.a, coach=cast.coach_b, kind="assisting", from_on=timezone.localdate())
    assert len(spells(cast)) == 1


def test_end_assignment_closes_sight_the_day_after(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assert list(cast.coach_a.rights.appointments) != []

    end_assignment(by=cast.leader, assignment=lead_of(cast), until_on=yesterday)

    assert lead_of(cast).until_on == yesterday
    assert not type(cast.a).objects.visible_to(cast.coach_a).exists()
    assert AuditEvent.objects.get().verb == "coach-assignment-end"


def test_end_assignment_before_it_began_or_after_its_end_is_refused(cast: Cast) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        end_assignment(by=cast.leader, assignment=lead_of(cast), until_on=cast.a.started_on - timedelta(days=1))
    end_assignment(by=cast.leader, assignment=lead_of(cast), until_on=today)
    with pytest.raises(ValidationError):
        end_assignment(by=cast.leader, assignment=lead_of(cast), until_on=today + timedelta(days=1))
    assert lead_of(cast).until_on == today


def test_end_assignment_is_denied_outside_ones_region(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        end_assignment(by=cast.leader_norr, assignment=lead_of(cast), until_on=timezone.localdate())
    assert lead_of(cast).until_on is None


def test_replace_coach_from_a_day_ends_the_former_the_day_before(cast: Cast) -> None:
    today = timezone.localdate()
    former = CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a)

    made = replace_coach(by=cast.leader, assignment=former, coach=cast.coach_b, from_on=today + timedelta(days=3))

    former.refresh_from_db()
    assert (former.until_on, made.from_on) == (today + timedelta(days=2), today + timedelta(days=3))
    assert (made.coach, made.kind, made.until_on) == (cast.coach_b, "lead", None)
    event = AuditEvent.objects.about("enrolment", cast.a.pk).get(verb="coach-replace")
    assert event.changes["until_on, Mikael Sundh"] == [None, (today + timedelta(days=2)).isoformat()]


def test_replace_assisting_coach_leaves_the_lead_alone(cast: Cast) -> None:
    today = timezone.localdate()
    assisting = assign_coach(by=cast.leader, enrolment=cast.a, coach=cast.coach_b, kind="assisting", from_on=today)

    made = replace_coach(
        by=cast.leader, assignment=assisting, coach=cast.former_coach, from_on=today + timedelta(days=1)
    )

    assisting.refresh_from_db()
    assert (assisting.until_on, made.kind) == (today, "assisting")
    assert CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a).until_on is None


def test_replace_coach_is_refused_in_words(cast: Cast) -> None:
    today = timezone.localdate()
    former = CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a)
    for coach, day in ((cast.coach_a, today), (cast.nobody, today), (cast.coach_b, former.from_on)):
        with pytest.raises(ValidationError):
            replace_coach(by=cast.leader, assignment=former, coach=coach, from_on=day)
    for other in (cast.leader_norr, cast.coach_a, cast.auditor):
        with pytest.raises(PermissionDenied):
            replace_coach(by=other, assignment=former, coach=cast.coach_b, from_on=today)
    former.refresh_from_db()
    assert former.until_on is None


def test_replace_page_changes_and_both_coaches_are_told(cast: Cast, login) -> None:
    today = timezone.localdate()
    former = CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a)
    address = reverse("coach-assignment-replace", args=[former.pk])

    response = login(cast.leader).post(address, {"coach": cast.coach_b.pk, "from_on": today.isoformat()})

    assert response.url == cast.a.get_absolute_url()
    assert told(today, cast.a) == {
        (cast.coach_a.pk, "coach_ends"),
        (cast.coach_b.pk, "coach_begins"),
        (cast.former_coach.pk, "coach_ends"),
    }
    assert told(today + timedelta(days=20), cast.a) == set()


def test_coach_who_goes_from_assisting_to_lead_ends_nothing(cast: Cast) -> None:
    today = timezone.localdate()
    assign_coach(
        by=cast.leader, enrolment=cast.b, coach=cast.coach_c, kind="assisting", from_on=today - timedelta(days=30)
    )
    assign_coach(by=cast.leader, enrolment=cast.b, coach=cast.coach_c, kind="lead", from_on=today)

    assert told(today, cast.b) == {(cast.coach_b.pk, "coach_ends"), (cast.coach_c.pk, "coach_begins")}
