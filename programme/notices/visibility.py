"""Who sees which notices: one's own, those about what one sees, and for director and auditor everybody's."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from programme.notices.events import all_events
from programme.notices.models import Topic
from programme.people.models import User
from programme.people.roles import Permission, Role

if TYPE_CHECKING:
    from programme.notices.models.delivery import DeliveryQuerySet
    from programme.notices.models.maintenance import MaintenanceQuerySet
    from programme.notices.models.notice import NoticeQuerySet
    from programme.notices.models.rule import ReminderRuleQuerySet

NAME_NOBODY = frozenset({Topic.REPORTS, Topic.QUESTIONS})  # topics whose subjects a funder sees


def notices(rows: "NoticeQuerySet", user: User) -> "NoticeQuerySet":
    """Own notices, and those about subjects that the person sees today; all with the permission to see everybody's.

    A subquery a kind of subject. Who was told of a report, or of a question about it, is for those who oversee the
    notices: a funder sees the period and the question too, and a funder's pages name nobody.
    """
    if user.may(Permission.SEE_ALL_NOTICES):
        return rows
    return rows.filter(Q(recipient=user) | matters_seen(user))


def matters_seen(user: User) -> Q:
    """Notices about subjects that the person sees today, whoever was told."""
    seen = Q(pk__in=[])
    for kind, find in _subjects().items():
        seen |= Q(subject_kind=kind, subject_id__in=find(user).order_by().values("pk"))
    return seen


def _subjects() -> dict[str, Callable[[User], "QuerySet[Any]"]]:
    """Kind of subject -> what of it a person sees, as the events know it."""
    events = all_events().values()
    return {event.subject_kind: event.rows for event in events if event.rows and event.topic not in NAME_NOBODY}


def deliveries(rows: "DeliveryQuerySet", user: User) -> "DeliveryQuerySet":
    """Mails to oneself; all with the permission to see everybody's notices."""
    if user.may(Permission.SEE_ALL_NOTICES):
        return rows
    return rows.filter(recipient=user)


def changeable_deliveries(rows: "DeliveryQuerySet", user: User) -> "DeliveryQuerySet":
    """The director may have a mail sent again; the auditor sees all and changes nothing."""
    return rows if user.rights.has(Role.DIRECTOR) else rows.none()


def rules(rows: "ReminderRuleQuerySet", user: User) -> "ReminderRuleQuerySet":
    """All, for who oversees the notices: a rule says nothing about anybody."""
    return rows if user.may(Permission.SEE_ALL_NOTICES) else rows.none()


def changeable_rules(rows: "ReminderRuleQuerySet", user: User) -> "ReminderRuleQuerySet":
    """The rules for all programmes are a national director's; a programme's own also its director's."""
    if not user.may(Permission.SET_REMINDERS):
        return rows.none()
    if user.rights.national(Permission.SET_REMINDERS):
        return rows
    return rows.filter(programme__in=user.rights.programmes(Permission.SET_REMINDERS))


def may_set_rule(user: User, programme: int | None) -> bool:
    """The same of a rule that need not exist yet: a programme's own, or the one for all (None)."""
    if not user.may(Permission.SET_REMINDERS):
        return False
    return user.rights.national(Permission.SET_REMINDERS) or programme in user.rights.programmes(
        Permission.SET_REMINDERS
    )


def maintenances(rows: "MaintenanceQuerySet", user: User) -> "MaintenanceQuerySet":
    """All, for who tells everybody of all programmes. The others read on their pages what stands there now."""
    return rows if user.rights.national(Permission.SAY_MAINTENANCE) else rows.none()
