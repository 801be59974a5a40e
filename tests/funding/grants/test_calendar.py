"""The reporting calendar: laid by interval, bent by hand, and what reminders and lists make of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding import actions as reporting
from funding.grants import actions
from funding.grants.calendar import Interval, There, laid_by, periods_by
from funding.models import Grant, ReportingPeriod
from programme.common.dates import Period
from programme.notices.ledger import notice_all
from programme.notices.models import Notice
from programme.people.models import AuditEvent, User
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.funding.grants.posts import grant_values
from tests.funding.world import Money, frozen, stated

Login = Callable[[User], Client]
HALF_YEARS = Interval(6, date(2024, 1, 1), date(2026, 12, 31), 45)
days = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days, st.integers(0, 2000), st.integers(1, 40), st.integers(1, 400))
def test_interval_covers_each_of_its_days_once(start: date, length: int, months: int, due: int) -> None:
    end = start + timedelta(days=length)

    found = periods_by(Interval(months, start, end, due))

    covered = [one.starts_on + timedelta(days=n) for one in found for n in range(one.days.days)]
    assert covered == [start + timedelta(days=n) for n in range(length + 1)]
    assert all(one.due_on == one.ends_on + timedelta(days=due) for one in found)


def test_interval_ends_on_the_last_of_months_from_its_start() -> None:
    found = periods_by(Interval(1, date(2026, 1, 31), date(2026, 4, 30), 10))

    assert [one.starts_on for one in found] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_laying_leaves_out_what_is_covered_and_takes_away_only_what_is_free() -> None:
    first = There(1, Period(date(2024, 1, 1), date(2024, 12, 31)), is_free=False)
    second = There(2, Period(date(2025, 1, 1), date(2025, 12, 31)), is_free=True)

    beside = laid_by(HALF_YEARS, [first, second], replace=False)
    instead = laid_by(HALF_YEARS, [first, second], replace=True)

    assert [one.starts_on for one in beside.added] == [date(2026, 1, 1), date(2026, 7, 1)]
    assert [line.blocked_by and line.blocked_by.number for line in beside.lines] == [1, 1, 2, 2, None, None]
    assert instead.removed == (second,)
    assert len(instead.added) == 4
    assert beside.fingerprint != instead.fingerprint


@pytest.fixture
def grant(cast: Cast) -> Grant:
    return actions.add_grant(by=cast.director, values=grant_values(cast))


def lay(cast: Cast, grant: Grant, interval: Interval = HALF_YEARS, *, replace: bool = False) -> Grant:
    seen = actions.would_lay(grant, interval, replace=replace).fingerprint
    return actions.lay_calendar(by=cast.director, grant=grant, interval=interval, replace=replace, seen=seen)


def test_calendar_is_laid_as_it_was_looked_at_or_not_at_all(cast: Cast, grant: Grant) -> None:
    seen = actions.would_lay(grant, HALF_YEARS, replace=False).fingerprint
    actions.add_period(
        by=cast.director, grant=grant, starts_on=date(2024, 1, 1), ends_on=date(2024, 3, 31), due_on=date(2024, 5, 1)
    )

    with pytest.raises(actions.Changed):
        actions.lay_calendar(by=cast.director, grant=grant, interval=HALF_YEARS, replace=False, seen=seen)
    assert grant.periods.count() == 1
    lay(cast, grant)

    assert [one.number for one in grant.periods.all()] == [1, 2, 3, 4, 5, 6]
    assert grant.periods.get(number=2).starts_on == date(2024, 7, 1)


def test_replacing_keeps_reported_skipped_and_extended_periods(cast: Cast, money: Money) -> None:
    grant, last = money.tvv, money.tvv.ends_on
    frozen(cast, money.period)
    begin = money.running.ends_on + timedelta(days=1)
    rest = Interval(1, begin, last, 30)
    lay(cast, grant, rest)
    third, fourth = grant.periods.get(number=3), grant.periods.get(number=4)
    actions.skip_period(by=cast.director, period=third, version=1, reason="Uppehåll", on=timezone.localdate())
    actions.extend_period(
        by=cast.director, period=fourth, version=1, due_on=fourth.due_on + timedelta(days=9), reason="Bokslut"
    )

    lay(cast, grant, Interval(120, grant.starts_on, last, 60), replace=True)

    assert {money.period.pk, third.pk, fourth.pk} == set(grant.periods.values_list("pk", flat=True))


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "auditor", "nobody", "inactive"])
def test_only_a_director_bends_the_calendar(cast: Cast, money: Money, who: str) -> None:
    other, period = getattr(cast, who), money.running
    before = list(ReportingPeriod.objects.values())
    some = {"starts_on": period.starts_on, "ends_on": period.ends_on, "due_on": period.due_on}

    for act in (
        lambda: actions.lay_calendar(by=other, grant=money.tvv, interval=HALF_YEARS, replace=True, seen=""),
        lambda: actions.add_period(by=other, grant=money.tvv, **some),
        lambda: actions.change_period(by=other, period=period, version=1, **some),
        lambda: actions.remove_period(by=other, period=period),
        lambda: actions.extend_period(by=other, period=period, version=1, due_on=date(2099, 1, 1), reason="x"),
        lambda: actions.skip_period(by=other, period=period, version=1, reason="x", on=period.starts_on),
        lambda: actions.take_back_skip(by=other, period=period),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert list(ReportingPeriod.objects.values()) == before


def test_period_with_a_released_report_is_never_touched(cast: Cast, money: Money) -> None:
    frozen(cast, money.period)
    period, director = money.period, cast.director
    before = ReportingPeriod.objects.values().get(pk=period.pk)
    later = period.due_on + timedelta(days=30)

    for act in (
        lambda: actions.change_period(
            by=director, period=period, version=1, starts_on=period.starts_on, ends_on=period.ends_on, due_on=later
        ),
        lambda: actions.remove_period(by=director, period=period),
        lambda: actions.extend_period(by=director, period=period, version=1, due_on=later, reason="x"),
        lambda: actions.skip_period(by=director, period=period, version=1, reason="x", on=later),
    ):
        with pytest.raises(ValidationError):
            act()

    assert ReportingPeriod.objects.values().get(pk=period.pk) == before


def test_period_with_a_draft_may_be_extended_or_skipped_but_keeps_its_days(cast: Cast, money: Money) -> None:
    draft = stated(cast, money.period)
    period, director = money.period, cast.director
    earlier = period.starts_on - timedelta(days=1)

    for act in (
        lambda: actions.remove_period(by=director, period=period),
        lambda: actions.change_period(
            by=director, period=period, version=1, starts_on=earlier, ends_on=period.ends_on, due_on=period.due_on
        ),
    ):
        with pytest.raises(ValidationError):
            act()
    actions.skip_period(by=director, period=period, version=1, reason="Avtalat", on=timezone.localdate())

    reporting.send_to_review(by=director, report=draft)
    for refused in (
        lambda: reporting.make_report(by=director, period=period),
        lambda: reporting.release(by=director, report=draft),
    ):
        with pytest.raises(reporting.NotReady):
            refused()
    actions.take_back_skip(by=director, period=period)
    assert reporting.make_report(by=director, period=period) == draft


def test_extension_keeps_the_first_day_through_a_second_one(cast: Cast, money: Money) -> None:
    period, first = money.running, money.running.due_on

    for n, reason in ((10, "Bokslut"), (20, "Revision")):
        actions.extend_period(
            by=cast.director, period=period, version=period.version, due_on=first + timedelta(days=n), reason=reason
        )
        period.refresh_from_db()

    assert (period.first_due_on, period.due_on) == (first, first + timedelta(days=20))
    assert period.extended_because == "Revision"
    with pytest.raises(ValidationError):
        actions.extend_period(by=cast.director, period=period, version=3, due_on=first, reason="Tidigare")
    with pytest.raises(Conflict):
        actions.extend_period(by=cast.director, period=period, version=1, due_on=date(2098, 1, 1), reason="Sen")
    said = AuditEvent.objects.filter(verb="period-extend").order_by("pk")
    assert [event.changes["due_on"][1] for event in said] == [str(first + timedelta(days=n)) for n in (10, 20)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": date(2024, 1, 31)}, "ends_on"),
        ({"starts_on": date(2023, 12, 31)}, "starts_on"),
        ({"ends_on": date(2027, 1, 1), "due_on": date(2027, 3, 1)}, "ends_on"),
        ({"due_on": date(2024, 7, 31)}, "due_on"),
        ({"ends_on": date(2024, 9, 1)}, "starts_on"),  # over the period from then on
    ],
)
def test_period_by_hand_fits_the_grant_and_the_others(cast: Cast, grant: Grant, change: Any, field: str) -> None:
    given = {"starts_on": date(2024, 2, 1), "ends_on": date(2024, 7, 31), "due_on": date(2024, 9, 15)}
    actions.add_period(
        by=cast.director, grant=grant, starts_on=date(2024, 9, 1), ends_on=date(2024, 12, 31), due_on=date(2025, 2, 1)
    )

    with pytest.raises(ValidationError) as refused:
        actions.add_period(by=cast.director, grant=grant, **(given | change))
    assert set(refused.value.message_dict) == {field}
    actions.add_period(by=cast.director, grant=grant, **given)
    assert grant.periods.count() == 2


def told(day: date) -> dict[int, set[date]]:
    """What is open in the ledger of due reports, after a run on a day: the happening's days by period."""
    notice_all(today=day, now=timezone.now())
    found: dict[int, set[date]] = {}
    for notice in Notice.objects.filter(event="report_due", settled_at=None):
        found.setdefault(notice.subject_id, set()).add(notice.happens_on)
    return found


