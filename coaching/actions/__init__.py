"""The verbs of coaching: assign, log, agree. Each is one transaction and one audit event.

An expected refusal is a ValidationError whose keys are names of the values, so that a form can show it in place.
"""

from coaching.actions.assignments import assign_coach, end_assignment, replace_coach
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
from coaching.actions.sessions import change_session, log_session
from coaching.actions.values import AttendanceValues, NewAction, SessionValues

__all__ = [
    "AttendanceValues",
    "NewAction",
    "SessionValues",
    "add_action",
    "add_goal",
    "assign_coach",
    "begin_action",
    "change_action",
    "change_goal",
    "change_session",
    "close_action",
    "comment_action",
    "drop_action",
    "end_assignment",
    "log_session",
    "note_paper",
    "reach_goal",
    "reopen_action",
    "reopen_goal",
    "replace_coach",
]
