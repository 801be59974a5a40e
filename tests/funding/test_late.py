"""Late and corrected sessions: told by the next report, once, to the minute, and never by changing a released one."""

import io
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from pdfua import Severity, validate
from python_calamine import CalamineWorkbook

from coaching.models import CoachingSession
from funding import actions
from funding.figures import CATALOGUE
from funding.late import Kind, Late, late_sessions, lines_of, other_reports
from funding.models import Allocation, Grant, Report, ReportingPeriod, ReportRow
from funding.red_signals import OVERTAKEN
from funding.reports import document_of, figures_of
from funding.scope import grant_scope
from programme.common.dates import Period
from tests.cast import Cast
from tests.funding.late_world import Past, build_past
from tests.funding.world import content_of, frozen, released, reviewed, run, stand_ins, stated
from tests.pdf_text import text_of_pdf

# Of each figure, how a line says it and in which part.
SUMS = {
    "sessions_held": ("sessions", 1),
    "coach_hours": ("coach_minutes", 60),
    "participants": ("participants", 1),
    "company_hours": ("own_minutes", 60),
}
NEARLY_NOTHING = Decimal("0.0001")  # figures are kept with six places


@pytest.fixture
def past(cast: Cast) -> Past:
    return build_past(cast)


def told(report: Report) -> list[Late]:
    return lines_of(report.content)


def short(lines: list[Late]) -> list[tuple[int, str, int, int, int, int]]:
    return [
        (one.session, one.kind.value, one.sessions, one.coach_minutes, one.participants, one.own_minutes)
        for one in lines
    ]


def test_first_report_has_nothing_to_measure_against(cast: Cast, past: Past) -> None:
    report = stated(cast, past.periods["whole"][0])

    assert report.content["late"] is None
    assert document_of(report, list(figures_of(report))).late is None


def test_next_report_says_that_nothing_came_late(cast: Cast, past: Past) -> None:
    past.log(80)
    frozen(cast, past.periods["whole"][0])
    past.log(40)

    report = stated(cast, past.periods["whole"][1])

    assert told(report) == []
    assert report.content["late"] == []


def test_session_logged_after_release_is_told_by_the_next_report(cast: Cast, past: Past) -> None:
    past.log(80)
    first = frozen(cast, past.periods["whole"][0])
    before = list(ReportRow.objects.filter(figure__report=first).values_list("figure", "ordinal", "cells"))
    late = past.log(70, minutes=90, women=4, own=200)

    (line,) = told(stated(cast, past.periods["whole"][1]))

    assert short([line]) == [(late.pk, "logged", 1, 90, 5, 200)]
    assert (line.was, line.held_on, line.period_id) == (None, past.day(70), first.period_id)
    assert line.logged_on == past.day(0)
    assert list(ReportRow.objects.filter(figure__report=first).values_list("figure", "ordinal", "cells")) == before


def test_correction_after_release_is_told_from_what_to_what(cast: Cast, past: Past) -> None:
    session = past.log(80, minutes=120)
    frozen(cast, past.periods["whole"][0])
    past.change(session, 80, minutes=90, women=1, own=60)

    report = stated(cast, past.periods["whole"][1])

    assert short(told(report)) == [(session.pk, "changed", 0, -30, -1, -120)]
    (row,) = document_of(report, list(figures_of(report))).late.rows
    said = [words.replace("\xa0", " ") for words in (row.coach, row.people, row.own)]
    assert (said, row.told_on) == (["2 → 1,5", "3 → 2", "3 → 1"], past.day(0))


def test_change_of_words_only_is_no_correction(cast: Cast, past: Past) -> None:
    session = past.log(80)
    frozen(cast, past.periods["whole"][0])
    past.reword(session)

    assert told(stated(cast, past.periods["whole"][1])) == []
    assert CoachingSession.objects.get(pk=session.pk).changed_at is None


def test_change_and_change_back_leaves_nothing_to_tell(cast: Cast, past: Past) -> None:
    session = past.log(80, minutes=60)
    frozen(cast, past.periods["whole"][0])
    past.change(session, 80, minutes=600)
    past.change(session, 80, minutes=60)

    assert told(stated(cast, past.periods["whole"][1])) == []


