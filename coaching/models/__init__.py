from coaching.models.action_item import ActionItem
from coaching.models.activity import Activity
from coaching.models.assignment import CoachAssignment
from coaching.models.draft import SessionDraft
from coaching.models.session import Attendance, CoachingSession
from coaching.models.session_file import SessionFile
from coaching.models.so_far import CoachingSoFar
from coaching.models.topic import Topic, topic_names

__all__ = [
    "ActionItem",
    "Activity",
    "Attendance",
    "CoachAssignment",
    "CoachingSession",
    "CoachingSoFar",
    "SessionDraft",
    "SessionFile",
    "Topic",
    "topic_names",
]
