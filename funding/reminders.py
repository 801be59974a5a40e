"""When a funder's report is due. Pure: given a day, who should hear what."""

from collections.abc import Iterable
from datetime import date, timedelta

from funding.models import ReportingPeriod
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role

NOTICE = timedelta(days=14)


def period_due(today: date) -> Iterable[Due]:
    """Periods without a released report that are due within 14 days or overdue, to each director of the programme.

    Due 14 days before the report is; a period that is still running then waits until the day after its end.
    """
    directors = list(Appointment.objects.in_force(today).filter(role=Role.DIRECTOR, person__is_active=True))
    periods = (
        ReportingPeriod.objects.due_by(today + NOTICE)
        .filter(ends_on__lt=today)
        .select_related("grant__programme")
        .order_by("due_on", "pk")
    )
    for period in periods:
        programme = period.grant.programme_id
        mine = {a.person_id for a in directors if a.programme_id in (None, programme)}
        for recipient in sorted(mine):
            yield Due(
                recipient_id=recipient,
                rule="period_due",
                topic="reports",
                subject_kind="reportingperiod",
                subject_id=period.pk,
                subject_label=f"{period.grant}, {period}",
                path=period.get_absolute_url(),
                due_on=period.due_on - NOTICE,
            )