def test_session_moved_to_another_period_is_taken_from_the_one_and_counts_in_the_other(cast: Cast, past: Past) -> None:
    session = past.log(80, minutes=60)
    frozen(cast, past.periods["whole"][0])
    past.change(session, 40, minutes=60)

    report = stated(cast, past.periods["whole"][1])

    assert short(told(report)) == [(session.pk, "changed", -1, -60, -3, -180)]
    assert told(report)[0].held_on == past.day(40)
    assert figures_of(report).get(key="sessions_held").value == 1


def test_session_moved_within_the_period_is_told_with_both_days(cast: Cast, past: Past) -> None:
    session = past.log(80)
    frozen(cast, past.periods["whole"][0])
    past.change(session, 75)

    report = stated(cast, past.periods["whole"][1])

    (row,) = document_of(report, list(figures_of(report))).late.rows
    assert row.day == f"{past.day(80)} → {past.day(75)}"
    assert [one.text for one in document_of(report, list(figures_of(report))).late.sums] == ["0"] * 4


def test_company_added_to_a_session_is_told(cast: Cast, past: Past) -> None:
    session = past.log(80, cast.a)
    frozen(cast, past.periods["whole"][0])
    frozen(cast, past.periods["part"][0])
    past.change(session, 80, cast.a, cast.b)

    assert short(told(stated(cast, past.periods["whole"][1]))) == [(session.pk, "changed", 0, 0, 3, 180)]
    assert told(stated(cast, past.periods["part"][1])) == []  # it pays for A only


def test_late_session_of_a_company_that_the_grant_does_not_pay_is_not_told(cast: Cast, past: Past) -> None:
    frozen(cast, past.periods["part"][0])
    past.log(80, cast.b)

    assert told(stated(cast, past.periods["part"][1])) == []


def test_what_an_earlier_report_told_is_not_told_again_and_what_came_since_is(cast: Cast, past: Past) -> None:
    first, second, third, running = past.periods["whole"]
    frozen(cast, first)
    late = past.log(70, minutes=60)
    frozen(cast, second)
    past.change(late, 70, minutes=90)
    later = past.log(40)

    report = frozen(cast, third)

    assert short(told(report)) == [(late.pk, "changed", 0, 30, 0, 0), (later.pk, "logged", 1, 60, 3, 180)]
    assert told(stated(cast, running)) == []


def test_correction_of_the_report_takes_late_ones_in(cast: Cast, past: Past) -> None:
    first, second, _third, _running = past.periods["whole"]
    frozen(cast, first)
    past.log(70)

    corrected = frozen(cast, first)

    assert figures_of(corrected).get(key="sessions_held").value == 1
    assert told(stated(cast, second)) == []


def test_correction_takes_in_what_a_report_in_between_told(cast: Cast, past: Past) -> None:
    first, second, third, _running = past.periods["whole"]
    frozen(cast, first)
    late = past.log(70, minutes=60)
    frozen(cast, second)
    frozen(cast, first)
    past.change(late, 70, minutes=75)

    assert short(told(stated(cast, third))) == [(late.pk, "changed", 0, 15, 0, 0)]


def test_correction_of_the_telling_report_tells_it_again_and_what_came_since(cast: Cast, past: Past) -> None:
    first, second, third, _running = past.periods["whole"]
    frozen(cast, first)
    late = past.log(70)
    frozen(cast, second)
    later = past.log(65)

    corrected = frozen(cast, second)

    assert {line.session for line in told(corrected)} == {late.pk, later.pk}
    assert told(stated(cast, third)) == []


def test_report_that_was_overtaken_is_built_again_before_release(cast: Cast, past: Past) -> None:
    first, second, third, _running = past.periods["whole"]
    frozen(cast, first)
    past.log(70)
    waiting = stated(cast, third)
    for signal in waiting.signals.all():
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    waiting = reviewed(cast, waiting)
    assert len(told(waiting)) == 1
    frozen(cast, second)  # tells of it first

    with pytest.raises(actions.NotReady) as refused:
        actions.release(by=cast.director, report=waiting)
    assert str(refused.value) == str(OVERTAKEN)
    job = run(actions.enqueue(by=cast.director, kind="release", title="x", arguments={"report": waiting.pk}))

    assert job.state == "failed"
    actions.back_to_draft(by=cast.director, report=waiting)
    assert told(stated(cast, third)) == []


def test_report_of_another_grant_overtakes_nothing(cast: Cast, past: Past) -> None:
    stated(cast, past.periods["whole"][1])
    frozen(cast, past.periods["part"][0])
    assert frozen(cast, past.periods["whole"][1]).state == "released"


