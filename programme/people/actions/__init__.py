"""The verbs of this room."""

from programme.people.actions.invitations import (
    InvitationSpent,
    accept_invitation,
    invitation_behind,
    invite,
    invite_again,
)
from programme.people.actions.people import (
    appoint,
    change_own_settings,
    deactivate,
    end_appointment,
    reactivate,
    set_language,
    set_theme,
)

__all__ = [
    "InvitationSpent",
    "accept_invitation",
    "appoint",
    "change_own_settings",
    "deactivate",
    "end_appointment",
    "invitation_behind",
    "invite",
    "invite_again",
    "reactivate",
    "set_language",
    "set_theme",
]
