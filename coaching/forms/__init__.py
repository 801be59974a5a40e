from coaching.forms.assignments import AssignForm, EndForm, ReplaceForm
from coaching.forms.goals import ChangeGoalForm, GoalForm
from coaching.forms.items import ActionForm, ChangeActionForm, CloseForm, CommentForm, DropForm
from coaching.forms.session import ChangeSessionForm, LogSessionForm

__all__ = [
    "ActionForm",
    "AssignForm",
    "ChangeActionForm",
    "ChangeGoalForm",
    "ChangeSessionForm",
    "CloseForm",
    "CommentForm",
    "DropForm",
    "EndForm",
    "GoalForm",
    "LogSessionForm",
    "ReplaceForm",
]
