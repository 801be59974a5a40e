"""Where roles meet sessions, actions and assignments. By primary-key subquery; nothing when in doubt."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from companies.models import Enrolment
from programme.people.models import Appointment, User
from programme.people.roles import Permission, Role

if TYPE_CHECKING:
    from coaching.models.absence import CoachAbsenceQuerySet
    from coaching.models.action_item import ActionItemQuerySet
    from coaching.models.activity import Activity, ActivityQuerySet
    from coaching.models.assignment import CoachAssignmentQuerySet
    from coaching.models.goal import GoalQuerySet
    from coaching.models.planned_session import PlannedSession, PlannedSessionQuerySet
    from coaching.models.session import AttendanceQuerySet, CoachingSessionQuerySet


def enrolments_coached_by(user: User) -> QuerySet[Enrolment, Any]:
    """Ids of the enrolments that a person coaches today: named in settings.SIGHT, so that companies need not know.

    Those of her own assignments, and those of the coaches whom she covers for today. The absent coach keeps hers.
    """
    from coaching.models import CoachAssignment  # app ready: models before roles meet rows

    if not user.may(Permission.LOG_SESSIONS):
        return Enrolment.objects.none().values("pk")
    today = timezone.localdate()
    whose = Q(coach=user) | Q(coach__in=coaches_covered_by(user, today))
    mine = CoachAssignment.objects.in_force(today).filter(whose)
    return Enrolment.objects.filter(pk__in=mine.order_by().values("enrolment")).order_by().values("pk")


def coaches_covered_by(user: User, day: date) -> QuerySet[Any, Any]:
    """Ids of the coaches for whom a person covers on a day, as long as they are coaches themselves.

    Cover is not handed on: who covers for a coach does not thereby cover for those whom that coach covers for.
    """
    from coaching.models import CoachAbsence  # app ready: models before roles meet rows

    away = CoachAbsence.objects.in_force(day).filter(cover=user, coach__in=coaches_appointed(day))
    return away.order_by().values("coach")


def coaches_appointed(day: date) -> QuerySet[Any, Any]:
    """Ids of those who are appointed as coach on a day and may log in."""
    held = Appointment.objects.in_force(day).filter(role=Role.COACH, person__is_active=True)
    return held.order_by().values("person")


def attendances(rows: "AttendanceQuerySet", user: User) -> "AttendanceQuerySet":
    """Those of enrolments that the person sees; who sees all is not asked row by row."""
    if user.rights.national(Permission.SEE_COMPANIES):
        return rows
    return rows.filter(enrolment__in=Enrolment.objects.visible_to(user))


def sessions(rows: "CoachingSessionQuerySet", user: User) -> "CoachingSessionQuerySet":
    """Sessions at which a company was that the person sees; and what a coach logged herself, also when she covered."""
    from coaching.models import Attendance  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    if user.rights.national(Permission.SEE_SESSIONS):
        return rows
    seen = Q(pk__in=Attendance.objects.visible_to(user).order_by().values("session"))
    return rows.filter(seen | Q(coach=user) if user.may(Permission.LOG_SESSIONS) else seen)


def attendances_shown(rows: "AttendanceQuerySet", user: User) -> "AttendanceQuerySet":
    """The companies that stand beside a session: those that the person sees.

    A session of her own with none of them any more is shown as she logged it: she wrote down who came.
    """
    from coaching.models import Attendance  # app ready: models before roles meet rows

    if not user.may(Permission.LOG_SESSIONS):
        return rows.visible_to(user)
    seen = Attendance.objects.visible_to(user).order_by().values("session")
    alone = Q(session__coach=user) & ~Q(session__in=seen)
    return rows.filter(Q(enrolment__in=Enrolment.objects.visible_to(user)) | alone)


def changeable_sessions(rows: "CoachingSessionQuerySet", user: User) -> "CoachingSessionQuerySet":
    """One's own sessions, as long as one coaches every company that was there."""
    from coaching.models import Attendance  # app ready: models before roles meet rows

    if not user.may(Permission.LOG_SESSIONS):
        return rows.none()
    others = Attendance.objects.exclude(enrolment__in=enrolments_coached_by(user))
    return rows.filter(coach=user).exclude(pk__in=others.order_by().values("session"))


def notes_readable_by(rows: "CoachingSessionQuerySet", user: User) -> "CoachingSessionQuerySet":
    """Sessions whose confidential note the person may read: only who coaches every company that was there, today.

    Not the leader, not the director, not the auditor, and not a former coach (LOOK.md, "Bara coacherna på företaget").
    """
    from coaching.models import Attendance  # app ready: models before roles meet rows

    if not user.may(Permission.LOG_SESSIONS):
        return rows.none()
    others = Attendance.objects.exclude(enrolment__in=enrolments_coached_by(user))
    mine = Attendance.objects.filter(enrolment__in=enrolments_coached_by(user))
    return rows.filter(pk__in=mine.order_by().values("session")).exclude(pk__in=others.order_by().values("session"))