def test_reminders_are_silent_about_a_skipped_period_until_it_is_taken_back(cast: Cast, money: Money) -> None:
    period, day = money.period, money.period.due_on + timedelta(days=3)
    assert period.pk in told(day)

    actions.skip_period(by=cast.director, period=period, version=1, reason="Avtalat", on=timezone.localdate())
    assert period.pk not in told(day)
    actions.take_back_skip(by=cast.director, period=period)

    assert period.pk in told(day)


def test_reminders_follow_an_extended_day(cast: Cast, money: Money) -> None:
    period, first = money.period, money.period.due_on
    later = first + timedelta(days=60)
    assert told(first + timedelta(days=3))[period.pk] == {first}

    actions.extend_period(by=cast.director, period=period, version=1, due_on=later, reason="Bokslut")

    assert period.pk not in told(first + timedelta(days=3))
    assert told(later - timedelta(days=14))[period.pk] == {later}


def test_lists_show_a_skipped_period_with_its_reason_and_do_not_wait_for_it(
    cast: Cast, money: Money, login: Login
) -> None:
    ReportingPeriod.objects.filter(pk=money.period.pk).update(due_on=timezone.localdate() - timedelta(days=0))
    actions.skip_period(by=cast.director, period=money.period, version=1, reason="Enligt möte", on=timezone.localdate())
    director, funder = login(cast.director), login(cast.funder_tvv)

    due = [line.period.pk for line in director.get(reverse("report-list")).context["page"].object_list]
    everything = [line.period.pk for line in director.get(reverse("report-list") + "?show=all").context["page"]]

    assert money.period.pk not in due
    assert money.running.pk in due
    assert money.period.pk in everything
    for reader in (director, funder):
        for page in (money.tvv.get_absolute_url(), money.period.get_absolute_url()):
            assert "Enligt möte" in reader.get(page).content.decode()
    assert "Enligt möte" in funder.get(reverse("report-list")).content.decode()
    assert cast.director.name not in funder.get(money.period.get_absolute_url()).content.decode()
    assert ReportingPeriod.objects.due_by(date(2099, 1, 1)).filter(pk=money.period.pk).exists() is False


