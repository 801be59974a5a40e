"""What people type in this room, made into clean values."""

from companies.forms.company import CompanyAddForm, CompanyChangeForm, CompanyFields
from companies.forms.contact import ContactAddForm, ContactChangeForm
from companies.forms.enrolment import AdmitForm, EnrolForm, MoveForm, NextStepForm
from companies.forms.interest import AttachForm, DismissForm, HandOverForm, InterestForm, TakeInForm
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
    "DismissForm",
    "EnrolForm",
    "HandOverForm",
    "InterestForm",
    "MoveForm",
    "NextStepForm",
    "OnForm",
    "PauseForm",
    "TakeInForm",
    "WithdrawForm",
]