def action_items(rows: "ActionItemQuerySet", user: User) -> "ActionItemQuerySet":
    """Those of enrolments that the person sees."""
    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    return rows.filter(enrolment__in=Enrolment.objects.visible_to(user))


def changeable_action_items(rows: "ActionItemQuerySet", user: User) -> "ActionItemQuerySet":
    """Those of enrolments that the person coaches, or runs as leader."""
    if not user.may(Permission.CHANGE_ACTIONS):
        return rows.none()
    coached = rows.filter(enrolment__in=enrolments_coached_by(user))
    return coached | rows.filter(enrolment__in=Enrolment.objects.changeable_by(user))


def goals(rows: "GoalQuerySet", user: User) -> "GoalQuerySet":
    """Those of enrolments that the person sees."""
    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    return rows.filter(enrolment__in=Enrolment.objects.visible_to(user))


def changeable_goals(rows: "GoalQuerySet", user: User) -> "GoalQuerySet":
    """Those of enrolments that the person coaches, or runs as leader."""
    return rows.filter(enrolment__in=enrolments_open_to_actions(user).order_by().values("pk"))


def changeable_assignments(rows: "CoachAssignmentQuerySet", user: User) -> "CoachAssignmentQuerySet":
    """Those of enrolments that the person may move, for who may assign coaches."""
    if not user.may(Permission.ASSIGN_COACHES):
        return rows.none()
    return rows.filter(enrolment__in=Enrolment.objects.changeable_by(user))


def enrolments_open_to_actions(user: User) -> QuerySet[Enrolment]:
    """Enrolments on which the person may agree on actions: those coached today, and those run as leader."""
    if not user.may(Permission.CHANGE_ACTIONS):
        return Enrolment.objects.none()
    return Enrolment.objects.filter(
        Q(pk__in=enrolments_coached_by(user)) | Q(pk__in=Enrolment.objects.changeable_by(user).order_by().values("pk"))
    )


def activities(rows: "ActivityQuerySet", user: User) -> "ActivityQuerySet":
    """By programme or region as enrolments are; for a coach those in the places of the companies coached today."""
    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    rights, door = user.rights, Permission.SEE_SESSIONS
    if rights.national(door):
        return rows
    places = Enrolment.objects.filter(pk__in=enrolments_coached_by(user)).order_by().values("region")
    return rows.filter(
        Q(programme__in=rights.programmes(door)) | Q(region__in=rights.regions(door)) | Q(region__in=places)
    )


def changeable_activities(rows: "ActivityQuerySet", user: User) -> "ActivityQuerySet":
    """Those of the regions or programmes that the person runs."""
    if not user.may(Permission.RUN_ACTIVITIES):
        return rows.none()
    rights, door = user.rights, Permission.RUN_ACTIVITIES
    if rights.national(door):
        return rows
    return rows.filter(Q(programme__in=rights.programmes(door)) | Q(region__in=rights.regions(door)))


def planned_sessions(rows: "PlannedSessionQuerySet", user: User) -> "PlannedSessionQuerySet":
    """Those with a company that the person sees, as sessions are."""
    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    seen = _invited().filter(enrolment__in=Enrolment.objects.visible_to(user).order_by().values("pk"))
    return rows.filter(pk__in=seen.values("plannedsession"))


def loggable_planned_sessions(rows: "PlannedSessionQuerySet", user: User) -> "PlannedSessionQuerySet":
    """Those all of whose companies the person coaches today: whoever planned them."""
    if not user.may(Permission.LOG_SESSIONS):
        return rows.none()
    return rows.filter(_all_companies_in(enrolments_coached_by(user)))


def changeable_planned_sessions(rows: "PlannedSessionQuerySet", user: User) -> "PlannedSessionQuerySet":
    """Who coaches every company today; and who runs the activity and every company, as leader."""
    from coaching.models import Activity  # app ready: models before roles meet rows

    if not user.may(Permission.PLAN_SESSIONS):
        return rows.none()
    run = Q(activity__in=changeable_activities(Activity.objects.all(), user).order_by().values("pk"))
    run &= _all_companies_in(Enrolment.objects.changeable_by(user).order_by().values("pk"))
    return rows.filter(_all_companies_in(enrolments_coached_by(user)) | run)


