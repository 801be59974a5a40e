from coaching.models.action_item import ActionItem
from coaching.models.activity import Activity
from coaching.models.assignment import CoachAssignment
from coaching.models.session import Attendance, CoachingSession, SessionTopic
from coaching.models.so_far import CoachingSoFar

__all__ = [
    "ActionItem",
    "Activity",
    "Attendance",
    "CoachAssignment",
    "CoachingSession",
    "CoachingSoFar",
    "SessionTopic",
]
