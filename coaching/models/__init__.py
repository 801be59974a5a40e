from coaching.models.absence import CoachAbsence
from coaching.models.action_item import ActionItem
from coaching.models.activity import Activity
from coaching.models.assignment import CoachAssignment
from coaching.models.calendar_address import CalendarAddress
from coaching.models.comment import ActionComment
from coaching.models.draft import SessionDraft
from coaching.models.goal import Goal
from coaching.models.plan_letter import PlanLetter
from coaching.models.planned_session import PlannedSession
from coaching.models.session import Attendance, CoachingSession
from coaching.models.session_file import SessionFile
from coaching.models.so_far import CoachingSoFar
from coaching.models.topic import Topic, topic_names

__all__ = [
    "ActionComment",
    "ActionItem",
    "Activity",
    "Attendance",
    "CalendarAddress",
    "CoachAbsence",
    "CoachAssignment",
    "CoachingSession",
    "CoachingSoFar",
    "Goal",
    "PlanLetter",
    "PlannedSession",
    "SessionDraft",
    "SessionFile",
    "Topic",
    "topic_names",
]