def _invited() -> QuerySet[Any, Any]:
    """One row for each company at each planned session."""
    from coaching.models import PlannedSession  # app ready: models before roles meet rows

    return PlannedSession.enrolments.through._default_manager.order_by()


def _all_companies_in(enrolments: QuerySet[Enrolment, Any]) -> Q:
    """Planned sessions with companies that are all among these."""
    within = _invited().filter(enrolment__in=enrolments).values("plannedsession")
    others = _invited().exclude(enrolment__in=enrolments).values("plannedsession")
    return Q(pk__in=within) & ~Q(pk__in=others)


def absences(rows: "CoachAbsenceQuerySet", user: User) -> "CoachAbsenceQuerySet":
    """One's own and those that one covers; by role those of the coaches of one's regions."""
    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    return _absences_by_role(rows, user, Permission.SEE_SESSIONS, Q(coach=user) | Q(cover=user))


def changeable_absences(rows: "CoachAbsenceQuerySet", user: User) -> "CoachAbsenceQuerySet":
    """One's own; those of the coaches whom one leads."""
    if not user.may(Permission.PLAN_SESSIONS):
        return rows.none()
    return _absences_by_role(rows, user, Permission.PLAN_SESSIONS, Q(coach=user))


def _absences_by_role(rows: "CoachAbsenceQuerySet", user: User, door: Permission, own: Q) -> "CoachAbsenceQuerySet":
    if user.rights.national(door):
        return rows
    led = Appointment.objects.filter(role=Role.COACH, region__in=user.rights.regions(door)).order_by()
    return rows.filter(own | Q(coach__in=led.values("person")))


def coaches_led_by(user: User) -> QuerySet[User]:
    """Coaches of today whose absence the person may enter: herself, and as leader those of her regions."""
    return _coaches_in(user, Q(pk=user.pk), user.rights.regions(Permission.PLAN_SESSIONS))


def coaches_beside(user: User) -> QuerySet[User]:
    """Coaches of today who may stand in where the person works: in the regions that she leads or coaches in."""
    own = {held.region_id for held in user.rights.appointments if held.role == Role.COACH}
    return _coaches_in(user, Q(pk=user.pk), user.rights.regions(Permission.PLAN_SESSIONS) | own)


def _coaches_in(user: User, own: Q, regions: Any) -> QuerySet[User]:
    appointed = Appointment.objects.in_force(timezone.localdate()).filter(role=Role.COACH).order_by()
    where = own | Q(pk__in=appointed.filter(region__in=regions).values("person"))
    if not user.may(Permission.PLAN_SESSIONS):
        where = Q(pk__in=[])
    elif user.rights.national(Permission.PLAN_SESSIONS):
        where = Q()
    coaches: QuerySet[User] = User.objects.filter(where, is_active=True, pk__in=appointed.values("person"))
    return coaches


def companies_to_plan(user: User, activity: "Activity") -> QuerySet[Enrolment]:
    """Enrolments that an activity's sessions may be planned with: those coached, and those run in its region."""
    run = Enrolment.objects.changeable_by(user).filter(region=activity.region_id).order_by()
    return Enrolment.objects.visible_to(user).filter(Q(pk__in=enrolments_coached_by(user)) | Q(pk__in=run.values("pk")))


def companies_beside(user: User, planned: "PlannedSession") -> QuerySet[Enrolment]:
    """Enrolments that a planned session may be held with as well: as one plans them, with its coach or its activity."""
    if planned.activity is not None:
        return companies_to_plan(user, planned.activity)
    return Enrolment.objects.visible_to(user).filter(pk__in=enrolments_coached_by(user))


def topics(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """All, for who sees sessions or keeps the topics: what a session may be about is no secret."""
    may_see = user.may(Permission.SEE_SESSIONS) or user.may(Permission.SEE_STRUCTURE)
    return rows if may_see else rows.none()


def changeable_topics(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """For the programme office of every programme: the topics are shared by all of them."""
    return rows if user.rights.national(Permission.CHANGE_STRUCTURE) else rows.none()


def drafts(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """One's own, for who may log sessions. They hold what nobody else may read yet."""
    return rows.filter(owner=user) if user.may(Permission.LOG_SESSIONS) else rows.none()


def session_files(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Those of sessions that the person sees: read like the shareable summary."""
    from coaching.models import CoachingSession  # app ready: models before roles meet rows

    return rows.filter(session__in=CoachingSession.objects.visible_to(user).order_by().values("pk"))


def changeable_session_files(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Those of sessions that the person may correct."""
    from coaching.models import CoachingSession  # app ready: models before roles meet rows

    return rows.filter(session__in=CoachingSession.objects.changeable_by(user).order_by().values("pk"))
