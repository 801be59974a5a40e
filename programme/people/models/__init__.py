from programme.people.models.appointment import Appointment
from programme.people.models.audit import AuditEvent
from programme.people.models.invitation import Invitation
from programme.people.models.rights_review import RightsReview
from programme.people.models.submission import SubmittedForm
from programme.people.models.user import User
from programme.people.models.work_list import WorkList, WorkListShare

__all__ = [
    "Appointment",
    "AuditEvent",
    "Invitation",
    "RightsReview",
    "SubmittedForm",
    "User",
    "WorkList",
    "WorkListShare",
]
