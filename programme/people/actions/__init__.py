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
from programme.people.actions.work_lists import MOST as MOST_WORK_LISTS
from programme.people.actions.work_lists import (
    With,
    remove_work_list,
    rename_work_list,
    save_work_list,
    share_work_list,
    unshare_work_list,
)

__all__ = [
    "MOST_WORK_LISTS",
    "InvitationSpent",
    "With",
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
    "remove_work_list",
    "rename_work_list",
    "save_work_list",
    "set_language",
    "set_theme",
    "share_work_list",
    "sign_rights",
    "unshare_work_list",
]
