"""The demo world has the shape that DOMAIN.md tells of."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker
from stdnum import luhn

from coaching.first_topics import lay_topics
from coaching.models import Attendance, CoachAssignment, CoachingSession, Topic
from companies.models import Company, Enrolment, PlannedStage
from funding.grants.bulk import shares_of
from funding.grants.card import money_of
from funding.grants.paid import in_short
from funding.grants.shares import highest
from funding.models import Allocation, Grant, Rate, ReportingPeriod
from funding.money.time import PaidAs, of_grant
from programme.common.dates import Period
from programme.oversight.demo.accounts import ACCOUNTS
from programme.oversight.demo.facts import WHITE_SPOTS
from programme.oversight.demo.world import build_world
from programme.people.models import User
from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality, Region

TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One world for all tests of the file, which only read; rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_geography(County, Municipality)
        lay_topics(Topic)
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            build_world(TODAY)
        yield
        transaction.set_rollback(True)


def test_world_has_the_promised_size(world: None) -> None:
    lost = Enrolment.objects.filter(state="withdrawn", started_on=None)
    assert lost.count() == 31
    assert Company.objects.count() == 234 + 31
    assert Region.objects.count() == 8
    in_coaching = Enrolment.objects.in_coaching_on(TODAY)
    assert in_coaching.count() == 54
    assert in_coaching.filter(state="paused").count() == 4
    assert PlannedStage.objects.overdue_on(TODAY).count() == 9


def test_world_mellersta_norrland_is_a_white_spot_with_four_companies(world: None) -> None:
    lift = Enrolment.objects.filter(programme_version__programme__code="produktionslyftet")
    here = lift.filter(region__code="mellersta-norrland")
    assert here.in_coaching_on(TODAY).count() == 4
    assert here.filter(ended_on__isnull=False).exclude(started_on=None).count() == 0
    covered = Enrolment.objects.in_coaching_on(TODAY).values_list("company__municipality__county", flat=True)
    assert WHITE_SPOTS.isdisjoint(covered)


def test_world_numbers_are_valid_and_of_the_unused_series(world: None) -> None:
    numbers = list(Company.objects.values_list("organisation_number", flat=True))
    assert all(number.startswith("559999") and luhn.is_valid(number) for number in numbers)


def test_world_holds_every_demo_account_and_only_example_addresses(world: None) -> None:
    emails = set(User.objects.values_list("email", flat=True))
    assert {email for email, _ in ACCOUNTS} <= emails
    assert all(email.endswith("@example.org") for email in emails)


def test_world_coaches_a_and_b_have_different_companies(world: None) -> None:
    def coached(email: str) -> set[int]:
        return set(CoachAssignment.objects.filter(coach__email=email).values_list("enrolment", flat=True))

    assert len(coached("coach.a@example.org")) == 2
    assert coached("coach.a@example.org").isdisjoint(coached("coach.b@example.org"))


def test_world_grants_are_as_their_decisions_say(world: None) -> None:
    sums = {grant.name_sv: money_of(grant) for grant in Grant.objects.all()}
    first = sums["Verksamhetsbidrag 2017–2019"]
    assert [one.amount for one in first.decisions] == [7_000_000] * 3
    assert (first.undecided, first.budget and first.budget.less) == (0, 0)
    assert sums["SIMMITT"].project == 24_000_000
    assert sums["SIMMITT"].budget and sums["SIMMITT"].budget.is_whole_project
    assert sums["Smart industri i Norra Mellansverige"].project == 4_717_448 + 2_500_000
    short = sums["Coachkurs och leankurs"].budget
    assert short and short.less == 150_000, "one that does not agree, and says so"


@pytest.mark.parametrize(
    ("name", "least", "sessions"), [("SIMMITT", 12, 200), ("Smart industri i Norra Mellansverige", 12, 80)]
)
def test_world_past_projects_have_companies_that_completed_them_in_their_time(
    world: None, name: str, least: int, sessions: int
) -> None:
    grant = Grant.objects.get(name_sv=name)
    those = Enrolment.objects.filter(programme_version__programme=grant.programme)
    held = CoachingSession.objects.filter(attendances__enrolment__in=those).distinct()

    assert those.filter(state="completed").count() >= least
    assert not those.filter(started_on__lt=grant.starts_on).exists()
    assert not those.filter(ended_on__gt=grant.ends_on).exists()
    assert held.count() >= sessions
    assert not held.exclude(held_on__range=(grant.starts_on, grant.ends_on)).exists()
    assert {one.activity.programme for one in held.select_related("activity__programme") if one.activity} == {
        grant.programme
    }


def test_world_companies_are_in_one_programme_at_a_time_and_numbered_in_order(world: None) -> None:
    for company in Company.objects.prefetch_related("enrolments"):
        rows = sorted(company.enrolments.all(), key=lambda row: row.ordinal)
        spans = [(row.started_on, row.ended_on or TODAY) for row in rows if row.started_on]
        assert all(first[1] < second[0] for first, second in zip(sorted(spans), sorted(spans)[1:], strict=False)), (
            company
        )
        if any(row.programme_version.programme.code == "simmitt" for row in rows):
            assert spans == sorted(spans), company


def test_world_simmitt_is_charged_half_of_its_series_and_of_its_companies(world: None) -> None:
    grant = Grant.objects.get(name_sv="SIMMITT")
    rows = of_grant(grant, Period(grant.starts_on, grant.ends_on), Rate.Kind.COACH_HOUR)

    assert {row.share for row in rows} == {50_00}
    assert {row.paid_as for row in rows} == {PaidAs.ACTIVITY, PaidAs.COMPANY}
    assert rows.count() == Attendance.objects.filter(enrolment__programme_version__programme=grant.programme).count()


def test_world_has_a_skipped_and_an_extended_period_and_shared_companies(world: None) -> None:
    skipped = ReportingPeriod.objects.exclude(skipped_on=None).get()
    assert skipped.skipped_on and skipped.skipped_on <= TODAY
    extended = ReportingPeriod.objects.exclude(first_due_on=None).get()
    assert extended.due_on > TODAY
    assert not ReportingPeriod.objects.due_by(TODAY).filter(pk__in=[skipped.pk, extended.pk]).exists()
    vinnova = Grant.objects.get(funder__code="vinnova")
    assert in_short(vinnova, User.objects.get(email="director@example.org"), today=TODAY).shared == 5
    for one in Allocation.objects.select_related("enrolment").exclude(enrolment=None):
        assert one.enrolment
        spans = shares_of(one.enrolment.allocations.all())
        assert highest(spans) <= 100


def test_world_tells_nothing_of_the_future(world: None) -> None:
    assert not CoachingSession.objects.filter(held_on__gt=TODAY).exists()
    assert not PlannedStage.objects.filter(closed_on__gt=TODAY).exists()
    assert not Enrolment.objects.filter(ended_on__gt=TODAY).exists()
