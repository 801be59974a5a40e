"""Every number that this room can state: sessions, hours, participants, silence, activities (DESIGN mechanism 3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coaching.models import Activity, Attendance, CoachAssignment, CoachingSession
from coaching.queries import last_session_on
from companies.models import Enrolment, StateChange
from companies.models.transfer import region_on
from programme.common.figures import Column, Figure, Scope, distinct, total
from programme.structure.models import Programme, Region

HOURS, PEOPLE = "h", _("people")
PLACES = {
    "region": "region_then",
    "county": "enrolment__company__municipality__county",
    "municipality": "enrolment__company__municipality",
    "stage": "stage",
}


def enrolments_of(scope: Scope) -> QuerySet[Enrolment]:
    """Enrolments that the viewer sees, within the scope but for its regions: those depend on the day."""
    rows = Enrolment.objects.visible_to(scope.viewer)
    if scope.programme is not None:
        rows = rows.filter(programme_version__programme=scope.programme)
    if scope.enrolments is not None:
        rows = rows.filter(pk__in=scope.enrolments.order_by().values("pk"))
    return rows


def attendances(scope: Scope) -> QuerySet[Attendance]:
    """One row for each company at each session in the period, in the region that it belonged to on the day."""
    period = (scope.period.start, scope.period.end)
    then = region_on(OuterRef("session__held_on"), enrolment="enrolment", region="enrolment__region")
    rows = (
        Attendance.objects.visible_to(scope.viewer)
        .filter(session__held_on__range=period, enrolment__in=enrolments_of(scope).order_by().values("pk"))
        .annotate(month=TruncMonth("session__held_on"), region_then=then)
    )
    if scope.regions is not None:
        rows = rows.filter(region_then__in=scope.regions)
    return (
        rows.annotate(**region_names())
        .select_related("session__coach", "enrolment__company", "stage")
        .defer("session__confidential_note")
        .order_by("-session__held_on", "-session", "pk")
    )


def region_names() -> dict[str, Subquery]:
    """The names of the region on the day, beside a row's `region_then`."""
    there = Region.objects.filter(pk=OuterRef("region_then"))
    return {f"region_{language}": Subquery(there.values(f"name_{language}")[:1]) for language in ("sv", "en")}


def sessions(scope: Scope) -> QuerySet[CoachingSession]:
    """One row for each session in the period with at least one company of the scope."""
    there = attendances(scope)
    seen = Prefetch("attendances", queryset=there, to_attr="attendances_in_scope")
    return (
        CoachingSession.objects.visible_to(scope.viewer)
        .filter(pk__in=there.order_by().values("session"))
        .annotate(month=TruncMonth("held_on"))
        .select_related("coach")
        .prefetch_related(seen)
        .defer("confidential_note")
        .order_by("-held_on", "-pk")
    )


def silent_enrolments(scope: Scope) -> QuerySet[Enrolment]:
    """Active companies whose last session (or start, when there was none) lies too long back on the scope's day."""
    day = scope.as_of
    state = StateChange.objects.filter(enrolment=OuterRef("pk"), changed_on__lte=day).order_by("-changed_on", "-pk")
    rows = (
        enrolments_of(scope)
        .in_coaching_on(day)  # type: ignore[attr-defined]
        .annotate(
            region_then=region_on(day),
            state_then=Subquery(state.values("state")[:1]),
            quiet_since_on=Coalesce(last_session_on(day), F("started_on")),
        )
        .filter(state_then=Enrolment.State.ACTIVE)
        .annotate(**region_names())
        .select_related("company", "region", "programme_version__programme")
    )
    if scope.regions is not None:
        rows = rows.filter(region_then__in=scope.regions)
    too_long = Q(pk__in=[])
    for days in Programme.objects.order_by().values_list("silent_after_days", flat=True).distinct():
        too_long |= Q(
            programme_version__programme__silent_after_days=days, quiet_since_on__lt=day - timedelta(days=days)
        )
    narrowed: QuerySet[Enrolment] = rows.filter(too_long).order_by("quiet_since_on", "company__name", "pk")
    return narrowed


