"""Where roles meet sessions, actions and assignments. By primary-key subquery; nothing when in doubt."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from companies.models import Enrolment
from programme.people.models import User
from programme.people.roles import Permission

if TYPE_CHECKING:
    from coaching.models.action_item import ActionItemQuerySet
    from coaching.models.activity import ActivityQuerySet
    from coaching.models.assignment import CoachAssignmentQuerySet
    from coaching.models.goal import GoalQuerySet
    from coaching.models.session import CoachingSessionQuerySet


def enrolments_coached_by(user: User) -> QuerySet[Enrolment, Any]:
    """Ids of the enrolments that a person coaches today: named in settings.SIGHT, so that companies need not know."""
    from coaching.models import CoachAssignment  # app ready: models before roles meet rows

    if not user.may(Permission.LOG_SESSIONS):
        return Enrolment.objects.none().values("pk")
    mine = CoachAssignment.objects.in_force(timezone.localdate()).filter(coach=user)
    return Enrolment.objects.filter(pk__in=mine.order_by().values("enrolment")).order_by().values("pk")


def sessions(rows: "CoachingSessionQuerySet", user: User) -> "CoachingSessionQuerySet":
    """Sessions at which a company was that the person sees."""
    from coaching.models import Attendance  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    return rows.filter(pk__in=Attendance.objects.visible_to(user).order_by().values("session"))


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
