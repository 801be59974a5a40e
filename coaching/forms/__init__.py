from coaching.forms.assignments import AssignForm, EndForm, ReplaceForm
from coaching.forms.items import ActionForm, ChangeActionForm
from coaching.forms.session import ChangeSessionForm, LogSessionForm

__all__ = [
    "ActionForm",
    "AssignForm",
    "ChangeActionForm",
    "ChangeSessionForm",
    "EndForm",
    "ReplaceForm",
    "LogSessionForm",
]
