"""Every number that companies and enrolments can state. One company is counted once.

What was the case on an earlier day is read from dates, StateChange and RegionTransfer rows, not from today's state
and region; planned dates are read as they stand now, since a pause moves them for good.
"""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment, EnrolmentPause, PlannedStage, StateChange
from companies.models.enrolment import EnrolmentQuerySet
from companies.models.transfer import region_on
from programme.common.figures import Column, Figure, Scope, distinct
from programme.structure.models import Region

State = Enrolment.State

SIZES = {
    "micro": _("Micro, under 10 employees"),
    "small": _("Small, 10–49 employees"),
    "medium": _("Medium, 50–249 employees"),
    "large": _("Large, 250 employees or more"),
    "unknown": _("Not stated"),
}
# A company has the size that was known when it was admitted; before that, and where it was not known, today's.
SIZE = Case(
    When(~Q(admitted_size=""), then=F("admitted_size")),
    When(company__employees=None, then=Value("unknown")),
    When(company__employees__lt=10, then=Value("micro")),
    When(company__employees__lt=50, then=Value("small")),
    When(company__employees__lt=250, then=Value("medium")),
    default=Value("large"),
    output_field=CharField(),
)


def _stage_on(day: date) -> Any:
    """The stage of the plan that an enrolment was in on a day: entered, and closed later or not yet."""
    entered = PlannedStage.objects.filter(enrolment=OuterRef("pk"), entered_on__lte=day)
    return entered.filter(Q(closed_on=None) | Q(closed_on__gt=day)).order_by("-order")


def in_stage(rows: QuerySet[Any], order: int, *, day: date, or_later: bool = False) -> QuerySet[Any]:
    """Enrolments that were in the stage of that place in the order on a day.

    or_later: also those in later stages, and those that have closed all of them, which stand in the last one.
    """
    found: QuerySet[Any] = rows.annotate(order_then=Subquery(_stage_on(day).values("stage__order")[:1]))
    wanted = Q(order_then__gte=order) | Q(order_then=None) if or_later else Q(order_then=order)
    there: QuerySet[Any] = found.filter(wanted)
    return there


def _state_on(day: date) -> Any:
    """The state that an enrolment was in on a day: the latest change up to it."""
    changes = StateChange.objects.filter(enrolment=OuterRef("pk"), changed_on__lte=day)
    return Subquery(changes.order_by("-changed_on", "-pk").values("state")[:1])


def _paused_on(day: date) -> Exists:
    pauses = EnrolmentPause.objects.filter(enrolment=OuterRef("pk"), paused_on__lte=day)
    return Exists(pauses.filter(Q(resumed_on=None) | Q(resumed_on__gt=day)))


def _scoped(scope: Scope, day: date | OuterRef | None = None) -> EnrolmentQuerySet:
    """Enrolments that the viewer sees within the scope, with size, stage and the plan's end on the scope's day.

    The region is the one that they belonged to on `day`, by default the scope's.
    """
    there = region_on(day or scope.as_of)
    rows = Enrolment.objects.visible_to(scope.viewer).annotate(region_then=there)
    if scope.programme is not None:
        rows = rows.filter(programme_version__programme=scope.programme)
    if scope.regions is not None:
        rows = rows.filter(region_then__in=scope.regions)
    if scope.enrolments is not None:
        rows = rows.filter(pk__in=scope.enrolments.order_by().values("pk"))
    stage = _stage_on(scope.as_of)
    plan = PlannedStage.objects.filter(enrolment=OuterRef("pk")).order_by("-order")
    region = Region.objects.filter(pk=OuterRef("region_then"))
    related = ("company__municipality__county", "region", "programme_version__programme")
    return (
        rows.select_related(*related)
        .annotate(
            size=SIZE,
            region_sv=Subquery(region.values("name_sv")[:1]),
            region_en=Subquery(region.values("name_en")[:1]),
            current_stage=Subquery(stage.values("stage")[:1]),
            stage_sv=Subquery(stage.values("stage__name_sv")[:1]),
            stage_en=Subquery(stage.values("stage__name_en")[:1]),
            stage_ends_on=Subquery(stage.values("planned_end_on")[:1]),
            plan_ends_on=Subquery(plan.values("planned_end_on")[:1]),
        )
        .order_by("company__name", "pk")
    )


def _in_coaching(scope: Scope) -> QuerySet[Any]:
    rows: QuerySet[Any] = _scoped(scope).in_coaching_on(scope.as_of).annotate(paused_then=_paused_on(scope.as_of))
    then = Case(
        When(paused_then=True, then=Value(State.PAUSED.value)),
        default=Value(State.ACTIVE.value),
        output_field=CharField(),
    )
    known: QuerySet[Any] = rows.annotate(state_then=then)
    return known


def _behind(scope: Scope) -> QuerySet[Any]:
    return _in_coaching(scope).filter(paused_then=False, stage_ends_on__lt=scope.as_of)


def _on_plan(scope: Scope) -> QuerySet[Any]:
    in_time = Q(stage_ends_on=None) | Q(stage_ends_on__gte=scope.as_of)
    return _in_coaching(scope).filter(in_time, paused_then=False)


def _paused(scope: Scope) -> QuerySet[Any]:
    return _in_coaching(scope).filter(paused_then=True)