def test_calendar_page_shows_first_and_lays_after(cast: Cast, grant: Grant, login: Login) -> None:
    client, path = login(cast.director), reverse("calendar-lay", args=[grant.pk])
    asked = {"every_months": 12, "start": "2024-01-01", "end": "2026-12-31", "due_after_days": 45}

    shown = client.post(path, asked | {"step": "preview"})
    assert grant.periods.count() == 0
    blind = client.post(path, asked | {"step": "do", "seen": "other"})
    assert (blind.status_code, grant.periods.count()) == (200, 0)
    done = client.post(path, asked | {"step": "do", "seen": shown.context["laid"].fingerprint})

    assert (done.status_code, grant.periods.count()) == (302, 3)
    twice = client.post(path, asked | {"step": "do", "seen": shown.context["laid"].fingerprint})
    assert (twice.status_code, grant.periods.count()) == (200, 3)
    outside = client.post(path, asked | {"end": "2027-12-31", "step": "preview"})
    assert "2026-12-31" in outside.content.decode()


def test_period_pages_add_change_extend_skip_take_back_and_remove(cast: Cast, grant: Grant, login: Login) -> None:
    client = login(cast.director)
    when = {"starts_on": "2024-01-01", "ends_on": "2024-06-30", "due_on": "2024-08-14"}
    client.post(reverse("period-add", args=[grant.pk]), when)
    period = grant.periods.get()

    def post(verb: str, **values: Any) -> int:
        period.refresh_from_db()
        answer = client.post(reverse(f"period-{verb}", args=[period.pk]), {"version": period.version, **values})
        return int(answer.status_code)

    assert post("change", **(when | {"ends_on": "2024-05-31"})) == 302
    assert post("extend", due_on="2024-08-01", extended_because="För tidigt") == 200
    assert post("extend", due_on="2024-09-01", extended_because="Semester") == 302
    assert post("skip", skipped_because="") == 200
    assert post("skip", skipped_because="Inget att säga") == 302
    assert post("extend", due_on="2024-10-01", extended_because="Nej") == 200
    assert post("take-back") == 302
    period.refresh_from_db()
    assert (str(period.ends_on), str(period.due_on), period.skipped_on) == ("2024-05-31", "2024-09-01", None)
    assert post("remove") == 302
    assert grant.periods.count() == 0
