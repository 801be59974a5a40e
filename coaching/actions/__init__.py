"""The verbs of coaching: assign, plan, log, agree. Each is one transaction and one audit event.

An expected refusal is a ValidationError whose keys are names of the values, so that a form can show it in place.
"""

from coaching.actions.absences import change_absence, enter_absence, withdraw_absence
from coaching.actions.activities import change_activity, enter_activity, plan_series
from coaching.actions.assignments import assign_coach, end_assignment, replace_coach
from coaching.actions.calendar import make_calendar_address, withdraw_calendar_address
from coaching.actions.drafts import AlreadyLogged, NewerDraft, drop_draft, save_draft
from coaching.actions.files import add_session_files, remove_session_file
from coaching.actions.items import add_action, change_action, close_action, reopen_action
from coaching.actions.planning import (
    PlanValues,
    cancel_session,
    confirm_session,
    move_session,
    note_no_show,
    propose_session,
)
from coaching.actions.sessions import change_session, log_session
from coaching.actions.topics import add_topic, change_topic
from coaching.actions.values import AttendanceValues, NewAction, NewFile, SessionValues

__all__ = [
    "AlreadyLogged",
    "AttendanceValues",
    "NewAction",
    "PlanValues",
    "NewFile",
    "NewerDraft",
    "SessionValues",
    "add_action",
    "add_session_files",
    "add_topic",
    "assign_coach",
    "cancel_session",
    "change_absence",
    "change_action",
    "change_activity",
    "change_session",
    "change_topic",
    "close_action",
    "confirm_session",
    "drop_draft",
    "end_assignment",
    "enter_absence",
    "enter_activity",
    "log_session",
    "make_calendar_address",
    "move_session",
    "note_no_show",
    "plan_series",
    "propose_session",
    "reopen_action",
    "replace_coach",
    "withdraw_absence",
    "withdraw_calendar_address",
    "remove_session_file",
    "reopen_action",
    "replace_coach",
    "save_draft",
]
