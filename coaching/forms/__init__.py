from coaching.forms.assignments import AssignForm, EndForm
from coaching.forms.items import ActionForm, ChangeActionForm
from coaching.forms.session import ChangeSessionForm, LogSessionForm

__all__ = ["ActionForm", "AssignForm", "ChangeActionForm", "ChangeSessionForm", "EndForm", "LogSessionForm"]
