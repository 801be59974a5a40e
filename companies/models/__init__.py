from companies.models.company import Company
from companies.models.contact import Contact
from companies.models.enrolment import Enrolment, EnrolmentPause, StateChange
from companies.models.plan import PlannedStage, RequirementCheck
from companies.models.register import RegisterExtract, RegisterUnit

__all__ = [
    "Company",
    "Contact",
    "Enrolment",
    "EnrolmentPause",
    "PlannedStage",
    "RegisterExtract",
    "RegisterUnit",
    "RequirementCheck",
    "StateChange",
]
