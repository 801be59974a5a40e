"""Roles as code: what each may do, in words a committee can read. Where it may do it is the appointment's.

A permission opens a door; visibility.py in each app says which rows stand behind it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is appointed as."""

    DIRECTOR = "director", _("Programme director")
    REGIONAL_LEADER = "regional_leader", _("Regional leader")
    EDUCATION_LEAD = "education_lead", _("Education lead")
    OUTREACH_LEAD = "outreach_lead", _("Outreach lead")
    COACH = "coach", _("Coach")
    FUNDER = "funder", _("Funder")
    AUDITOR = "auditor", _("Auditor")


class Permission(StrEnum):
    """A door in the house."""

    OWN_ACCOUNT = "own_account"  # home page, own settings, own notices, own jobs
    SEE_OVERSIGHT = "see_oversight"  # the director's dashboard
    SEE_REGION_HOME = "see_region_home"  # the regional leader's home page
    SEE_FIGURES = "see_figures"  # the rows behind a live number
    SEE_STRUCTURE = "see_structure"  # programmes, regions, hosts
    CHANGE_STRUCTURE = "change_structure"
    SEE_PEOPLE = "see_people"
    INVITE_PEOPLE = "invite_people"  # only to rights that the inviter has
    SEE_TRAIL = "see_trail"  # who did what, everywhere; only where the role holds for all programmes
    SEE_RIGHTS = "see_rights"  # what somebody else sees and why, and the quarter's list of rights; as far as the trail
    SIGN_RIGHTS = "sign_rights"  # sign off the quarter's list
    SAY_MAINTENANCE = "say_maintenance"  # tell everybody that the portal will be closed for a while
    SEE_PROSPECTS = "see_prospects"  # companies of the register that nobody has contacted yet
    SEE_PIPELINE = "see_pipeline"  # the flow from interest to completion, board and list
    SEE_INTERESTS = "see_interests"  # what companies write in the public form
    HANDLE_INTERESTS = "handle_interests"  # take in, attach, hand over, dismiss
    SEE_COMPANIES = "see_companies"  # companies, contacts, enrolments
    CHANGE_COMPANIES = "change_companies"  # enter, edit, enrol, contacts
    MOVE_ENROLMENTS = "move_enrolments"  # admit, pause, withdraw, complete, close stages
    CHECK_REQUIREMENTS = "check_requirements"  # tick what a stage asks for; closing the stage is the leader's
    ASSIGN_COACHES = "assign_coaches"
    SEE_SESSIONS = "see_sessions"  # sessions and action items
    SEE_COACH_LOAD = "see_coach_load"  # how many companies and hours each coach has
    LOG_SESSIONS = "log_sessions"
    CHANGE_ACTIONS = "change_actions"
    PLAN_SESSIONS = "plan_sessions"  # coming sessions and absence: a coach's own, a leader's series and coaches
    RUN_ACTIVITIES = "run_activities"  # workshop series, deep analyses, pilots, meetings
    SEE_REPORTS = "see_reports"  # grants, periods, reports
    MAKE_REPORTS = "make_reports"  # build, review, release
    WRITE_REGIONAL_TEXTS = "write_regional_texts"  # what a region tells for a report
    SEE_ALL_NOTICES = "see_all_notices"  # who was reminded of what, the rules, and mails in doubt
    SET_REMINDERS = "set_reminders"  # rules of reminders, and what became of a mail
    SEE_SIGNALS = "see_signals"  # what is wrong, whose it is, what was done about it
    HANDLE_SIGNALS = "handle_signals"  # mark one as seen or handled
    SET_SIGNALS = "set_signals"  # rules of signals, and letting one stand with a reason
    READ_DEMO_MAIL = "read_demo_mail"  # the demo's mails in files


