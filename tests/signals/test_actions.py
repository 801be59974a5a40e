"""What people do about signals: who may, what is kept, what a waiver in a report does and the other way round."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.models import Attendance
from companies.models import Enrolment
from funding import actions as reports
from funding.let_stand import WAIVED_BY_REPORT_DAYS, keep_for_good
from funding.models import RegionalText, Report
from funding.red_signals import standing
from funding.review.actions import approve
from programme.people.models import Appointment, AuditEvent, User
from programme.people.versions import Conflict
from programme.signals import actions
from programme.signals.kinds import all_kinds
from programme.signals.models import Signal, SignalRule
from programme.signals.models.signal import State
from programme.signals.refreshing import refresh
from programme.signals.rule_book import RuleBook
from programme.signals.rules import HANDLED_DAYS, Rule
from programme.signals.visibility import found_for
from tests.cast import Cast
from tests.funding.world import build_money, reviewer, stated

DAY = timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def silent(cast: Cast) -> Signal:
    """Company A has had no session for three months."""
    Enrolment.objects.update(started_on=TODAY() - 90 * DAY)
    refresh(today=TODAY())
    return Signal.objects.get(kind="silent", enrolment=cast.a)


def waive(cast: Cast, signal: Signal, **given: Any) -> Signal:
    values = {"by": cast.director, "version": signal.version, "reason": "Föräldraledig", "until": TODAY() + 9 * DAY}
    return actions.waive(signal=signal, now=timezone.now(), today=TODAY(), **{**values, **given})


def test_see_marks_new_ones_of_ones_own_and_leaves_a_trace(cast: Cast, silent: Signal) -> None:
    theirs = Signal.objects.get(kind="silent", enrolment=cast.c)
    asked: dict[str, Any] = {"signals": [silent.pk, theirs.pk], "now": timezone.now(), "today": TODAY()}

    assert actions.see(by=cast.coach_a, **asked) == 1
    assert actions.see(by=cast.coach_a, **asked) == 0
    assert actions.see(by=cast.auditor, **asked) == 0
    assert actions.see(by=cast.funder_tvv, **asked) == 0
    silent.refresh_from_db()
    theirs.refresh_from_db()
    assert (silent.state_on(TODAY()), theirs.state_on(TODAY())) == (State.SEEN, State.NEW)
    assert AuditEvent.objects.about("signal", silent.pk).get().by == cast.coach_a


def test_handled_is_new_again_when_it_is_still_true_long_after(cast: Cast, silent: Signal) -> None:
    row = actions.handle(by=cast.leader, signal=silent, version=silent.version, note="Ringt vd", today=TODAY())
    last = TODAY() + HANDLED_DAYS * DAY

    assert (row.state_on(last), row.state_on(last + DAY)) == (State.HANDLED, State.NEW)
    actions.see(by=cast.leader, signals=[row.pk], now=timezone.now(), today=last + DAY)
    row.refresh_from_db()
    assert (row.state_on(last + DAY), row.handled_note) == (State.SEEN, "")


def test_see_costs_the_same_for_one_and_for_many_and_leaves_an_event_each(cast: Cast, silent: Signal) -> None:
    def statements(rows: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert actions.see(by=cast.director, signals=rows, now=timezone.now(), today=TODAY()) == len(rows)
        return len(captured)

    others = list(Signal.objects.exclude(pk=silent.pk).values_list("pk", flat=True))
    assert len(others) > 4 and cast.director.rights.appointments  # asked before it is counted
    one, many = statements([silent.pk]), statements(others)
    assert one == many <= 6
    assert AuditEvent.objects.filter(verb="signal-seen").count() == 1 + len(others)
    assert {event.subject_label for event in AuditEvent.objects.about("signal", silent.pk)} == {
        f"silent: {cast.company_a}"
    }
    assert set(Signal.objects.values_list("version", flat=True)) == {2}


def test_handled_needs_words(cast: Cast, silent: Signal) -> None:
    with pytest.raises(ValidationError):
        actions.handle(by=cast.leader, signal=silent, version=silent.version, note="", today=TODAY())


@pytest.mark.parametrize("who", ["leader_norr", "coach_b", "auditor", "funder_tvv", "nobody"])
def test_handle_is_for_those_whose_company_it_is(cast: Cast, silent: Signal, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.handle(by=getattr(cast, who), signal=silent, version=1, note="Ringt vd", today=TODAY())


@pytest.mark.parametrize("who", ["leader", "coach_a", "auditor"])
def test_waive_is_the_directors(cast: Cast, silent: Signal, who: str) -> None:
    with pytest.raises(PermissionDenied):
        waive(cast, silent, by=getattr(cast, who))


def test_waive_holds_until_its_day_and_wants_a_reason(cast: Cast, silent: Signal) -> None:
    for wrong in ({"reason": ""}, {"until": TODAY() - DAY}, {"until": TODAY() + 367 * DAY}):
        with pytest.raises(ValidationError):
            waive(cast, silent, **wrong)
    row = waive(cast, silent)

    assert (row.state_on(TODAY() + 9 * DAY), row.state_on(TODAY() + 10 * DAY)) == (State.WAIVED, State.NEW)
    with pytest.raises(PermissionDenied):
        actions.reopen(by=cast.leader, signal=row, version=row.version)
    assert actions.reopen(by=cast.director, signal=row, version=row.version).state_on(TODAY()) == State.NEW


def test_two_who_act_at_once_are_told(cast: Cast, silent: Signal) -> None:
    waive(cast, silent)

    with pytest.raises(Conflict):
        actions.handle(by=cast.director, signal=silent, version=silent.version, note="Ringt vd", today=TODAY())
    with pytest.raises(PermissionDenied):  # what a director let stand is not the leader's to say anything else of
        actions.handle(by=cast.leader, signal=silent, version=silent.version, note="Ringt vd", today=TODAY())


def test_act_on_what_is_no_longer_true_is_refused(cast: Cast, silent: Signal) -> None:
    Enrolment.objects.filter(pk=cast.a.pk).update(state="paused")
    refresh(today=TODAY())

    with pytest.raises(actions.NoLongerTrue):
        waive(cast, silent)


def test_who_pays_is_seen_only_by_who_reads_reports(cast: Cast) -> None:
    money = build_money(cast)
    money.tvv.allocations.create(enrolment=cast.b, percent=10, from_on=TODAY(), until_on=TODAY())
    Enrolment.objects.update(started_on=TODAY() - 90 * DAY)
    refresh(today=TODAY())

    def kinds(who: str) -> set[str]:
        return set(Signal.objects.visible_to(getattr(cast, who)).values_list("kind", flat=True))

    assert "share-missing" in kinds("director") & kinds("auditor")
    for who in ("leader", "leader_norr", "coach_a", "coach_c"):
        assert kinds(who) and not kinds(who) & {"share-missing", "report-due"}
    assert kinds("funder_tvv") == kinds("funder_vinnova") == kinds("nobody") == set()


def test_what_a_rule_would_find_is_counted_for_each_reader_as_its_signals_are_seen(cast: Cast) -> None:
    money = build_money(cast)
    money.tvv.allocations.create(enrolment=cast.b, percent=10, from_on=TODAY(), until_on=TODAY())
    Enrolment.objects.update(started_on=TODAY() - 90 * DAY)
    SignalRule.objects.create(kind="coach-load", number=0, owner="leader", changed_by=cast.director)
    refresh(today=TODAY())
    Appointment.objects.filter(person=cast.auditor).update(programme=cast.programme)
    book, seen = RuleBook(TODAY()), 0
    for who in ("director", "auditor", "leader", "leader_norr", "coach_a", "funder_tvv", "nobody"):
        user = User.objects.get(pk=getattr(cast, who).pk)
        for kind in all_kinds().values():
            signals = set(Signal.objects.visible_to(user).filter(kind=kind.key).values_list("subject_id", flat=True))
            assert {row["subject_id"] for row in found_for(book.found(kind), kind, user)} == signals, (who, kind.key)
            seen += len(signals)
    assert seen >= 12


def test_rule_is_the_directors_and_must_make_sense(cast: Cast) -> None:
    rule = Rule("stage-overdue", 7, "leader")
    row = actions.set_rule(by=cast.director, rule=rule, version=0)

    assert actions.set_rule(by=cast.director, rule=rule, version=0) == row  # twice is once
    with pytest.raises(Conflict):
        actions.set_rule(by=cast.director, rule=Rule("stage-overdue", 9, "leader"), version=0)
    for by in (cast.leader, cast.auditor):
        with pytest.raises(PermissionDenied):
            actions.set_rule(by=by, rule=rule, version=1)
    for wrong in (Rule("stage-overdue", None, "leader"), Rule("silent", 0, "coach"), Rule("silent", 366, "coach"),
                  Rule("silent", None, "anybody")):  # fmt: skip
        with pytest.raises(ValidationError):
            actions.set_rule(by=cast.director, rule=wrong, version=1)
    assert SignalRule.objects.get().number == 7
    assert [event.changes for event in AuditEvent.objects.about("signalrule", row.pk)] == [{"number": [0, 7]}]


@pytest.fixture
def owed(cast: Cast) -> tuple[Report, Signal]:
    """A draft of a report that the region Norr owes a text since yesterday, and the signal about that."""
    money = build_money(cast)
    text = RegionalText.objects.create(
        period=money.period, region=cast.norr, asks="Hur?", due_on=TODAY() - DAY, asked_by=cast.director
    )
    refresh(today=TODAY())
    return stated(cast, money.period), Signal.objects.get(kind="text-overdue", subject_id=text.pk)


def stands(report: Report, code: str = "region_silent", after: timedelta = 0 * DAY) -> bool:
    """Whether the red signal stands in the way of a release."""
    what = report.signals.get(code=code).what
    return what in standing(report, timezone.now() + after)


def test_waiver_of_a_signal_counts_in_a_report_that_asks_the_same_while_it_holds(
    cast: Cast, owed: tuple[Report, Signal]
) -> None:
    report, signal = owed
    assert stands(report)
    row = waive(cast, signal)

    assert not stands(report)
    assert not stands(report, after=9 * DAY) and stands(report, after=10 * DAY)
    assert report.signals.get(code="region_silent").waived_at is None  # looked up, not kept
    actions.reopen(by=cast.director, signal=row, version=row.version)
    assert stands(report)


def test_waiver_that_has_run_out_opens_no_gate(cast: Cast, owed: tuple[Report, Signal]) -> None:
    report, signal = owed
    for other in report.signals.exclude(code="region_silent"):
        reports.waive_signal(by=cast.director, signal=other, reason="Prov")
    waive(cast, signal)
    report = reports.send_to_review(by=cast.director, report=report)
    Signal.objects.filter(pk=signal.pk).update(waived_until_on=TODAY() - DAY)

    with pytest.raises(reports.NotReady):
        approve(by=reviewer(), report=report, seen=report.built_sha256)
    Signal.objects.filter(pk=signal.pk).update(waived_until_on=TODAY())
    assert approve(by=reviewer(), report=report, seen=report.built_sha256).approved_by == reviewer()
    Signal.objects.filter(pk=signal.pk).update(waived_until_on=TODAY() - DAY)
    with pytest.raises(reports.NotReady):
        reports.release(by=cast.director, report=report)


def test_released_report_keeps_the_waiver_that_counted(cast: Cast, owed: tuple[Report, Signal]) -> None:
    report, signal = owed
    row = waive(cast, signal)
    keep_for_good(report, today=TODAY())
    actions.reopen(by=cast.director, signal=row, version=row.version)

    kept = report.signals.get(code="region_silent")
    assert (kept.waived_by, kept.waived_because) == (cast.director, "Föräldraledig")


def test_waiver_of_another_question_is_shown_in_the_report_and_does_not_count(
    cast: Cast, silent: Signal, login: Any
) -> None:
    money = build_money(cast)
    Attendance.objects.all().delete()
    waive(cast, silent)
    report = stated(cast, money.period)
    red = report.signals.get(matter_kind="silent", matter_id=cast.a.pk)

    assert red.what in standing(report)
    page = login(cast.director).get(report.get_absolute_url()).content.decode()
    assert "Föräldraledig" in page and silent.get_absolute_url() in page
    reports.waive_signal(by=cast.director, signal=red, reason="Flytt av fabriken")
    silent.refresh_from_db()
    assert silent.waived_because == "Föräldraledig"


def test_waiver_in_a_report_lets_the_signal_stand_for_a_while(cast: Cast, owed: tuple[Report, Signal]) -> None:
    report, signal = owed
    red = report.signals.get(code="region_silent")
    reports.waive_signal(by=cast.director, signal=red, reason="Chefsbyte")

    signal.refresh_from_db()
    until = TODAY() + WAIVED_BY_REPORT_DAYS * DAY
    assert (signal.waived_because, signal.waived_until_on, signal.waived_by) == ("Chefsbyte", until, cast.director)
    actions.reopen(by=cast.director, signal=signal, version=signal.version)
    assert not stands(report)  # the report's own reason stays with the report


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_kind_finds_its_rows_in_one_statement(cast: Cast, kind: str, django_assert_num_queries: Any) -> None:
    book = RuleBook(TODAY())
    with django_assert_num_queries(1, connection=connection):
        list(book.found(all_kinds()[kind]))