def _on_the_way_in(scope: Scope) -> QuerySet[Any]:
    rows: QuerySet[Any] = _scoped(scope).annotate(state_then=_state_on(scope.as_of))
    return rows.filter(state_then__in=Enrolment.BEFORE_START)


def _happened(scope: Scope, field: str) -> QuerySet[Any]:
    """Enrolments to which something happened in the period."""
    period = {f"{field}__gte": scope.period.start, f"{field}__lte": scope.period.end}
    rows = _scoped(scope, OuterRef(field)).filter(**period)
    return rows.annotate(state_then=F("state"), month=TruncMonth(field))


def _admitted(scope: Scope) -> QuerySet[Any]:
    return _happened(scope, "admitted_on")


def _completed(scope: Scope) -> QuerySet[Any]:
    return _happened(scope, "ended_on").filter(state=State.COMPLETED)


def _withdrawn(scope: Scope) -> QuerySet[Any]:
    return _happened(scope, "ended_on").filter(state=State.WITHDRAWN)


def _lost(scope: Scope) -> QuerySet[Any]:
    return _withdrawn(scope).filter(started_on=None)


def name_then(row: Any, what: str) -> str:
    """The name of the row's stage or region on the day, in the reader's language."""
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    return getattr(row, f"{what}_{language}") or "–"


COLUMNS = (
    Column("company", _("Company"), lambda row: row.company.name, names_company=True),
    Column("number", _("Organisation number"), lambda row: row.company.number, names_company=True),
    Column("region", _("Region"), lambda row: name_then(row, "region")),
    Column("municipality", _("Municipality"), lambda row: row.company.municipality.name, names_company=True),
    Column("county", _("County"), lambda row: row.company.municipality.county.name),
    Column("size", _("Size"), lambda row: SIZES[row.size]),
    Column("programme", _("Programme"), lambda row: str(row.programme_version)),
    Column("state", _("State"), lambda row: State(row.state_then).label),
    Column("stage", _("Stage"), lambda row: name_then(row, "stage")),
    Column("stage_ends_on", _("Stage ends"), lambda row: row.stage_ends_on),
    Column("admitted_on", _("Admitted"), lambda row: row.admitted_on),
    Column("started_on", _("Started"), lambda row: row.started_on),
    Column("plan_ends_on", _("Planned end"), lambda row: row.plan_ends_on),
    Column("ended_on", _("Ended"), lambda row: row.ended_on),
)
REASON = Column("reason", _("Reason for leaving"), lambda row: row.get_withdrawal_reason_display())

PLACES = {
    "region": "region_then",
    "county": "company__municipality__county",
    "municipality": "company__municipality",
    "size": "size",
}
STATES = PLACES | {"state": "state_then", "stage": "current_stage"}
EVENTS = PLACES | {"month": "month"}
UNIT = _("companies")

FIGURES: tuple[Figure, ...] = (
    Figure(
        "companies_in_coaching",
        _("Companies in the lift"),
        UNIT,
        _("Companies that have started and not ended on the day. Paused ones count."),
        _in_coaching,
        distinct("company"),
        COLUMNS,
        splits=STATES,
    ),
    Figure(
        "companies_on_plan",
        _("Companies on plan"),
        UNIT,
        _("Companies in the lift, not paused, whose stage has not passed its planned end."),
        _on_plan,
        distinct("company"),
        COLUMNS,
        splits=STATES,
    ),
    Figure(
        "companies_behind",
        _("Companies behind plan"),
        UNIT,
        _("Companies in the lift, not paused, that are still in a stage whose planned end has passed."),
        _behind,
        distinct("company"),
        COLUMNS,
        splits=STATES,
    ),
    Figure(
        "companies_paused",
        _("Paused companies"),
        UNIT,
        _("Companies in the lift that rest on the day."),
        _paused,
        distinct("company"),
        COLUMNS,
        splits=STATES,
    ),
    Figure(
        "companies_on_the_way_in",
        _("Companies on the way in"),
        UNIT,
        _("Companies that on the day were interested, contacted, applied or admitted."),
        _on_the_way_in,
        distinct("company"),
        COLUMNS,
        splits=PLACES | {"state": "state_then"},
    ),
    Figure(
        "companies_admitted",
        _("Admitted companies"),
        UNIT,
        _("Companies that were admitted in the period."),
        _admitted,
        distinct("company"),
        COLUMNS,
        splits=EVENTS,
    ),
    Figure(
        "companies_completed",
        _("Completed companies"),
        UNIT,
        _("Companies that completed the programme in the period."),
        _completed,
        distinct("company"),
        COLUMNS,
        splits=EVENTS,
    ),
    Figure(
        "companies_withdrawn",
        _("Companies that left"),
        UNIT,
        _("Companies that left in the period, before or after their start."),
        _withdrawn,
        distinct("company"),
        (*COLUMNS, REASON),
        splits=EVENTS,
    ),
    Figure(
        "companies_lost",
        _("Lost companies"),
        UNIT,
        _("Companies that left in the period before they had started."),
        _lost,
        distinct("company"),
        (*COLUMNS, REASON),
        splits=EVENTS | {"reason": "withdrawal_reason"},
    ),
)
