"""What came after the demo's reports: sessions logged late, others corrected, an invoice, a cost that was taken back,
and the report that tells of them."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import translation

from coaching.actions import AttendanceValues, SessionValues, change_session, log_session
from coaching.models import CoachAssignment, CoachingSession
from companies.models import Enrolment
from funding import actions
from funding.models import Cost, ReportingPeriod
from funding.money.actions import add_cost, withdraw_cost
from funding.money.values import CostValues
from funding.scope import enrolments_paid
from programme.common.dates import Period
from programme.oversight.demo.reports import run_here
from programme.people.models import User

LATE, CORRECTED = 3, 2
SUMMARY = "Träffen loggades i efterhand från coachens anteckningar."


def bring_late(director: User, today: date) -> None:
    """Log and correct sessions and costs of the last period that Vinnova has a report of, and begin its next report."""
    periods = ReportingPeriod.objects.filter(grant__funder__code="vinnova").order_by("starts_on")
    reported = periods.filter(reports__state="released").last()
    if reported is None:
        return
    _log(reported, today)
    _correct(reported)
    _invoice(director, reported, today)
    following = periods.filter(starts_on__gt=reported.ends_on, starts_on__lte=today).first()
    if following is not None:
        with translation.override(director.language):
            report = actions.make_report(by=director, period=following)
            run_here(actions.build(by=director, report=report))


def _coached(reported: ReportingPeriod, today: date) -> list[CoachAssignment]:
    """Lead coaches of active companies that were there before the period's last weeks, company by company."""
    paid = enrolments_paid(reported.grant, Period(reported.starts_on, reported.ends_on))
    rows = CoachAssignment.objects.in_force(today).filter(kind=CoachAssignment.Kind.LEAD, enrolment__in=paid)
    rows = rows.filter(
        enrolment__state=Enrolment.State.ACTIVE, enrolment__started_on__lt=reported.ends_on - timedelta(days=30)
    )
    return list(rows.select_related("coach", "enrolment__company").order_by("enrolment"))


def _log(reported: ReportingPeriod, today: date) -> None:
    for n, one in enumerate(_coached(reported, today)[:LATE]):
        day = reported.ends_on - timedelta(days=9 * n + 2)
        there = AttendanceValues(one.enrolment, women=1 + n, men=4, company_minutes=(5 + n) * 120)
        values = SessionValues(
            day, (there,), on_site_minutes=120, travel_minutes=60, topics=("pulse_meeting",), shareable_summary=SUMMARY
        )
        log_session(by=one.coach, values=values)


def _correct(reported: ReportingPeriod) -> None:
    """Own time and the coach's time of two sessions were written down wrong."""
    held = CoachingSession.objects.filter(
        held_on__range=(reported.starts_on, reported.ends_on),
        attendances__enrolment__in=enrolments_paid(reported.grant, Period(reported.starts_on, reported.ends_on)),
    ).exclude(shareable_summary=SUMMARY)
    mine = (one for one in held if CoachingSession.objects.changeable_by(one.coach).filter(pk=one.pk).exists())
    for n, session in zip(range(CORRECTED), mine, strict=False):
        there = tuple(
            AttendanceValues(one.enrolment, one.women, one.men, one.not_stated, max(one.company_minutes - 240, 0))
            for one in session.attendances.select_related("enrolment__company")
        )
        values = SessionValues(
            session.held_on,
            there,
            session.on_site_minutes,
            session.remote_minutes,
            session.preparation_minutes,
            session.travel_minutes + 30 * n,
            tuple(session.topics),
            session.shareable_summary,
            session.confidential_note,
        )
        change_session(by=session.coach, session=session, version=session.version, values=values)


def _invoice(director: User, reported: ReportingPeriod, today: date) -> None:
    """An invoice came after the report, and a trip was found to be another project's."""
    values = CostValues(
        cost_type="external",
        booked_on=reported.ends_on - timedelta(days=3),
        amount=Decimal("38750"),
        what="Processledning, faktura som kom i efterhand",
        reference=f"{reported.ends_on:%y%m}-982",
    )
    add_cost(by=director, grant=reported.grant, values=values, today=today)
    days = (reported.starts_on, reported.ends_on)
    trips = Cost.objects.standing().filter(grant=reported.grant, cost_type="travel", booked_on__range=days)
    trip = trips.order_by("-booked_on", "-pk").first()
    if trip is not None:
        because = "Resan hörde till ett annat projekt."
        withdraw_cost(by=director, cost=trip, version=trip.version, because=because, today=today)