def coached(scope: Scope) -> QuerySet[CoachAssignment]:
    """Assignments in force on the scope's day, on companies that are in coaching then: one row a coach and company."""
    day = scope.as_of
    there = enrolments_of(scope).in_coaching_on(day)  # type: ignore[attr-defined]
    rows = (
        CoachAssignment.objects.visible_to(scope.viewer)
        .in_force(day)
        .filter(enrolment__in=there.order_by().values("pk"))
        .annotate(region_then=region_on(day, enrolment="enrolment", region="enrolment__region"))
    )
    if scope.regions is not None:
        rows = rows.filter(region_then__in=scope.regions)
    return (
        rows.annotate(**region_names())
        .select_related("coach", "enrolment__company", "enrolment__programme_version__programme")
        .order_by("enrolment__company__name", "-kind", "pk")
    )


def _activities(kind: str) -> Callable[[Scope], QuerySet[Activity]]:
    """Activities of a kind that were held in the period, in the programme and regions of the scope."""

    def rows(scope: Scope) -> QuerySet[Activity]:
        held = Activity.objects.visible_to(scope.viewer).filter(
            kind=kind, held_on__range=(scope.period.start, scope.period.end)
        )
        if scope.programme is not None:
            held = held.filter(programme=scope.programme)
        if scope.regions is not None:
            held = held.filter(region__in=scope.regions)
        return (
            held.annotate(month=TruncMonth("held_on")).select_related("region", "programme").order_by("-held_on", "-pk")
        )

    return rows


def _companies(session: Any) -> str:
    return ", ".join(str(one.enrolment.company) for one in session.attendances_in_scope)


def _days(enrolment: Any) -> Any:
    return enrolment.quiet_since_on


def region_told(row: Any) -> str:
    """The name of the region that a row of `region_names` belonged to."""
    name: str = row.region_en if (get_language() or "sv").startswith("en") else row.region_sv
    return name or "–"


ATTENDANCE_COLUMNS = (
    Column("held_on", _("Day"), lambda one: one.session.held_on),
    Column("company", _("Company"), lambda one: str(one.enrolment.company), names_company=True),
    Column("region", _("Region"), region_told),
    Column("stage", _("Stage"), lambda one: str(one.stage or "")),
    Column("coach", _("Coach"), lambda one: str(one.session.coach)),
    Column("session", _("Session no."), lambda one: one.session_id),
    Column("women", _("Women"), lambda one: one.women),
    Column("men", _("Men"), lambda one: one.men),
    Column("not_stated", _("Not stated"), lambda one: one.not_stated),
    Column("company_minutes", _("Own time, minutes"), lambda one: one.company_minutes),
)
SESSION_COLUMNS = (
    Column("held_on", _("Day"), lambda session: session.held_on),
    Column("companies", _("Companies"), _companies, names_company=True),
    Column("coach", _("Coach"), lambda session: str(session.coach)),
    Column("session", _("Session no."), lambda session: session.pk),
    Column("on_site_minutes", _("On site, minutes"), lambda session: session.on_site_minutes),
    Column("remote_minutes", _("Remote, minutes"), lambda session: session.remote_minutes),
    Column("preparation_minutes", _("Preparation, minutes"), lambda session: session.preparation_minutes),
    Column("travel_minutes", _("Travel, minutes"), lambda session: session.travel_minutes),
)
SILENT_COLUMNS = (
    Column("company", _("Company"), lambda enrolment: str(enrolment.company), names_company=True),
    Column("region", _("Region"), region_told),
    Column("programme", _("Programme"), lambda enrolment: str(enrolment.programme_version.programme)),
    Column("quiet_since_on", _("Last session, or start"), _days),
)
COACHED_COLUMNS = (
    Column("company", _("Company"), lambda one: str(one.enrolment.company), names_company=True),
    Column("region", _("Region"), region_told),
    Column("coach", _("Coach"), lambda one: str(one.coach)),
    Column("kind", _("As"), lambda one: one.get_kind_display()),
    Column("from_on", _("From"), lambda one: one.from_on),
)
ACTIVITY_COLUMNS = (
    Column("held_on", _("Day"), lambda activity: activity.held_on),
    Column("title", _("Activity"), lambda activity: activity.title),
    Column("region", _("Region"), lambda activity: str(activity.region)),
    Column("programme", _("Programme"), lambda activity: str(activity.programme)),
)


