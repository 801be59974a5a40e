"""The verbs of coaching: assign, log, agree. Each is one transaction and one audit event.

An expected refusal is a ValidationError whose keys are names of the values, so that a form can show it in place.
"""

from coaching.actions.assignments import assign_coach, end_assignment, replace_coach
from coaching.actions.drafts import AlreadyLogged, NewerDraft, drop_draft, save_draft
from coaching.actions.files import add_session_files, remove_session_file
from coaching.actions.items import add_action, change_action, close_action, reopen_action
from coaching.actions.sessions import change_session, log_session
from coaching.actions.topics import add_topic, change_topic
from coaching.actions.values import AttendanceValues, NewAction, NewFile, SessionValues

__all__ = [
    "AlreadyLogged",
    "AttendanceValues",
    "NewAction",
    "NewFile",
    "NewerDraft",
    "SessionValues",
    "add_action",
    "add_session_files",
    "add_topic",
    "assign_coach",
    "change_action",
    "change_session",
    "change_topic",
    "close_action",
    "drop_draft",
    "end_assignment",
    "log_session",
    "remove_session_file",
    "reopen_action",
    "replace_coach",
    "save_draft",
]
