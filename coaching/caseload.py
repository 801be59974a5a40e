"""A coach's own companies: where each stands, when it was last met, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from coaching.models import Attendance, CoachingSession, PlannedSession
from coaching.queries import last_session_on
from coaching.visibility import enrolments_coached_by
from companies.models import Enrolment, PlannedStage
from programme.common.dates import months_between
from programme.people.models import User
from programme.structure.models import HostPeriod
from programme.structure.models.geography import HostKind

# A host under the principle of public access: its notes may be public records (DOMAIN.md 4.4).
OPEN_HOSTS = (HostKind.UNIVERSITY, HostKind.PUBLIC)


def caseload(user: User, today: date) -> QuerySet[Enrolment]:
    """The enrolments that a person coaches today, with plan, last session, last travel and counts of actions."""
    mine = CoachingSession.objects.filter(coach=user, attendances__enrolment=OuterRef("pk"), held_on__lte=today)
    is_open = Q(action_items__isnull=False, action_items__closed_on=None)
    return (
        Enrolment.objects.visible_to(user)
        .filter(pk__in=enrolments_coached_by(user))
        .annotate(
            last_on=last_session_on(today),
            quiet_since_on=Coalesce(last_session_on(today), F("started_on")),
            last_travel_minutes=Subquery(mine.order_by("-held_on", "-pk").values("travel_minutes")[:1]),
            open_actions=Count("action_items", filter=is_open),
            late_actions=Count("action_items", filter=is_open & Q(action_items__due_on__lt=today)),
        )
        .select_related("company__municipality", "region", "programme_version__programme")
        .prefetch_related(Prefetch("planned_stages", PlannedStage.objects.select_related("stage")), "company__contacts")
        .order_by("company__name", "pk")
    )


def next_session_on(user: User, enrolment: Enrolment, today: date) -> date | None:
    """The first day after today that a session is planned for with the company, as far as the reader sees."""
    ahead = PlannedSession.objects.visible_to(user).open().filter(enrolments=enrolment, starts_at__gte=_after(today))
    first = ahead.order_by("starts_at").values_list("starts_at", flat=True).first()
    return timezone.localdate(first) if first else None


def _after(today: date) -> datetime:
    return timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))


def with_last_and_next(rows: QuerySet[Enrolment], today: date) -> QuerySet[Enrolment]:
    """How many women, men and not stated came last time, since most often they come again; when the next one begins."""
    ahead = PlannedSession.objects.open().filter(enrolments=OuterRef("pk"), starts_at__gte=_after(today))
    last = Attendance.objects.filter(enrolment=OuterRef("pk")).order_by("-session__held_on", "-session")
    return rows.annotate(
        next_at=Subquery(ahead.order_by("starts_at").values("starts_at")[:1]),
        last_women=Subquery(last.values("women")[:1]),
        last_men=Subquery(last.values("men")[:1]),
        last_not_stated=Subquery(last.values("not_stated")[:1]),
    )


@dataclass(frozen=True)
class Standing:
    """Where an enrolment is on its plan on a day. Months count from 1, so that the first month is month 1."""

    stage: PlannedStage | None
    month: int
    months: int
    behind_months: int | None  # whole months past the current stage's planned end; None when on plan

    @property
    def is_behind(self) -> bool:
        """The current stage should have been closed before this day."""
        return self.behind_months is not None


def standing(enrolment: Enrolment, today: date) -> Standing:
    """Read from the enrolment's plan, which should be prefetched."""
    plan = list(enrolment.planned_stages.all())
    current = next((one for one in plan if one.entered_on and not one.closed_on), None)
    months = max((one.stage.end_month for one in plan), default=0)
    start = enrolment.start_on or enrolment.started_on or today
    month = min(max(months_between(start, today) + 1, 1), max(months, 1))
    late = current is not None and enrolment.state == Enrolment.State.ACTIVE and current.planned_end_on < today
    behind = months_between(current.planned_end_on, today) if current and late else None
    return Standing(current, month, months, behind)


def silent_days(enrolment: Enrolment, today: date) -> int | None:
    """Days since the last session (or start) when that is longer than the programme allows; None otherwise."""
    since: date | None = getattr(enrolment, "quiet_since_on", None)
    if enrolment.state != Enrolment.State.ACTIVE or since is None:
        return None
    days = (today - since).days
    return days if days > enrolment.programme_version.programme.silent_after_days else None


def open_hosts(regions: Iterable[int], day: date) -> list[HostPeriod]:
    """Host organisations of these regions on a day whose papers are public records unless secrecy applies."""
    return list(
        HostPeriod.objects.filter(region__in=set(regions), kind__in=OPEN_HOSTS, from_on__lte=day)
        .filter(Q(until_on=None) | Q(until_on__gte=day))
        .select_related("region")
        .order_by("region", "pk")
    )


def week_end(day: date) -> date:
    """The Sunday of the day's week."""
    return day + timedelta(days=7 - day.isoweekday())
