from coaching.forms.absences import AbsenceForm, ChangeAbsenceForm
from coaching.forms.activities import ActivityForm, ChangeActivityForm
from coaching.forms.assignments import AssignForm, EndForm, ReplaceForm
from coaching.forms.files import SessionFilesForm
from coaching.forms.goals import ChangeGoalForm, GoalForm
from coaching.forms.items import ActionForm, ChangeActionForm, CloseForm, CommentForm, DropForm
from coaching.forms.log import LogSessionForm
from coaching.forms.planning import CancelForm, MoveForm, PlanForm, SeriesForm
from coaching.forms.session import ChangeSessionForm
from coaching.forms.topics import ChangeTopicForm, TopicForm

__all__ = [
    "AbsenceForm",
    "ActionForm",
    "ActivityForm",
    "AssignForm",
    "CancelForm",
    "ChangeAbsenceForm",
    "ChangeActionForm",
    "ChangeActivityForm",
    "ChangeGoalForm",
    "ChangeSessionForm",
    "ChangeTopicForm",
    "CloseForm",
    "CommentForm",
    "DropForm",
    "EndForm",
    "GoalForm",
    "LogSessionForm",
    "MoveForm",
    "PlanForm",
    "ReplaceForm",
    "SeriesForm",
    "SessionFilesForm",
    "TopicForm",
]
