"""What tests of reports start from: a grant of each funder, sessions with hours and people, a period just ended."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone, translation

from coaching.models import Attendance, CoachingSession
from companies.models import Enrolment
from funding import actions, files
from funding.indicators.unexplained import unexplained
from funding.models import Allocation, Grant, Report, ReportingPeriod, Target
from funding.red_signals import red_signals
from funding.review.actions import approve
from funding.review.reopening import as_before
from funding.stating import state
from programme.jobs.models import Job
from programme.jobs.running import run_job
from programme.people.models import User
from programme.people.roles import Role
from tests.cast import Cast, person

ANY_VARIANCE = 30_000  # per cent: nothing has to be explained, but in the tests that are about it


@dataclass
class Money:
    """tvv pays the whole programme; vinnova pays 40 % of company A and asks for a participant list."""

    tvv: Grant
    vinnova: Grant
    period: ReportingPeriod  # of tvv, ended yesterday
    period_vinnova: ReportingPeriod
    running: ReportingPeriod  # of tvv, still open


def grant(funder: object, cast: Cast, case: str, **values: object) -> Grant:
    today = timezone.localdate()
    return Grant.objects.create(
        funder=funder,
        programme=cast.programme,
        kind="operating",
        name_sv=f"Verksamhetsbidrag {case}",
        name_en=f"Operating grant {case}",
        case_number=case,
        amount=Decimal(7_000_000),
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=200),
        publicity_sv="Medfinansieras av finansiären.",
        publicity_en="Co-financed by the funder.",
        **{"variance_percent": ANY_VARIANCE, **values},
    )


def period(of: Grant, number: int, start: date, end: date) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        grant=of, number=number, starts_on=start, ends_on=end, due_on=end + timedelta(days=45)
    )


def session(enrolment: Enrolment, coach: User, held_on: date, **values: int) -> CoachingSession:
    """A session of 95 minutes on site, with one company that gives `company_minutes`."""
    held = CoachingSession.objects.create(
        coach=coach, held_on=held_on, on_site_minutes=95, confidential_note="HEMLIG-ANTECKNING"
    )
    stage = enrolment.planned_stages.first()
    given = {"women": 2, "men": 3, "not_stated": 1, "company_minutes": 100} | values
    Attendance.objects.create(session=held, enrolment=enrolment, stage=stage and stage.stage, **given)
    return held


def build_money(cast: Cast) -> Money:
    today = timezone.localdate()
    start, end = today - timedelta(days=90), today - timedelta(days=1)
    tvv, vinnova = grant(cast.tvv, cast, "Ä-1"), grant(cast.vinnova, cast, "V-2", participant_list_required=True)
    Allocation.objects.create(
        grant=vinnova, enrolment=cast.a, percent=Decimal(40), from_on=vinnova.starts_on, until_on=vinnova.ends_on
    )
    Target.objects.create(grant=tvv, figure="companies_in_coaching", value=60, due_on=tvv.ends_on)
    Target.objects.create(grant=tvv, figure="company_hours", value=5, due_on=tvv.ends_on)
    Target.objects.create(grant=tvv, figure="sessions_held", value=1, due_on=tvv.ends_on, region=cast.norr)
    for days in (5, 20, 40):
        session(cast.a, cast.coach_a, today - timedelta(days=days))
    session(cast.b, cast.coach_b, today - timedelta(days=10), women=0, men=4, company_minutes=333)
    session(cast.c, cast.coach_c, today - timedelta(days=12), women=7, men=0, not_stated=0, company_minutes=61)
    return Money(
        tvv,
        vinnova,
        period(tvv, 1, start, end),
        period(vinnova, 1, start, end),
        period(tvv, 2, today, today + timedelta(days=90)),
    )


def run(job: Job) -> Job:
    """Run a job as a worker would, and give it back as it ended."""
    run_job(job.pk)
    job.refresh_from_db()
    return job


def stand_ins(report: Report, word: str) -> list[files.StoredFile]:
    """A file of each kind that a report needs, which only says which it is."""
    named = f"{report.pk} {report.version} {word}"
    return [files.store(report, f"{kind} {named}".encode(), kind) for kind in ("pdf", "xlsx", "json")]


def content_of(report: Report, kind: str) -> bytes:
    """The stored bytes of a report's file; empty when it is not what was stored."""
    file = report.files.get(kind=kind)
    return files.read(file.name, file.sha256) or b""


def stated(cast: Cast, period: ReportingPeriod) -> Report:
    """A draft with figures and rows as a build gives them, and files that are no PDF: rendering takes seconds.

    Of a period that is reported already, a correction.
    """
    report = actions.make_report(by=cast.director, period=period, because="Timmar saknades.")
    now, today = timezone.now(), timezone.localdate()
    with translation.override("sv"):
        if report.figures_from:
            report.built_at = report.figures_from.built_at
            figures, report.content = as_before(report)
        else:
            report.built_at = now
            figures, report.content = state(report, cast.director, today, lambda number, of: None)
    former = actions.put_content(
        by=cast.director,
        report=report,
        texts=actions.written_in(report),
        stated=figures,
        signals=[]
        if report.is_texts_only
        else [*red_signals(report, cast.director, today), *unexplained(report, (one.figure for one in figures))],
        files=stand_ins(report, f"draft {now}"),
        pages=1,
    )
    files.remove(former)
    report.refresh_from_db()
    return report


def reviewer() -> User:
    """A second director, who reads what the first has made."""
    found = User.objects.filter(email="deputy@example.org").first()
    return found or person("deputy@example.org", "Inger Tallberg", (Role.DIRECTOR, {}))


def reviewed(cast: Cast, report: Report) -> Report:
    """The report, sent to review by the director and approved by the second one."""
    report = actions.send_to_review(by=cast.director, report=report)
    return approve(by=reviewer(), report=report, seen=report.built_sha256)


def in_review(cast: Cast, period: ReportingPeriod) -> Report:
    """A report that is ready to be released, with files that are no PDF."""
    report = stated(cast, period)
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    return reviewed(cast, report)


def frozen(cast: Cast, period: ReportingPeriod) -> Report:
    """A released report, with files that are no PDF."""
    report = stated(cast, period)
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    report = reviewed(cast, report)
    given = stand_ins(report, "released")
    former = actions.mark_released(
        by=cast.director, report=report, built_at=report.built_at, files=given, pages=1, now=timezone.now()
    )
    files.remove(former)
    report.refresh_from_db()
    return report


def built(cast: Cast, money: Money, period: ReportingPeriod | None = None) -> Report:
    report = actions.make_report(by=cast.director, period=period or money.period, because="Timmar saknades.")
    job = run(actions.build(by=cast.director, report=report))
    assert job.state == Job.State.DONE, job.reason
    report.refresh_from_db()
    return report


def released(cast: Cast, money: Money, period: ReportingPeriod | None = None) -> Report:
    """A report released as the director does it; only the files that stay are drawn, not those of the draft."""
    report = stated(cast, period or money.period)
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    report = reviewed(cast, report)
    job = run(actions.release(by=cast.director, report=report))
    assert job.state == Job.State.DONE, job.reason
    report.refresh_from_db()
    return report
