"""Who sees which people and appointments, and who may change them."""

from datetime import date

from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import Cast, person


def seen(user: User) -> set[str]:
    return set(User.objects.visible_to(user).values_list("name", flat=True))


def test_people_visible_to_each_role(cast: Cast) -> None:
    everybody = set(User.objects.values_list("name", flat=True))
    here = {"Anders Åhlén", "Mikael Sundh", "Sara Björk", "Olle Rask"}
    assert len(everybody) == 12
    assert seen(cast.director) == everybody
    assert seen(cast.auditor) == everybody
    assert seen(cast.leader) == here
    assert seen(cast.leader_norr) == {"Maja Nordvall", "Elin Fors"}
    for alone in (cast.coach_a, cast.funder_tvv, cast.nobody):
        assert seen(alone) == {alone.name}


def test_people_changeable_by_each_role(cast: Cast) -> None:
    def changed(user: User) -> set[str]:
        return set(User.objects.changeable_by(user).values_list("name", flat=True))

    assert changed(cast.director) == set(User.objects.values_list("name", flat=True))
    assert changed(cast.leader) == {"Anders Åhlén", "Mikael Sundh", "Sara Björk", "Olle Rask"}
    for powerless in (cast.auditor, cast.coach_a, cast.funder_tvv, cast.nobody, cast.inactive):
        assert changed(powerless) == set()


def test_person_with_a_task_elsewhere_is_seen_but_not_changed_by_the_leader(cast: Cast) -> None:
    Appointment.objects.create(person=cast.coach_a, role=Role.COACH, region=cast.norr, from_on=date(2024, 1, 1))
    assert cast.coach_a in User.objects.visible_to(cast.leader)
    assert cast.coach_a not in User.objects.changeable_by(cast.leader)
    assert {a.region for a in Appointment.objects.visible_to(cast.leader).filter(person=cast.coach_a)} == {
        cast.mellersta
    }


def test_director_of_one_programme_changes_appointments_of_that_programme_only(cast: Cast) -> None:
    other = Programme.objects.create(code="other", name_sv="Annat", name_en="Other", starts_on=date(2024, 1, 1))
    limited = person("limited@example.org", "Lena Smal", (Role.DIRECTOR, {"programme": other}))
    auditor = person("of.other@example.org", "Aron Annan", (Role.AUDITOR, {"programme": other}))
    changeable = Appointment.objects.changeable_by(limited)
    assert {row.person for row in changeable} == {limited, auditor}
    assert cast.director not in User.objects.changeable_by(limited)
