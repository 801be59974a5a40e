"""The verbs of coaching: assign, log, agree. Each is one transaction and one audit event.

An expected refusal is a ValidationError whose keys are names of the values, so that a form can show it in place.
"""

from coaching.actions.assignments import assign_coach, end_assignment, replace_coach
from coaching.actions.items import add_action, change_action, close_action, reopen_action
from coaching.actions.sessions import change_session, check_values, counts_otherwise, log_session
from coaching.actions.values import AttendanceValues, NewAction, SessionValues

__all__ = [
    "AttendanceValues",
    "NewAction",
    "SessionValues",
    "add_action",
    "assign_coach",
    "change_action",
    "change_session",
    "check_values",
    "close_action",
    "counts_otherwise",
    "end_assignment",
    "log_session",
    "reopen_action",
    "replace_coach",
]
