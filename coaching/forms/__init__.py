from coaching.forms.assignments import AssignForm, EndForm, ReplaceForm
from coaching.forms.files import SessionFilesForm
from coaching.forms.items import ActionForm, ChangeActionForm
from coaching.forms.session import ChangeSessionForm, LogSessionForm
from coaching.forms.topics import ChangeTopicForm, TopicForm

__all__ = [
    "ActionForm",
    "AssignForm",
    "ChangeActionForm",
    "ChangeSessionForm",
    "ChangeTopicForm",
    "EndForm",
    "ReplaceForm",
    "LogSessionForm",
    "SessionFilesForm",
    "TopicForm",
]