P = Permission
SEES_COMPANIES = {P.SEE_PIPELINE, P.SEE_COMPANIES, P.SEE_SESSIONS, P.SEE_FIGURES}
INBOX = {P.SEE_INTERESTS, P.HANDLE_INTERESTS}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: frozenset(P) - {P.LOG_SESSIONS, P.SEE_REGION_HOME},
    Role.REGIONAL_LEADER: frozenset(
        {P.OWN_ACCOUNT, P.SEE_REGION_HOME, P.SEE_STRUCTURE, P.SEE_PEOPLE, P.INVITE_PEOPLE}
        | SEES_COMPANIES
        | {P.SEE_PROSPECTS, P.CHANGE_COMPANIES, P.MOVE_ENROLMENTS}
        | {P.CHECK_REQUIREMENTS, P.ASSIGN_COACHES, P.SEE_COACH_LOAD, P.CHANGE_ACTIONS}
        | {P.PLAN_SESSIONS, P.RUN_ACTIVITIES, P.WRITE_REGIONAL_TEXTS}
        | {P.SEE_SIGNALS, P.HANDLE_SIGNALS}
        | INBOX
    ),
    Role.EDUCATION_LEAD: frozenset(
        {P.OWN_ACCOUNT, P.SEE_REGION_HOME, P.SEE_STRUCTURE, P.SEE_PEOPLE, P.SEE_PROSPECTS} | SEES_COMPANIES
    ),
    Role.OUTREACH_LEAD: frozenset(
        {P.OWN_ACCOUNT, P.SEE_REGION_HOME, P.SEE_STRUCTURE, P.SEE_PEOPLE, P.SEE_PROSPECTS, P.CHANGE_COMPANIES}
        | SEES_COMPANIES
        | INBOX
    ),
    Role.COACH: frozenset(
        {P.OWN_ACCOUNT, P.SEE_COMPANIES, P.SEE_SESSIONS}
        | {P.LOG_SESSIONS, P.PLAN_SESSIONS, P.CHECK_REQUIREMENTS, P.CHANGE_ACTIONS}
        | {P.SEE_SIGNALS, P.HANDLE_SIGNALS}
    ),
    Role.FUNDER: frozenset({P.OWN_ACCOUNT, P.SEE_REPORTS}),
    Role.AUDITOR: frozenset(
        {P.OWN_ACCOUNT, P.SEE_OVERSIGHT, P.SEE_STRUCTURE, P.SEE_PEOPLE, P.SEE_TRAIL, P.SEE_RIGHTS, P.SEE_PROSPECTS}
        | {P.SEE_REPORTS, P.SEE_ALL_NOTICES, P.SEE_COACH_LOAD, P.SEE_SIGNALS}
        | SEES_COMPANIES
        | {P.SEE_INTERESTS}
    ),
}

# Where a role is appointed: the whole programme, one region, or one funder.
NATIONAL_ROLES = frozenset({Role.DIRECTOR, Role.AUDITOR})
REGIONAL_ROLES = frozenset({Role.REGIONAL_LEADER, Role.EDUCATION_LEAD, Role.OUTREACH_LEAD, Role.COACH})
NODE_ROLES = REGIONAL_ROLES - {Role.COACH}

# Whom each role may invite; a right can be passed on only within the inviter's own region or programme.
MAY_INVITE: dict[Role, frozenset[Role]] = {
    Role.DIRECTOR: frozenset(Role),
    Role.REGIONAL_LEADER: REGIONAL_ROLES,
}


@dataclass(frozen=True)
class Rights:
    """A person's appointments in force on one day, read as doors and places.

    nationwide: appointed for every programme; programmes, regions, funders: ids of single ones, with the role.
    """

    appointments: tuple[Any, ...] = ()
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    @classmethod
    def none(cls) -> "Rights":
        """No rights at all."""
        return cls()

    @classmethod
    def of(cls, appointments: Iterable[Any]) -> "Rights":
        """The union of what these appointments carry. Every active person may see the own account."""
        held = tuple(appointments)
        doors: set[Permission] = {Permission.OWN_ACCOUNT}
        for appointment in held:
            doors |= PERMISSIONS[Role(appointment.role)]
        return cls(held, frozenset(doors))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held."""
        return frozenset(Role(a.role) for a in self.appointments)

    def has(self, *roles: Role) -> bool:
        """True when any of the roles is held."""
        return bool(self.roles & frozenset(roles))

    def national(self, permission: Permission) -> bool:
        """True when a national role without limit to one programme carries the permission."""
        return any(
            a.role in NATIONAL_ROLES and a.programme_id is None and permission in PERMISSIONS[Role(a.role)]
            for a in self.appointments
        )

    def programmes(self, permission: Permission) -> frozenset[int]:
        """Ids of programmes that a national role limited to them carries the permission in."""
        return frozenset(
            a.programme_id
            for a in self.appointments
            if a.role in NATIONAL_ROLES and a.programme_id and permission in PERMISSIONS[Role(a.role)]
        )

    def regions(self, permission: Permission) -> frozenset[int]:
        """Ids of regions in which a node role (leader or lead, not coach) carries the permission."""
        return frozenset(
            a.region_id for a in self.appointments if a.role in NODE_ROLES and permission in PERMISSIONS[Role(a.role)]
        )

    def funders(self) -> frozenset[int]:
        """Ids of funders that the person represents."""
        return frozenset(a.funder_id for a in self.appointments if a.role == Role.FUNDER)
