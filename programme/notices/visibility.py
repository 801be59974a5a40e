"""Who sees which notices: one's own; director and auditor see everybody's."""

from typing import TYPE_CHECKING

from programme.people.models import User
from programme.people.roles import Permission

if TYPE_CHECKING:
    from programme.notices.models.notice import NoticeQuerySet


def notices(rows: "NoticeQuerySet", user: User) -> "NoticeQuerySet":
    """Own notices; all with the permission to see everybody's."""
    if user.may(Permission.SEE_ALL_NOTICES):
        return rows
    return rows.filter(recipient=user)
