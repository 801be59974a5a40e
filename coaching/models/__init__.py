from coaching.models.action_item import ActionItem
from coaching.models.activity import Activity
from coaching.models.assignment import CoachAssignment
from coaching.models.comment import ActionComment
from coaching.models.goal import Goal
from coaching.models.session import Attendance, CoachingSession, SessionTopic
from coaching.models.so_far import CoachingSoFar

__all__ = [
    "ActionComment",
    "ActionItem",
    "Activity",
    "Attendance",
    "CoachAssignment",
    "CoachingSession",
    "CoachingSoFar",
    "Goal",
    "SessionTopic",
]
