from companies.models.company import Company
from companies.models.contact import Contact
from companies.models.enrolment import Enrolment, EnrolmentPause, StateChange
from companies.models.interest import Interest
from companies.models.plan import PlannedStage, RequirementCheck

__all__ = [
    "Company",
    "Contact",
    "Enrolment",
    "EnrolmentPause",
    "Interest",
    "PlannedStage",
    "RequirementCheck",
    "StateChange",
]
