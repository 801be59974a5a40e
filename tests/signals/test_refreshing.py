"""The refresh on any world, on any days: the open signals are a plain list of what is true, and states are kept."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coaching.models import Attendance, CoachAssignment
from companies.models import Contact, Enrolment, PlannedStage
from programme.signals import actions
from programme.signals.live import still_true
from programme.signals.models import Signal, SignalRule
from programme.signals.models.signal import State
from programme.signals.over_time import open_by_kind
from programme.signals.refreshing import refresh
from programme.signals.rule_book import RuleBook
from programme.signals.rules import HANDLED_DAYS
from programme.structure.models import Programme
from tests.cast import Cast
from tests.funding.world import session

DAY = timedelta(days=1)
ORDINARY = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate], max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
PLACE = st.integers(0, 2)
ACTS = st.tuples(st.sampled_from(["see", "handle", "waive"]), st.integers(0, 30), st.integers(0, 20))
CHANGES = st.one_of(
    st.tuples(st.just("met"), PLACE, st.integers(0, 60)),
    st.tuples(st.just("never met"), PLACE, st.none()),
    st.tuples(st.just("state"), PLACE, st.sampled_from(["active", "active", "paused"])),
    st.tuples(st.just("stage"), PLACE, st.integers(-30, 30)),
    st.tuples(st.just("coach"), PLACE, st.booleans()),
    st.tuples(st.just("contact"), PLACE, st.booleans()),
    st.tuples(st.just("allowed"), PLACE, st.integers(1, 60)),
    st.tuples(st.just("rule"), st.sampled_from(["silent", "stage-overdue", "no-coach"]),
              st.tuples(st.booleans(), st.integers(1, 40))),
    ACTS, ACTS, ACTS,
)  # fmt: skip
SCRIPTS = st.lists(st.tuples(st.integers(0, 12), st.lists(CHANGES, min_size=1, max_size=5)), min_size=2, max_size=5)


def change(cast: Cast, today: date, what: str, place: Any, value: Any) -> None:
    """One thing that happens in the world, or that somebody does about a signal."""
    enrolment = [cast.a, cast.b, cast.c][place] if isinstance(place, int) and place < 3 else cast.a
    if what == "met":
        session(enrolment, cast.coach_a, today - value * DAY)
    elif what == "never met":
        Attendance.objects.filter(enrolment=enrolment).delete()
    elif what == "state":
        Enrolment.objects.filter(pk=enrolment.pk).update(state=value)
    elif what == "stage":
        stages = PlannedStage.objects.filter(enrolment=enrolment, order=1)
        stages.update(planned_start_on=today - 400 * DAY, planned_end_on=today + value * DAY)
    elif what == "coach":
        CoachAssignment.objects.filter(enrolment=enrolment, until_on=None).update(kind="lead" if value else "assisting")
    elif what == "contact":
        Contact.objects.filter(company=enrolment.company).update(is_main=value)
    elif what == "allowed":
        Programme.objects.filter(pk=cast.programme.pk).update(silent_after_days=value)
    elif what == "rule":
        given = {"is_on": value[0], "number": value[1], "owner": "leader", "changed_by": cast.director}
        SignalRule.objects.update_or_create(kind=place, defaults=given)
    elif signals := list(Signal.objects.not_closed().order_by("pk")):
        act(cast, today, what, signals[place % len(signals)], value)


def act(cast: Cast, today: date, what: str, signal: Signal, days: int) -> None:
    by, now, version = cast.director, timezone.now(), signal.version
    if what == "see":
        actions.see(by=by, signals=[signal.pk], now=now, today=today)
    elif what == "handle":
        actions.handle(by=by, signal=signal, version=version, note="Ringt", today=today)
    else:
        until = today + days * DAY
        actions.waive(by=by, signal=signal, version=version, reason="Lov", until=until, now=now, today=today)


def plainly(today: date) -> set[tuple[str, int]]:
    """What is true, row by row."""
    rules = {row.kind: row for row in SignalRule.objects.all()}

    def number(kind: str, default: int) -> int | None:
        row = rules.get(kind)
        return default if row is None else row.number if row.is_on else None

    true = set()
    for one in Enrolment.objects.filter(state__in=["active", "paused"]):
        allowed = number("silent", one.programme_version.programme.silent_after_days)
        held = [a.session.held_on for a in one.attendances.all() if a.session.held_on <= today]
        last = max(held, default=one.started_on)
        if allowed is not None and one.state == "active" and (today - last).days > allowed:
            true.add(("silent", one.pk))
        stage = next(s for s in one.planned_stages.all() if s.entered_on and not s.closed_on)
        late = number("stage-overdue", 0)
        if late is not None and one.state == "active" and (today - stage.planned_end_on).days > late:
            true.add(("stage-overdue", stage.pk))
        if one.state == "active" and (stage.planned_end_on - today).days <= 14:
            true.add(("gate-open", stage.pk))
        led = any(
            a.kind == "lead" and a.from_on <= today and (a.until_on is None or a.until_on >= today)
            for a in one.coach_assignments.all()
        )
        since = number("no-coach", 0)
        if since is not None and not led and (today - one.state_since_on).days >= since:
            true.add(("no-coach", one.pk))
        true.add(("card-incomplete", one.pk))  # none of the cast has an agreement
    return true


def facts_of(row: Signal) -> tuple[Any, ...]:
    names = ("first_seen_on", "seen_at", "handled_on", "handled_note", "waived_until_on", "waived_because", "version")
    return tuple(getattr(row, name) for name in names)


@ORDINARY
@given(SCRIPTS)
def test_refresh_gives_what_a_plain_list_gives_and_keeps_what_people_did(
    cast: Cast, script: list[tuple[int, list[tuple[str, Any, Any]]]]
) -> None:
    with transaction.atomic():
        _play(cast, script)
        transaction.set_rollback(True)


def _play(cast: Cast, script: list[tuple[int, list[tuple[str, Any, Any]]]]) -> None:
    today = timezone.localdate()
    open_on: dict[date, set[int]] = {}
    refresh(today=today)
    for days, changes in script:
        today += days * DAY
        for what, place, value in changes:
            change(cast, today, what, place, value)
        before = {(row.kind, row.subject_id): row for row in Signal.objects.not_closed()}
        live = {(row.kind, row.subject_id) for row in still_true(Signal.objects.all(), book=RuleBook(today))}

        refresh(today=today)

        true = plainly(today)
        after = {(row.kind, row.subject_id): row for row in Signal.objects.not_closed()}
        assert set(after) == true
        assert live == true & set(before)  # what was no longer true was not shown even before the refresh
        for key in set(before) & true:
            assert (after[key].pk, facts_of(after[key])) == (before[key].pk, facts_of(before[key]))
        for key in set(before) - true:
            assert Signal.objects.get(pk=before[key].pk).closed_on == today
        assert all(after[key].first_seen_on == today for key in true - set(before))
        again = refresh(today=today)
        assert (again.made, again.changed, again.closed) == (0, 0, 0)
        for row in Signal.objects.with_state(today):
            assert row.state == plain_state(row, today) == row.state_on(today)
        open_on[today] = {row.pk for row in after.values()}
    days_asked = sorted(open_on)
    counted = open_by_kind(Signal.objects.all(), days_asked)
    for n, day in enumerate(days_asked):
        assert sum(counts[n] for counts in counted.values()) == len(open_on[day])


def plain_state(row: Signal, today: date) -> State:
    """From new to waived, the last act counts for as long as it holds."""
    if row.closed_on:
        return State.CLOSED
    if row.waived_at:
        return State.WAIVED if today <= row.waived_until_on else State.NEW
    if row.handled_on:
        return State.HANDLED if today <= row.handled_on + HANDLED_DAYS * DAY else State.NEW
    return State.SEEN if row.seen_by_id else State.NEW


def test_refresh_costs_the_same_with_one_and_with_three_companies(cast: Cast) -> None:
    today = timezone.localdate() + 100 * DAY
    Enrolment.objects.filter(pk__in=[cast.b.pk, cast.c.pk]).update(state="interested")
    with CaptureQueriesContext(connection) as one:
        refresh(today=today)
    Signal.objects.all().delete()
    Enrolment.objects.filter(pk__in=[cast.b.pk, cast.c.pk]).update(state="active")
    with CaptureQueriesContext(connection) as three:
        assert refresh(today=today).made > 3

    assert len(three) == len(one)
