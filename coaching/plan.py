"""The plan as it is read: which planned sessions, in which order, narrowed by the address."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from coaching.filters import day_asked, enrolment_asked, matching_companies, words_asked
from coaching.models import Activity, CoachAbsence, CoachAssignment, PlannedSession
from coaching.models.planned_session import LONGEST
from coaching.visibility import coaches_covered_by, enrolments_coached_by
from companies.models import Enrolment
from programme.common.text import names_in_line
from programme.notices.models import Notice
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Region

COMING, PAST, ALL = "coming", "past", "all"
MINE = "mine"
OPEN = "open"  # among the states: neither held nor cancelled
AHEAD = timedelta(days=7)


def planned_shown_to(user: User) -> Any:
    """Planned sessions as a reader may see them: with only the companies that the reader sees, as `seen`."""
    seen = Enrolment.objects.visible_to(user).select_related("company__municipality", "region")
    return (
        PlannedSession.objects.visible_to(user)
        .select_related("coach", "activity")
        .prefetch_related(Prefetch("enrolments", queryset=seen.order_by("company__name", "pk"), to_attr="seen"))
    )


def to_hold(user: User, today: date) -> Q:
    """Those that fall to a coach: her own, those of whom she covers for, and those left by who coaches no longer."""
    mine = enrolments_coached_by(user)
    beside = CoachAssignment.objects.in_force(today).filter(enrolment__in=mine).order_by().values("coach")
    hers = Q(coach=user) | Q(coach__in=coaches_covered_by(user, today)) | ~Q(coach__in=beside)
    return hers & Q(pk__in=PlannedSession.objects.loggable_by(user).order_by().values("pk"))


@dataclass(frozen=True)
class DayPlan:
    """A coach's planned sessions, as her home page tells them."""

    unlogged: list[PlannedSession]  # before today, and nobody has said what became of it
    today: list[PlannedSession]
    coming: list[PlannedSession]  # within a week


def day_plan(user: User, now: datetime, today: date) -> DayPlan:
    """What is planned for a coach and not yet held: what was not logged, today's, and those of the coming week."""
    rows = planned_shown_to(user).open().filter(to_hold(user, today))
    found = list(rows.filter(starts_at__lt=now + AHEAD + timedelta(days=1)).order_by("starts_at", "pk"))
    return DayPlan(
        unlogged=[one for one in found if one.day < today],
        today=[one for one in found if one.day == today],
        coming=[one for one in found if today < one.day <= today + AHEAD],
    )


def at_the_same_time(user: User, planned: PlannedSession) -> list[PlannedSession]:
    """Other open sessions of the same coach that overlap, with the companies that the reader sees."""
    if not planned.is_open:
        return []
    near = (planned.starts_at - timedelta(minutes=LONGEST), planned.ends_at)
    rows = planned_shown_to(user).open().filter(coach=planned.coach, starts_at__range=near).exclude(pk=planned.pk)
    return [one for one in rows if one.starts_at < planned.ends_at and one.ends_at > planned.starts_at]


def absences_of(user: User, today: date) -> tuple[list[CoachAbsence], CoachAbsence | None]:
    """For whom a coach covers today, and her own absence when she is away."""
    rows = CoachAbsence.objects.visible_to(user).in_force(today).filter(Q(coach=user) | Q(cover=user))
    held = list(rows.select_related("coach", "cover").order_by("until_on", "pk"))
    own = next((one for one in held if one.coach_id == user.pk), None)
    return [one for one in held if one.cover_id == user.pk], own


def covered_companies(user: User, covers: list[CoachAbsence], today: date) -> dict[int, str]:
    """Enrolments that a coach has only because she covers, each with the name of whose it is."""
    if not covers:
        return {}
    held = CoachAssignment.objects.visible_to(user).in_force(today).filter(coach__in=[one.coach_id for one in covers])
    own = CoachAssignment.objects.in_force(today).filter(coach=user).order_by().values("enrolment")
    return dict(held.exclude(enrolment__in=own).order_by("pk").values_list("enrolment", "coach__name"))


