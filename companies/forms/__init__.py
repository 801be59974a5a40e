"""What people type in this room, made into clean values."""

from companies.forms.company import CompanyAddForm, CompanyChangeForm, CompanyFields
from companies.forms.contact import ContactAddForm, ContactChangeForm
from companies.forms.document import DocumentForm, RemoveDocumentForm
from companies.forms.enrolment import AdmitForm, EnrolForm, MoveForm, NextStepForm
from companies.forms.interest import AttachForm, DismissForm, HandOverForm, InterestForm, TakeInForm
from companies.forms.logged_contact import CorrectContactForm, LogAndGoOnForm, LogContactForm
from companies.forms.planning import ExtendForm, TransferForm
from companies.forms.running import CloseStageForm, CompleteForm, OnForm, PauseForm, WithdrawForm

__all__ = [
    "AdmitForm",
    "AttachForm",
    "CloseStageForm",
    "CompanyAddForm",
    "CompanyChangeForm",
    "CompanyFields",
    "CompleteForm",
    "ContactAddForm",
    "ContactChangeForm",
    "CorrectContactForm",
    "DismissForm",
    "DocumentForm",
    "EnrolForm",
    "ExtendForm",
    "HandOverForm",
    "InterestForm",
    "LogAndGoOnForm",
    "LogContactForm",
    "MoveForm",
    "NextStepForm",
    "OnForm",
    "PauseForm",
    "RemoveDocumentForm",
    "TakeInForm",
    "TransferForm",
    "WithdrawForm",
]
