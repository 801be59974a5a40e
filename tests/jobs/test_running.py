"""Jobs are claimed, renewed, taken up again and given up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from programme.jobs import running
from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.jobs.handlers import HANDLERS

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
State = Job.State


@pytest.fixture(autouse=True)
def handlers(settings: LazySettings) -> None:
    settings.JOB_KINDS = HANDLERS


def ask(cast: Cast, kind: str = "three_steps") -> Job:
    return enqueue(by=cast.director, kind=kind, title="Lägesrapport", arguments={"report": 7})


def reloaded(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_job_asked_for_waits_and_leaves_one_event(cast: Cast) -> None:
    job = ask(cast)
    event = AuditEvent.objects.get(verb="job-asked")
    assert (job.state, job.owner, event.subject_id, event.by) == (State.QUEUED, cast.director, job.pk, cast.director)


def test_job_of_unknown_kind_is_not_written(cast: Cast) -> None:
    with pytest.raises(LookupError):
        ask(cast, "coffee")
    assert not Job.objects.exists()


def test_job_run_ends_done_with_all_steps_and_its_result(cast: Cast) -> None:
    job = ask(cast)
    running.run_job(job.pk, clock=lambda: NOW)
    done = reloaded(job)
    assert (done.state, done.step, done.steps, done.percent) == (State.DONE, 3, 3, 100)
    assert (done.result_path, done.finished_at, done.attempts, done.lease_key) == ("/reports/7/", NOW, 1, None)


def test_job_shows_its_step_while_it_runs(cast: Cast) -> None:
    job = ask(cast, "looking_on")
    running.run_job(job.pk)
    assert reloaded(job).result_path == "/seen/running/1/25/del 1 av 4/"


def test_job_run_twice_runs_once(cast: Cast) -> None:
    job = ask(cast)
    running.run_job(job.pk)
    running.run_job(job.pk)
    assert reloaded(job).attempts == 1


def test_job_that_is_gone_is_done(db: None) -> None:
    running.run_job(4711)
    assert not Job.objects.exists()


def test_job_refused_fails_with_the_reason_and_is_not_tried_again(cast: Cast) -> None:
    job = ask(cast, "refusing")
    running.run_job(job.pk)
    failed = reloaded(job)
    assert (failed.state, failed.reason, failed.attempts) == (State.FAILED, "Perioden är inte slut.", 1)
    assert running.to_take_up(now=NOW + timedelta(days=9)) == []


def test_job_that_breaks_is_tried_three_times_then_fails_in_words(cast: Cast) -> None:
    job = ask(cast, "breaking")
    states = []
    for _attempt in range(4):
        running.run_job(job.pk)
        states.append(reloaded(job).state)
    failed = reloaded(job)
    assert states == [State.QUEUED, State.QUEUED, State.FAILED, State.FAILED]
    assert failed.attempts == 3
    assert str(job.pk) in failed.reason
    assert "ZeroDivisionError" not in failed.reason


def test_job_of_somebody_who_may_not_log_in_is_refused(cast: Cast) -> None:
    job = enqueue(by=cast.inactive, kind="three_steps", title="Rapport", arguments={"report": 7})
    running.run_job(job.pk)
    assert (reloaded(job).state, reloaded(job).result_path) == (State.FAILED, "")


def test_claim_is_given_to_one_worker_only(cast: Cast) -> None:
    job = ask(cast)
    first, second = running.claim(job.pk, now=NOW), running.claim(job.pk, now=NOW + timedelta(seconds=59))
    assert first is not None
    assert second is None


def test_claim_of_a_killed_workers_job_after_the_lease_is_given(cast: Cast) -> None:
    job = ask(cast)
    running.claim(job.pk, now=NOW)
    again = running.claim(job.pk, now=NOW + timedelta(seconds=61))
    assert again is not None
    assert again.attempts == 2


def test_claim_after_three_killed_workers_gives_the_job_up_with_a_reason(cast: Cast) -> None:
    job = ask(cast)
    later = [NOW + timedelta(minutes=2 * n) for n in range(5)]
    claims = [running.claim(job.pk, now=at) is not None for at in later]
    given_up = reloaded(job)
    assert claims == [True, True, True, False, False]
    assert (given_up.state, bool(given_up.reason), given_up.finished_at) == (State.FAILED, True, later[3])


def test_step_renews_the_lease(cast: Cast) -> None:
    job = ask(cast)
    held = running.claim(job.pk, now=NOW)
    assert held is not None
    at = NOW + timedelta(seconds=50)
    running.Progress(held, clock=lambda: at).step("del 1")
    assert reloaded(job).lease_until_at == at + timedelta(seconds=60)
    assert running.claim(job.pk, now=NOW + timedelta(seconds=90)) is None


def test_slow_worker_stops_at_its_next_step_and_leaves_the_job_to_the_other(cast: Cast) -> None:
    job = ask(cast, "overtaken")
    running.run_job(job.pk)
    others = reloaded(job)
    assert (others.state, others.attempts, others.result_path) == (State.RUNNING, 2, "")


def test_sweep_takes_up_forgotten_and_left_jobs_and_no_fresh_ones(cast: Cast) -> None:
    forgotten, left, held, fresh = (ask(cast) for _n in range(4))
    asked = NOW - timedelta(minutes=5)
    Job.objects.exclude(pk=fresh.pk).update(created_at=asked)
    Job.objects.filter(pk=fresh.pk).update(created_at=NOW - timedelta(seconds=9))
    running.claim(left.pk, now=asked)
    running.claim(held.pk, now=NOW - timedelta(seconds=30))
    assert running.to_take_up(now=NOW) == [forgotten.pk, left.pk]
