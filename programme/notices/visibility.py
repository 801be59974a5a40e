"""Who sees which notices: one's own; director and auditor see everybody's."""

from typing import TYPE_CHECKING

from programme.people.models import User
from programme.people.roles import Permission, Role

if TYPE_CHECKING:
    from programme.notices.models.delivery import DeliveryQuerySet
    from programme.notices.models.notice import NoticeQuerySet
    from programme.notices.models.rule import ReminderRuleQuerySet


def notices(rows: "NoticeQuerySet", user: User) -> "NoticeQuerySet":
    """Own notices; all with the permission to see everybody's."""
    if user.may(Permission.SEE_ALL_NOTICES):
        return rows
    return rows.filter(recipient=user)


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
