"""What tests of the portal start from: a colleague at a funder, questions, a correction that says something else."""

from datetime import timedelta

from django.utils import timezone

from funding.models import Report, ReportFigure, ReportingPeriod, ReportQuestion
from funding.portal import actions
from programme.people.models import Appointment, User
from programme.people.roles import Role
from tests.cast import Cast, person
from tests.funding.world import Money, frozen, session


def colleague(cast: Cast) -> User:
    """Another of Vinnova's people."""
    return person("second.vinnova@example.org", "Kim Andersvik", (Role.FUNDER, {"funder": cast.vinnova}))


def asked(cast: Cast, report: Report, text: str = "Vad räknas som en träff?", **values: object) -> ReportQuestion:
    """A question of Vinnova's person."""
    return actions.ask_question(by=cast.funder_vinnova, report=report, text=text, **values)  # type: ignore[arg-type]


def corrected(cast: Cast, period: ReportingPeriod) -> Report:
    """The second version of a period's released report, with one more session in it."""
    session(cast.a, cast.coach_a, period.ends_on - timedelta(days=3))
    return frozen(cast, period)


def ended(user: User) -> None:
    """The person represents nobody since today."""
    Appointment.objects.filter(person=user).update(until_on=timezone.localdate() - timedelta(days=1))


def judge(report: Report, key: str, *, forecast: int, target: int) -> ReportFigure:
    """Let a released report's figure bear a target that will be met or missed."""
    figure = report.figures.filter(key=key).first()
    assert figure is not None
    ReportFigure.objects.filter(pk=figure.pk).update(target=target, forecast=forecast, target_on=report.period.due_on)
    figure.refresh_from_db()
    return figure


def both_periods(cast: Cast, money: Money) -> tuple[Report, Report]:
    """Vinnova's report of the last period, and one of the period before it."""
    start = money.period_vinnova.starts_on
    before = ReportingPeriod.objects.create(
        grant=money.vinnova, number=9, starts_on=start - timedelta(days=30), ends_on=start - timedelta(days=1),
        due_on=start + timedelta(days=30),
    )  # fmt: skip
    return frozen(cast, before), frozen(cast, money.period_vinnova)