@dataclass
class PlanFilters:
    """When, whose, in which state; company, activity. `wrong` says what could not be read."""

    user: User
    today: date
    show: str = COMING
    whose: str = ALL
    state: str = ""
    q: str = ""
    enrolment: Enrolment | None = None
    activity: Activity | None = None
    region: Region | None = None
    regions: list[Region] = field(default_factory=list)
    coach: User | None = None
    coaches: list[User] = field(default_factory=list)
    from_on: date | None = None
    until_on: date | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def is_coach(self) -> bool:
        """Somebody who has sessions of her own to choose."""
        return self.user.may(Permission.LOG_SESSIONS)

    @property
    def any(self) -> bool:
        """True when something narrows the list beside the time."""
        chosen = (self.enrolment, self.activity, self.region, self.coach)
        return bool(self.q or self.state or self.from_on or self.until_on or any(chosen))

    def narrow(self, rows: Any) -> Any:
        """Only through companies that the reader sees, as the list of sessions."""
        if self.whose == MINE:
            rows = rows.filter(to_hold(self.user, self.today) | Q(coach=self.user))
        if self.state == OPEN:
            rows = rows.open()
        elif self.state:
            rows = rows.filter(state=self.state)
        if self.activity:
            rows = rows.filter(activity=self.activity)
        if self.coach:
            rows = rows.filter(coach=self.coach)
        if self.q or self.enrolment or self.region:
            there = Enrolment.objects.visible_to(self.user)
            if self.q:
                there = there.filter(company__in=matching_companies(self.q, self.user))
            if self.enrolment:
                there = there.filter(pk=self.enrolment.pk)
            if self.region:
                there = there.filter(region=self.region)
            invited = PlannedSession.enrolments.through._default_manager.filter(
                enrolment__in=there.order_by().values("pk")
            )
            rows = rows.filter(pk__in=invited.order_by().values("plannedsession"))
        return self._in_time(rows)

    def _in_time(self, rows: Any) -> Any:
        monday = self.today - timedelta(days=self.today.weekday())
        first, last = self.from_on, self.until_on
        if not (first or last):
            first = monday if self.show == COMING else None
            last = monday - timedelta(days=1) if self.show == PAST else None
        return rows.between(first or date(1990, 1, 1), last or date(2099, 12, 31))


def plan_filters(query: QueryDict, user: User, *, today: date) -> PlanFilters:
    """Read `?show=coming|past|all&whose=mine|all&state=&q=&enrolment=&activity=&region=&coach=&from=&until=`."""
    found = PlanFilters(user, today, q=words_asked(query), enrolment=enrolment_asked(query, user))
    show, whose, state = (str(query.get(name, "")) for name in ("show", "whose", "state"))
    found.show = show if show in {PAST, ALL} else COMING
    usual = MINE if found.is_coach and not (found.enrolment or query.get("activity")) else ALL
    found.whose = whose if found.is_coach and whose in {MINE, ALL} else usual
    found.state = state if state in {OPEN, *PlannedSession.State.values} else ""
    _read_where(found, query)
    key = query.get("activity", "")
    if key.isascii() and key.isdigit() and len(key) < 16:
        found.activity = Activity.objects.visible_to(user).filter(pk=int(key)).first()
    found.from_on = day_asked(query.get("from", ""), _("From"), found.wrong)
    found.until_on = day_asked(query.get("until", ""), _("Until"), found.wrong)
    if found.from_on and found.until_on and found.until_on < found.from_on:
        found.wrong.append(_("The last day may not lie before the first."))
    return found


def _read_where(found: PlanFilters, query: QueryDict) -> None:
    """`?region=&coach=`, among those that the person has to choose from; a coach sees few of either."""
    if found.is_coach:
        return
    user = found.user
    found.regions = list(Region.objects.filter(pk__in=Enrolment.objects.visible_to(user).order_by().values("region")))
    planned = PlannedSession.objects.visible_to(user).order_by().values("coach")
    found.coaches = list(User.objects.filter(pk__in=planned))
    found.region = next((one for one in found.regions if str(one.pk) == query.get("region")), None)
    found.coach = next((one for one in found.coaches if str(one.pk) == query.get("coach")), None)


def plan_rows(user: User, filters: PlanFilters) -> QuerySet[PlannedSession]:
    """The list: what comes from the next on, what has been from the latest back."""
    rows: QuerySet[PlannedSession] = filters.narrow(planned_shown_to(user))
    backwards = filters.show == PAST and not (filters.from_on or filters.until_on)
    return rows.order_by("-starts_at", "-pk") if backwards else rows.order_by("starts_at", "pk")


def week_of(planned: PlannedSession) -> date:
    """The Monday of its week."""
    return planned.day - timedelta(days=planned.day.weekday())


def told_as_seen_by(user: User, told: list[Notice]) -> list[Notice]:
    """The notices as a reader may see them: those about planned sessions name only the companies that the reader sees,
    whatever they named to who got them. None of them may be saved. At most two statements."""
    sessions = {notice.subject_id for notice in told if notice.subject_kind == "plannedsession"}
    names: dict[int, list[str]] = {}
    if sessions:
        for planned in planned_shown_to(user).filter(pk__in=sessions):
            names[planned.pk] = [str(one.company) for one in planned.seen]
    for notice in told:
        if notice.subject_id in names and notice.subject_kind == "plannedsession":
            notice.subject_label = names_in_line(names[notice.subject_id])
    return told
