from coaching.forms.absences import AbsenceForm, ChangeAbsenceForm
from coaching.forms.activities import ActivityForm, ChangeActivityForm
from coaching.forms.assignments import AssignForm, EndForm, ReplaceForm
from coaching.forms.items import ActionForm, ChangeActionForm
from coaching.forms.planning import CancelForm, MoveForm, PlanForm, SeriesForm
from coaching.forms.session import ChangeSessionForm, LogSessionForm

__all__ = [
    "AbsenceForm",
    "ActionForm",
    "ActivityForm",
    "AssignForm",
    "CancelForm",
    "ChangeAbsenceForm",
    "ChangeActionForm",
    "ChangeActivityForm",
    "ChangeSessionForm",
    "EndForm",
    "LogSessionForm",
    "MoveForm",
    "PlanForm",
    "ReplaceForm",
    "SeriesForm",
]