def test_session_held_after_a_report_over_a_running_period_is_told_as_such(cast: Cast, past: Past) -> None:
    early = frozen(cast, past.periods["whole"][2])
    Report.objects.filter(pk=early.pk).update(built_at=early.built_at - timedelta(days=10))  # reported as it ran
    session = past.log(5)

    assert short(told(stated(cast, past.periods["whole"][3]))) == [(session.pk, "held", 1, 60, 3, 180)]


def test_company_that_the_grant_pays_for_afterwards_is_told_as_counted_otherwise(cast: Cast, past: Past) -> None:
    session = past.log(80, cast.b)
    frozen(cast, past.periods["part"][0])
    Allocation.objects.create(
        grant=past.part, enrolment=cast.b, percent=10, from_on=past.part.starts_on, until_on=past.part.ends_on
    )

    assert short(told(stated(cast, past.periods["part"][1]))) == [(session.pk, "counted", 1, 60, 3, 180)]


def test_reports_from_before_the_columns_were_kept_are_measured_by_their_headings(cast: Cast, past: Past) -> None:
    session = past.log(80, minutes=60)
    first = frozen(cast, past.periods["whole"][0])
    Report.objects.filter(pk=first.pk).update(
        content={key: value for key, value in first.content.items() if key not in {"late", "columns", "against"}}
    )
    past.change(session, 80, minutes=61)

    assert short(told(stated(cast, past.periods["whole"][1]))) == [(session.pk, "changed", 0, 1, 0, 0)]


def test_page_paper_and_spreadsheet_tell_the_same(cast: Cast, past: Past, login: Any, tmp_path: Path) -> None:
    changed = past.log(80, minutes=120)
    frozen(cast, past.periods["whole"][0])
    past.change(changed, 80, minutes=90)
    late = past.log(70, minutes=75, women=4, own=200)

    report = released(cast, past, past.periods["whole"][1])  # type: ignore[arg-type]

    page = login(cast.funder_tvv).get(report.get_absolute_url()).content.decode()
    listed = page.split('id="late"')[1].split("</section>")[0].replace("\xa0", " ")
    assert f"/sessions/{late.pk}/" not in listed  # a funder reads no sessions
    stored = tmp_path / "report.pdf"
    stored.write_bytes(content_of(report, "pdf"))
    paper = " ".join(text_of_pdf(stored.read_bytes()).split())
    assert [found.message for found in validate(stored).findings if found.severity is Severity.ERROR] == []
    for words in ("2 → 1,5", "0 → 1,25", "0 → 5", "+0,75", "+5", "+3,33"):
        assert words in listed
        assert words in paper
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(report, "xlsx")))
    rows = book.get_sheet_by_name(book.sheet_names[-1]).to_python()[-2:]
    assert [[int(cell) for cell in row[9:]] for row in rows] == [[120, 90, 3, 3, 180, 180], [0, 75, 0, 5, 0, 200]]
    assert [(row[0], row[1], row[6], row[7]) for row in rows] == [
        (1, changed.pk, past.day(80), past.day(0)),
        (2, late.pk, past.day(70), past.day(0)),
    ]
    seen = login(cast.director).get(report.get_absolute_url()).content.decode()
    assert f'href="/sessions/{late.pk}/"' in seen


def test_maker_is_told_how_many_there_are(cast: Cast, past: Past, login: Any) -> None:
    frozen(cast, past.periods["whole"][0])
    for back in range(62, 75):
        past.log(back)
    report = stated(cast, past.periods["whole"][1])
    client = login(cast.director)

    card = client.get(report.get_absolute_url())
    every = client.get(f"/reports/{report.pk}/late/")

    assert 'href="#late"' in card.content.decode()
    assert len(card.context["late_shown"]) == 10
    assert f"/reports/{report.pk}/late/" in card.content.decode()
    assert [row.ordinal for row, _href in every.context["late_shown"]] == list(range(1, 14))


@pytest.mark.parametrize("count", [3, 30])
def test_late_pages_ask_the_same_number_of_queries(
    cast: Cast, past: Past, login: Any, django_assert_num_queries: Any, count: int
) -> None:
    frozen(cast, past.periods["whole"][0])
    for n in range(count):
        past.log(61 + n)
    report = stated(cast, past.periods["whole"][1])
    client = login(cast.director)
    client.get("/")

    with django_assert_num_queries(6):
        client.get(f"/reports/{report.pk}/late/")
    with django_assert_num_queries(18):
        client.get(report.get_absolute_url())


