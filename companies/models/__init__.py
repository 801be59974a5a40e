from companies.models.company import Company
from companies.models.contact import Contact
from companies.models.document import Document
from companies.models.enrolment import Enrolment, EnrolmentPause, StateChange
from companies.models.extension import PlanExtension
from companies.models.interest import Interest
from companies.models.logged_contact import LoggedContact
from companies.models.plan import PlannedStage, RequirementCheck
from companies.models.register import RegisterExtract, RegisterUnit
from companies.models.spreadsheet import CompanyImport, ImportRow
from companies.models.transfer import RegionTransfer

__all__ = [
    "Company",
    "CompanyImport",
    "Contact",
    "Document",
    "Enrolment",
    "EnrolmentPause",
    "ImportRow",
    "Interest",
    "LoggedContact",
    "PlanExtension",
    "PlannedStage",
    "RegionTransfer",
    "RegisterExtract",
    "RegisterUnit",
    "RequirementCheck",
    "StateChange",
]
