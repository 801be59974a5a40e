"""What the tests of money start from, as rows: rates, costs, sessions with several companies."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coaching.models import Activity, Attendance, CoachingSession
from companies.models import Enrolment
from funding.models import Cost, Grant, Rate
from tests.cast import Cast

D = Decimal
START = date(2024, 1, 1)


def grant(cast: Cast, case: str = "Ä-1", **others: Any) -> Grant:
    """A grant of 2024 to 2026, of the funder tvv."""
    given = {
        "funder": cast.tvv, "programme": cast.programme, "kind": "operating", "name_sv": f"Bidrag {case}",
        "name_en": f"Grant {case}", "case_number": case, "amount": D(1_000_000), "starts_on": START,
        "ends_on": date(2026, 12, 31),
    }  # fmt: skip
    return Grant.objects.create(**given | others)


def rate(owner: Any, amount: Any, since: date, until: date | None = None, kind: str = "coach_hour") -> Rate:
    whose = {"grant": owner} if isinstance(owner, Grant) else {"programme": owner}
    return Rate.objects.create(**whose, kind=kind, amount=D(amount), from_on=since, until_on=until, basis="Handbok")


def cost(of: Grant, cast: Cast, amount: Any, day: date = date(2024, 3, 1), **others: Any) -> Cost:
    given = {"cost_type": "external", "what": "Lokal", "reference": "A1"} | others
    return Cost.objects.create(grant=of, booked_on=day, amount=D(amount), entered_by=cast.director, **given)


def activity(cast: Cast, title: str) -> Activity:
    return Activity.objects.create(
        programme=cast.programme, region=cast.norr, kind="workshop_series", title=title, planned_on=START
    )


def held(
    cast: Cast, day: date, *companies: tuple[Enrolment, int], activity: Activity | None = None, **minutes: int
) -> CoachingSession:
    """A session with some companies, each with minutes of own time."""
    session = CoachingSession.objects.create(
        coach=cast.coach_a, held_on=day, activity=activity, **minutes or {"on_site_minutes": 60}
    )
    for enrolment, own in companies:
        Attendance.objects.create(session=session, enrolment=enrolment, company_minutes=own)
    return session


def today() -> date:
    return timezone.localdate()


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
