"""The verbs of coaching: assign, plan, log, agree. Each is one transaction and one audit event.

An expected refusal is a ValidationError whose keys are names of the values, so that a form can show it in place.
"""

from coaching.actions.absences import change_absence, enter_absence, withdraw_absence
from coaching.actions.activities import change_activity, enter_activity, plan_series
from coaching.actions.assignments import assign_coach, end_assignment, replace_coach
from coaching.actions.calendar import make_calendar_address, withdraw_calendar_address
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
from coaching.actions.values import AttendanceValues, NewAction, SessionValues

__all__ = [
    "AttendanceValues",
    "NewAction",
    "PlanValues",
    "SessionValues",
    "add_action",
    "assign_coach",
    "cancel_session",
    "change_absence",
    "change_action",
    "change_activity",
    "change_session",
    "close_action",
    "confirm_session",
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
]
