from companies.models.company import Company
from companies.models.contact import Contact
from companies.models.enrolment import Enrolment, EnrolmentPause, StateChange
from companies.models.plan import PlannedStage, RequirementCheck
from companies.models.spreadsheet import CompanyImport, ImportRow

__all__ = [
    "Company",
    "CompanyImport",
    "Contact",
    "Enrolment",
    "EnrolmentPause",
    "ImportRow",
    "PlannedStage",
    "RequirementCheck",
    "StateChange",
]
