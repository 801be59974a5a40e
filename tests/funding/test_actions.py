"""Verbs on reports: who may, when, once, and what is left behind."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from funding import actions
from funding.models import Report
from funding.paper import Paper
from funding.review.actions import approve
from programme.jobs.models import Job
from programme.jobs.running import run_job
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.funding.world import Money, content_of, frozen, released, reviewed, reviewer, run, stated


def in_review(cast: Cast, money: Money) -> Report:
    return actions.send_to_review(by=cast.director, report=stated(cast, money.period))


def test_making_a_report_twice_gives_the_open_one(cast: Cast, money: Money) -> None:
    first = actions.make_report(by=cast.director, period=money.period)
    second = actions.make_report(by=cast.director, period=money.period)

    assert first.pk == second.pk
    assert AuditEvent.objects.filter(verb="report-made").count() == 1


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "auditor", "nobody", "inactive"])
def test_only_a_director_makes_builds_and_releases(cast: Cast, money: Money, who: str) -> None:
    report = in_review(cast, money)
    other = getattr(cast, who)
    before = AuditEvent.objects.count()

    for act in (
        lambda: actions.make_report(by=other, period=money.running),
        lambda: actions.build(by=other, report=report),
        lambda: actions.write_texts(by=other, report=report, texts={"went-well": "x"}),
        lambda: actions.back_to_draft(by=other, report=report),
        lambda: actions.release(by=other, report=report),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert AuditEvent.objects.count() == before
    assert Report.objects.get().state == "in_review"


def test_fifty_clicks_are_one_job(cast: Cast, money: Money) -> None:
    report = actions.make_report(by=cast.director, period=money.period)

    jobs = {actions.build(by=cast.director, report=report).pk for _ in range(50)}

    assert len(jobs) == 1
    assert Job.objects.filter(kind="report").count() == 1


def test_release_is_refused_while_a_red_signal_stands(cast: Cast, money: Money) -> None:
    report = actions.send_to_review(by=cast.director, report=stated(cast, money.running))
    seen = report.built_sha256

    with pytest.raises(actions.NotReady):
        approve(by=reviewer(), report=report, seen=seen)
    # Not even a report that was approved without its signals: the gate asks for itself.
    Report.objects.update(approved_by=reviewer(), approved_at=timezone.now(), approved_sha256=seen)
    with pytest.raises(actions.NotReady) as refused:
        actions.release(by=cast.director, report=report)
    assert str(refused.value) == " ".join(signal.what for signal in report.signals.all())
    Report.objects.update(approved_by=None, approved_at=None, approved_sha256="")
    for signal in report.signals.all():
        actions.waive_signal(by=cast.director, signal=signal, reason="Finansiären vill ha den nu.")
    approve(by=reviewer(), report=report, seen=seen)
    run(actions.release(by=cast.director, report=report))

    report.refresh_from_db()
    assert report.state == "released"
    assert {signal.waived_because for signal in report.signals.all()} == {"Finansiären vill ha den nu."}


def test_draft_with_figures_older_than_a_day_is_not_sent_to_review(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)
    Report.objects.update(built_at=timezone.now() - timedelta(hours=25))

    with pytest.raises(actions.NotReady):
        actions.send_to_review(by=cast.director, report=report)


@pytest.mark.parametrize(("hours", "is_released"), [(7 * 24 - 1, True), (7 * 24 + 1, False)])
def test_release_is_refused_when_figures_are_older_than_a_week(
    cast: Cast, money: Money, hours: int, is_released: bool
) -> None:
    reviewed(cast, stated(cast, money.period))
    Report.objects.update(built_at=timezone.now() - timedelta(hours=hours))
    report = Report.objects.get()

    if is_released:
        assert actions.release(by=cast.director, report=report).kind == "release"
    else:
        with pytest.raises(actions.NotReady):
            actions.release(by=cast.director, report=report)


def test_draft_that_was_not_reviewed_is_not_released(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    with pytest.raises(actions.NotReady):
        actions.release(by=cast.director, report=report)


def test_changed_text_must_be_built_before_review(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)
    actions.write_texts(by=cast.director, report=report, texts={"went-well": "Nytt"})

    with pytest.raises(actions.NotReady):
        actions.send_to_review(by=cast.director, report=report)


def test_two_releases_at_the_same_time_freeze_one(cast: Cast, money: Money) -> None:
    report = reviewed(cast, stated(cast, money.period))
    arguments = {"report": report.pk}
    first, second = (
        actions.enqueue(by=cast.director, kind="release", title="x", arguments=arguments) for _ in range(2)
    )
    render = Paper.render

    def other_is_quicker(*args: object) -> object:
        with mock.patch.object(Paper, "render", render):
            run_job(second.pk)  # the other worker comes to its end while this one renders
        return render(*args)  # type: ignore[arg-type]

    with mock.patch.object(Paper, "render", other_is_quicker):
        run_job(first.pk)

    report.refresh_from_db()
    assert report.state == "released"
    assert AuditEvent.objects.filter(verb="report-released").count() == 1
    assert content_of(report, "pdf")
    assert [job.state for job in Job.objects.filter(kind="release")] == ["done", "done"]


def test_files_of_the_draft_and_of_the_loser_are_gone_after_release(cast: Cast, money: Money, settings: object) -> None:
    report = released(cast, money)

    kept = {path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}  # type: ignore[attr-defined]
    assert kept == {file.name.rsplit("/", 1)[1] for file in report.files.all()}
    assert set(report.kept) == {"pdf", "xlsx", "json", "zip"}


def test_right_taken_away_between_click_and_run_stops_the_job(cast: Cast, money: Money) -> None:
    report = actions.make_report(by=cast.director, period=money.period)
    job = actions.build(by=cast.director, report=report)
    cast.director.appointments.update(until_on=timezone.localdate() - timedelta(days=1))

    run(job)

    assert job.state == "failed"
    report.refresh_from_db()
    assert report.kept == {}


def test_each_verb_leaves_one_event(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)
    actions.note_download(by=cast.funder_tvv, report=report, ending="pdf")

    events = AuditEvent.objects.about("report", report.pk).order_by("pk")
    assert [event.verb for event in events] == [
        "report-made",
        "report-built",
        "report-sent-to-review",
        "report-approved",
        "report-released",
        "downloaded",
    ]
    assert events.last().changes == {"pdf": [None, report.kept["pdf"].sha256]}
