"""When a report is due, the programme's directors hear it, from 14 days before until it is released."""

from datetime import timedelta

from django.utils import timezone

from funding.reminders import period_due
from programme.people.models import Appointment
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import LONG_AGO, Cast, person
from tests.funding.world import Money, frozen


def test_period_is_due_from_14_days_before_until_released(cast: Cast, money: Money) -> None:
    due_on = money.period.due_on

    def heard(days: int) -> list[int]:
        return [one.subject_id for one in period_due(due_on + timedelta(days=days)) if one.subject_id != 0]

    early, first, late = heard(-15), heard(-14), heard(400)
    assert money.period.pk not in early
    assert money.period.pk in first
    assert money.period.pk in late


def test_reminder_goes_to_active_directors_of_the_programme_in_force(cast: Cast, money: Money) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    mine = person("mine@example.org", "Min", (Role.DIRECTOR, {"programme": cast.programme}))
    person("other@example.org", "Annan", (Role.DIRECTOR, {"programme": other}))
    former = person("former@example.org", "Förra", (Role.DIRECTOR, {}))
    Appointment.objects.filter(person=former).update(until_on=timezone.localdate())

    due = [one for one in period_due(money.period.due_on) if one.subject_id == money.period.pk]

    assert {one.recipient_id for one in due} == {cast.director.pk, mine.pk}
    assert {one.due_on for one in due} == {money.period.due_on - timedelta(days=14)}
    assert {one.path for one in due} == {money.period.get_absolute_url()}


def test_released_report_is_no_longer_due(cast: Cast, money: Money) -> None:
    frozen(cast, money.period)

    assert [one for one in period_due(money.period.due_on) if one.subject_id == money.period.pk] == []
