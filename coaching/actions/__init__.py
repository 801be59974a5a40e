"""The verbs of coaching: assign, plan, log, agree. Each is one transaction and one audit event.

An expected refusal is a ValidationError whose keys are names of the values, so that a form can show it in place.
"""

from coaching.actions.absences import change_absence, enter_absence, withdraw_absence
from coaching.actions.activities import change_activity, enter_activity, plan_series
from coaching.actions.assignments import assign_coach, end_assignment, replace_coach
from coaching.actions.calendar import make_calendar_address, withdraw_calendar_address
from coaching.actions.drafts import AlreadyLogged, NewerDraft, drop_draft, save_draft
from coaching.actions.files import add_session_files, remove_session_file
from coaching.actions.goals import add_goal, change_goal, reach_goal, reopen_goal
from coaching.actions.items import (
    add_action,
    begin_action,
    change_action,
    close_action,
    comment_action,
    drop_action,
    reopen_action,
)
from coaching.actions.papers import note_paper
from coaching.actions.planning import (
    PlanValues,
    cancel_session,
    confirm_session,
    move_session,
    note_no_show,
    propose_session,
)
from coaching.actions.sessions import change_session, check_values, counts_otherwise, log_session
from coaching.actions.topics import add_topic, change_topic
from coaching.actions.values import AttendanceValues, NewAction, NewFile, SessionValues

__all__ = [
    "AlreadyLogged",
    "AttendanceValues",
    "NewAction",
    "NewFile",
    "NewerDraft",
    "PlanValues",
    "SessionValues",
    "add_action",
    "add_goal",
    "add_session_files",
    "add_topic",
    "assign_coach",
    "begin_action",
    "cancel_session",
    "change_absence",
    "change_action",
    "change_activity",
    "change_goal",
    "change_session",
    "change_topic",
    "check_values",
    "close_action",
    "comment_action",
    "confirm_session",
    "counts_otherwise",
    "drop_action",
    "drop_draft",
    "end_assignment",
    "enter_absence",
    "enter_activity",
    "log_session",
    "make_calendar_address",
    "move_session",
    "note_no_show",
    "note_paper",
    "plan_series",
    "propose_session",
    "reach_goal",
    "remove_session_file",
    "reopen_action",
    "reopen_goal",
    "replace_coach",
    "save_draft",
    "withdraw_absence",
    "withdraw_calendar_address",
]
