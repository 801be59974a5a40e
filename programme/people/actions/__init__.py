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
from programme.people.actions.rights import note_looked_at, sign_rights

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
    "note_looked_at",
    "reactivate",
    "set_language",
    "set_theme",
    "sign_rights",
]
