"""Released reports of the demo's past periods, made by the portal's own actions."""

from datetime import date

from django.utils import translation

from funding import actions
from funding.models import Report, ReportingPeriod
from funding.parts.layout import asked_texts
from funding.review.actions import approve
from programme.jobs.models import Job
from programme.jobs.running import run_job
from programme.oversight.demo.targets import explain_in_advance
from programme.people.models import User

WENT_WELL = (
    "Pulsmöten används nu dagligen i de flesta företag. Flera företag har kortat ledtiden i pilotområdet.",
    "Samverkan mellan noderna har gett fler erfarenhetsutbyten än planerat.",
)
WE_CHANGE = (
    "Företag som blir kvar länge i piloten får ett extra möte med biträdande coach.",
    "Uppsökande arbete läggs där län ännu saknar företag i programmet.",
)


def release_past_reports(director: User, deputy: User, today: date) -> None:
    """The director makes the report of every period whose day has passed; the deputy approves it; it is released."""
    with translation.override(director.language):
        for n, period in enumerate(ReportingPeriod.objects.due_by(today).order_by("starts_on", "pk")):
            report = make(director, period, n)
            approve_and_release(director, deputy, report)


def make(
    director: User, period: ReportingPeriod, n: int, *, because: str = "Uppgifterna är från tiden före portalen."
) -> Report:
    """A report with texts, built, its signals waived, sent to review."""
    report = actions.make_report(by=director, period=period)
    explain_in_advance(director, report)
    words = (WENT_WELL[n % len(WENT_WELL)], WE_CHANGE[n % len(WE_CHANGE)])
    asked = asked_texts(period.grant)
    texts = {one.key: words[place % 2] for place, one in enumerate(asked)}
    actions.write_texts(by=director, report=report, texts=texts)
    run_here(actions.build(by=director, report=report))
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=director, signal=signal, reason=because)
    return actions.send_to_review(by=director, report=report)


def approve_and_release(director: User, deputy: User, report: Report) -> None:
    """The deputy has read it as it is; the director releases it."""
    report = approve(by=deputy, report=report, seen=report.built_sha256)
    run_here(actions.release(by=director, report=report))


def run_here(job: Job) -> None:
    """Do the job here: no worker runs yet. Raises RuntimeError with its reason when it fails."""
    run_job(job.pk)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"{job}: {job.reason}")
