"""Giving and ending tasks, closing accounts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from programme.people.actions import appoint, deactivate, end_appointment
from programme.people.models import Appointment, AuditEvent, User
from programme.people.passing_on import NewAppointment
from programme.people.roles import Role
from tests.cast import Cast


def test_appointment_added_by_leader_holds_today_and_leaves_one_event(cast: Cast, login) -> None:
    today = timezone.localdate()
    post = {"role": "education_lead", "region": cast.mellersta.pk, "from_on": today.isoformat()}
    login(cast.leader).post(f"/people/{cast.coach_a.pk}/appointments/add/", post)
    assert User.objects.get(pk=cast.coach_a.pk).rights.roles == {Role.COACH, Role.EDUCATION_LEAD}
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.changes["from_on"]) == (
        "appointment-add",
        cast.leader,
        [None, today.isoformat()],
    )


def test_appointment_of_somebody_out_of_sight_is_not_found(cast: Cast, login) -> None:
    today = timezone.localdate()
    post = {"role": "coach", "region": cast.mellersta.pk, "from_on": today.isoformat()}
    client = login(cast.leader)
    assert client.post(f"/people/{cast.coach_c.pk}/appointments/add/", post).status_code == 404
    with pytest.raises(PermissionDenied):
        new = NewAppointment(role=Role.COACH, region=cast.mellersta, from_on=today)
        appoint(by=cast.leader, person=cast.coach_c, new=new)
    assert cast.coach_c.appointments.count() == 1


def test_same_task_in_the_same_days_is_refused(cast: Cast) -> None:
    new = NewAppointment(role=Role.COACH, region=cast.mellersta, from_on=timezone.localdate())
    with pytest.raises(ValidationError):
        appoint(by=cast.leader, person=cast.coach_a, new=new)
    assert cast.coach_a.appointments.count() == 1


def test_ended_appointment_takes_the_rights_away_the_day_after(cast: Cast, login) -> None:
    today = timezone.localdate()
    row = cast.coach_a.appointments.get()
    login(cast.leader).post(f"/people/appointments/{row.pk}/end/", {"until_on": today.isoformat()})
    person = User.objects.get(pk=cast.coach_a.pk)
    assert person.rights_on(today).roles == {Role.COACH}
    assert person.rights_on(today + timedelta(days=1)).roles == set()
    assert AuditEvent.objects.get().changes == {"until_on": [None, today.isoformat()]}


def test_appointment_may_not_end_before_it_began(cast: Cast, login) -> None:
    row = cast.coach_a.appointments.get()
    page = login(cast.leader).post(f"/people/appointments/{row.pk}/end/", {"until_on": "2019-12-31"})
    assert "until_on" in page.context["form"].errors
    row.refresh_from_db()
    assert row.until_on is None


def test_nobody_ends_an_own_task_or_closes_the_own_account(cast: Cast, login) -> None:
    row = cast.director.appointments.get()
    client = login(cast.director)
    today = timezone.localdate()
    assert client.post(f"/people/appointments/{row.pk}/end/", {"until_on": today.isoformat()}).status_code == 403
    assert client.post(f"/people/{cast.director.pk}/close/").status_code == 403
    with pytest.raises(PermissionDenied):
        end_appointment(by=cast.director, appointment=row, until_on=today, on=today)
    with pytest.raises(PermissionDenied):
        deactivate(by=cast.director, person=cast.director, now=timezone.now())
    row.refresh_from_db()
    assert (row.until_on, User.objects.get(pk=cast.director.pk).is_active) == (None, True)


def test_people_out_of_reach_are_not_found_and_seen_ones_are_forbidden(cast: Cast, login) -> None:
    leader, auditor = login(cast.leader), login(cast.auditor)
    assert leader.post(f"/people/{cast.coach_c.pk}/close/").status_code == 404
    assert leader.post(f"/people/{2**63}/close/").status_code == 404
    assert auditor.post(f"/people/{cast.coach_a.pk}/close/").status_code == 403
    Appointment.objects.create(person=cast.coach_a, role=Role.COACH, region=cast.norr, from_on=timezone.localdate())
    assert leader.post(f"/people/{cast.coach_a.pk}/close/").status_code == 403
    assert User.objects.filter(is_active=True, pk__in=[cast.coach_a.pk, cast.coach_c.pk]).count() == 2


def test_deactivated_person_is_out_at_the_next_click(cast: Cast, login) -> None:
    coach = login(cast.coach_a)
    assert cast.coach_a.name in coach.get("/account/").content.decode()
    login(cast.leader).post(f"/people/{cast.coach_a.pk}/close/")
    response = coach.get("/account/")
    assert response.url == "/accounts/login/?next=/account/"
    login(cast.leader).post(f"/people/{cast.coach_a.pk}/open/")
    assert User.objects.get(pk=cast.coach_a.pk).is_active