def _of_attendances(key: str, label: Any, unit: Any, counts: Any, measure: Any, **more: Any) -> Figure:
    splits = {**PLACES, "month": "month"}
    return Figure(key, label, unit, counts, attendances, measure, ATTENDANCE_COLUMNS, splits=splits, **more)


def _of_activities(kind: str, key: str, label: Any, counts: Any) -> Figure:
    splits = {"region": "region", "month": "month"}
    return Figure(key, label, "", counts, _activities(kind), Count("pk"), ACTIVITY_COLUMNS, splits=splits)


FIGURES: tuple[Figure, ...] = (
    _of_attendances(
        "sessions_held",
        _("Sessions held"),
        "",
        _(
            "Sessions in the period. A session with several companies counts once, and once in each region or stage "
            "that they come from."
        ),
        distinct("session"),
    ),
    Figure(
        "coach_hours",
        _("Coaches' hours"),
        HOURS,
        _(
            "On site, remote, preparation and travel. The hours of a session with several companies count once, also "
            "when only one of the companies is in the selection."
        ),
        sessions,
        Sum(F("on_site_minutes") + F("remote_minutes") + F("preparation_minutes") + F("travel_minutes")),
        SESSION_COLUMNS,
        per=60,
        places=1,
        splits={"month": "month", "coach": "coach"},
    ),
    _of_attendances(
        "company_hours",
        _("Companies' own hours"),
        HOURS,
        _("Own time that the companies gave at sessions in the period."),
        total("company_minutes"),
        per=60,
        places=1,
    ),
    _of_attendances(
        "participants",
        _("Participants"),
        PEOPLE,
        _("Those who came, added up over sessions: a person who came twice counts twice."),
        Sum(F("women") + F("men") + F("not_stated")),
    ),
    _of_attendances(
        "participants_women",
        _("Participants, women"),
        PEOPLE,
        _("Women who came, added up over sessions."),
        total("women"),
    ),
    _of_attendances(
        "participants_men",
        _("Participants, men"),
        PEOPLE,
        _("Men who came, added up over sessions."),
        total("men"),
    ),
    Figure(
        "companies_silent",
        _("Companies without a session"),
        _("companies"),
        _("Active companies whose last session, or start, lies further back than the programme allows. Not paused."),
        silent_enrolments,
        distinct("company"),
        SILENT_COLUMNS,
        splits={"region": "region_then", "county": "company__municipality__county"},
    ),
    Figure(
        "companies_coached",
        _("Companies with a coach"),
        _("companies"),
        _("Companies in coaching that have a coach on the day, whether as coach or assisting. Paused ones too."),
        coached,
        distinct("enrolment__company"),
        COACHED_COLUMNS,
        splits={"region": "region_then", "coach": "coach"},
    ),
    _of_activities(
        Activity.Kind.WORKSHOP_SERIES,
        "workshop_series_held",
        _("Workshop series held"),
        _("Workshop series held in the period, in the programme and its regions, whoever took part."),
    ),
    _of_activities(
        Activity.Kind.DEEP_ANALYSIS,
        "deep_analyses_held",
        _("Deep analyses held"),
        _("Deep analyses held in the period, in the programme and its regions, whoever took part."),
    ),
)
