"""One company and one person: does she see it, and why or why not."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coaching.models import CoachAbsence, CoachAssignment
from companies.models import Company, Enrolment
from programme.oversight.rights.kinds import KINDS
from programme.oversight.rights.sees import ended_in_words, reasons_of_rows
from programme.oversight.rights.ways import Held, from_until
from programme.people.models import User
from programme.people.roles import NATIONAL_ROLES, NODE_ROLES, Permission, Role

COMPANIES = KINDS[0]


@dataclass(frozen=True)
class Why:
    """The answer for one company. reasons: why it is seen, or why it is not."""

    company: Company
    is_seen: bool
    reasons: list[str]


def why(person: User, company: Company, *, reader: User, today: date) -> Why:
    """Whether a person sees a company today and why, told to a reader who sees the company."""
    held = Held(person, today)
    is_seen = Company.objects.visible_to(person).filter(pk=company.pk).exists()
    if is_seen:
        reasons = reasons_of_rows(COMPANIES, [company.pk], COMPANIES.ways(held))[company.pk]
    else:
        reasons = _why_not(held, company, reader)
    return Why(company, is_seen, reasons)


def _why_not(held: Held, company: Company, reader: User) -> list[str]:
    person, today = held.person, held.today
    if not person.is_active:
        return [_("The account is closed.")]
    reasons = []
    if not held.appointments:
        reasons.append(_("No task is in force today."))
    elif not person.may(Permission.SEE_COMPANIES):
        roles = ", ".join(str(Role(role).label) for role in sorted(person.rights.roles))
        reasons.append(_("The role does not let anybody see companies: %(roles)s.") % {"roles": roles})
    reasons += [_("Not in force today: %(held)s.") % {"held": one} for one in ended_in_words(person, reader, today)]
    reasons += _place(held, company, reader)
    return reasons + _coached(held, company, reader)


def _place(held: Held, company: Company, reader: User) -> list[str]:
    """Roles that let her see companies, but of another region or programme."""
    regions = [str(one.region) for one in held.appointments if one.role in NODE_ROLES]
    programmes = [str(one.programme) for one in held.appointments if one.role in NATIONAL_ROLES and one.programme_id]
    enrolments = Enrolment.objects.visible_to(reader).filter(company=company)
    rows: list[Any] = list(enrolments.select_related("region", "programme_version__programme"))
    reasons = []
    if regions:
        there = {str(company.region), *(str(one.region) for one in rows)}
        words = {"own": ", ".join(sorted(regions)), "there": ", ".join(sorted(there))}
        reasons.append(_("The role holds in %(own)s; the company belongs to %(there)s.") % words)
    if programmes:
        there = {str(one.programme_version.programme) for one in rows}
        words = {"own": ", ".join(sorted(programmes)), "there": ", ".join(sorted(there)) or "–"}
        reasons.append(_("The role holds in %(own)s; the company is enrolled in %(there)s.") % words)
    return reasons


def _coached(held: Held, company: Company, reader: User) -> list[str]:
    """Assignments and covers that are over or lie ahead, or were never there."""
    person, today = held.person, held.today
    reasons = []
    theirs = CoachAssignment.objects.visible_to(reader).filter(enrolment__company=company)
    own = list(theirs.filter(coach=person))
    for one in own:
        reasons.append(
            _("Assignment as coach, not in force today: %(days)s.") % {"days": from_until(one)}
            if one.from_on > today or (one.until_on and one.until_on < today)
            else _("Assigned as coach, %(days)s, but is not appointed as one.") % {"days": from_until(one)}
        )
    if held.person.may(Permission.LOG_SESSIONS):
        if not own:
            reasons.append(_("Is not assigned to the company as coach."))
        coaches = theirs.in_force(today).order_by().values("coach")
        away = CoachAbsence.objects.visible_to(reader).filter(cover=person, coach__in=coaches).select_related("coach")
        for absence in away:
            words = {"coach": absence.coach, "days": from_until(absence)}
            reasons.append(_("Covers for %(coach)s, but not today: %(days)s.") % words)
    return reasons
