"""What each permission lets a person do, in words. Where she may do it is said by her appointments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.people.models import User
from programme.people.roles import Permission

P = Permission
MAY: dict[Permission, Any] = {
    P.OWN_ACCOUNT: _("See the home page and change the own settings"),
    P.SEE_OVERSIGHT: _("See the director's page"),
    P.SEE_REGION_HOME: _("See the region's home page"),
    P.SEE_FIGURES: _("See the rows behind a number"),
    P.SEE_STRUCTURE: _("See programmes, regions and host organisations"),
    P.CHANGE_STRUCTURE: _("Change programmes, regions and host organisations"),
    P.SEE_PEOPLE: _("See people and their tasks"),
    P.INVITE_PEOPLE: _("Invite people, give and end tasks"),
    P.SEE_TRAIL: _("Read the audit trail"),
    P.SEE_RIGHTS: _("See what others see, and the quarter's list of rights"),
    P.SIGN_RIGHTS: _("Sign off the quarter's list of rights"),
    P.SAY_MAINTENANCE: _("Tell everybody about maintenance"),
    P.SEE_PROSPECTS: _("See companies of the business register that nobody has contacted"),
    P.SEE_PIPELINE: _("See the pipeline"),
    P.SEE_INTERESTS: _("See expressions of interest"),
    P.HANDLE_INTERESTS: _("Take in, hand over and dismiss expressions of interest"),
    P.SEE_COMPANIES: _("See companies, contacts and enrolments"),
    P.CHANGE_COMPANIES: _("Enter and change companies and contacts, and enrol"),
    P.MOVE_ENROLMENTS: _("Admit, pause, complete and close stages"),
    P.CHECK_REQUIREMENTS: _("Tick what a stage asks for"),
    P.ASSIGN_COACHES: _("Assign coaches"),
    P.SEE_SESSIONS: _("See sessions and actions"),
    P.SEE_COACH_LOAD: _("See how many companies and hours each coach has"),
    P.LOG_SESSIONS: _("Log sessions, and read confidential notes of companies that she or he coaches"),
    P.CHANGE_ACTIONS: _("Agree on actions and goals"),
    P.PLAN_SESSIONS: _("Plan sessions and absence"),
    P.RUN_ACTIVITIES: _("Run activities"),
    P.SEE_REPORTS: _("See grants and reports"),
    P.MAKE_REPORTS: _("Make, review and release reports"),
    P.WRITE_REGIONAL_TEXTS: _("Write a region's texts for reports"),
    P.SEE_ALL_NOTICES: _("See everybody's reminders and mails"),
    P.SET_REMINDERS: _("Set the rules of reminders"),
    P.SEE_SIGNALS: _("See signals: what is wrong, and what was done about it"),
    P.HANDLE_SIGNALS: _("Mark signals as seen, and say what was done"),
    P.SET_SIGNALS: _("Set the rules of signals, and let one stand with a reason"),
    P.READ_DEMO_MAIL: _("Read the demo's mails"),
}


def may_do(person: User) -> list[str]:
    """What a person may do today, in the order of the list of permissions."""
    return [str(MAY[permission]) for permission in Permission if person.may(permission)]