def test_late_page_of_a_report_without_any_says_why(cast: Cast, past: Past, login: Any) -> None:
    first = frozen(cast, past.periods["whole"][0])
    second = frozen(cast, past.periods["whole"][1])
    client = login(cast.funder_tvv)

    said = [client.get(f"/reports/{one.pk}/late/").context["is_measured"] for one in (first, second)]

    assert said == [False, True]
    assert login(cast.funder_vinnova).get(f"/reports/{first.pk}/late/").status_code == 404


def totals(grant: Grant, period: ReportingPeriod, by: Any) -> dict[str, Decimal]:
    """What the period would state today."""
    scope = grant_scope(grant, Period(period.starts_on, period.ends_on), by)
    return {key: CATALOGUE[key].value(scope) for key in SUMS}


def told_in_all(grant: Grant, period: ReportingPeriod, last: ReportingPeriod, by: Any) -> dict[str, Decimal] | None:
    """The frozen totals of the report that holds, with all that reports after it told, and what the next would tell."""
    holding = period.reports.released().order_by("-version").first()
    if holding is None:
        return None
    found = {key: holding.figures.filter(key=key).order_by("number").first().value for key in SUMS}
    later = [one for one in other_reports(period) if one.built_at > holding.built_at]
    lines = [line for one in later for line in lines_of(one.content)] + (late_sessions(last, by).lines or [])
    for line in lines:
        if line.period_id == period.pk:
            for key, (name, per) in SUMS.items():
                found[key] += Decimal(getattr(line, name)) / per
    return found


@pytest.mark.parametrize("seed", range(3))
def test_frozen_totals_and_all_adjustments_are_the_live_totals(cast: Cast, past: Past, seed: int) -> None:
    """For any series of logs, corrections, new payers and releases, also logs between build and release."""
    chance = Random(seed)
    companies = [(cast.a,), (cast.b,), (cast.a, cast.b)]
    sessions: list[CoachingSession] = []

    def log() -> None:
        sessions.append(past.log(chance.randrange(0, 91), *chance.choice(companies), minutes=chance.randrange(1, 300)))

    def correct() -> None:
        if sessions:
            past.change(
                chance.choice(sessions), chance.randrange(0, 91), *chance.choice(companies),
                minutes=chance.randrange(1, 300), women=chance.randrange(9), own=chance.randrange(400),
            )  # fmt: skip

    def release(period: ReportingPeriod | None = None) -> None:
        period = period or chance.choice(past.periods[chance.choice(["whole", "part"])][:3])
        report = stated(cast, period)
        for signal in report.signals.filter(waived_at=None):
            actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
        report = reviewed(cast, report)
        chance.choice([log, correct, lambda: None])()
        pair = stand_ins(report, "released")
        actions.mark_released(
            by=cast.director, report=report, built_at=report.built_at, files=pair, pages=1, now=timezone.now()
        )

    def pay() -> None:
        if past.part.allocations.count() == 1:
            Allocation.objects.create(
                grant=past.part,
                enrolment=cast.b,
                percent=10,
                from_on=past.day(95),
                until_on=past.day(chance.choice([70, 20])),
            )

    series = [log] * 14 + [correct] * 10 + [release] * 9 + [pay]
    chance.shuffle(series)
    first, second, *_rest = past.periods["whole"]
    series += [log, correct, *(partial(release, period) for period in (first, second, first))]  # the last: texts only
    checked = 0
    for act in series:
        act()
        if act in (log, correct, pay):
            continue
        for name, grant in (("whole", past.whole), ("part", past.part)):
            *ended, last = past.periods[name]
            for period in ended:
                stands = told_in_all(grant, period, last, cast.director)
                if stands is not None:
                    live = totals(grant, period, cast.director)
                    assert {key: abs(live[key] - stands[key]) < NEARLY_NOTHING for key in SUMS} == dict.fromkeys(
                        SUMS, True
                    ), (seed, name, period.number, live, stands)
                    checked += 1
    assert checked > 9
    assert first.reports.order_by("version").last().reopened == "text"
    said = [line for one in Report.objects.released() for line in lines_of(one.content)]
    said += [line for mine in past.periods.values() for line in late_sessions(mine[-1], cast.director).lines or []]
    assert {line.kind for line in said} >= {Kind.LOGGED, Kind.CHANGED}
