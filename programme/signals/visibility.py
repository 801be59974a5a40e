"""Who sees which signals: national roles all or their programme's, leaders their region's, coaches their companies'.

A signal about a company is seen by who sees its enrolment today. What tells who pays is only for those who read the
reports of its programme: coaching never learns it.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from companies.models import Enrolment
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.sight import tied
from programme.signals.kinds import Kind, Rows, all_kinds

if TYPE_CHECKING:
    from programme.signals.models.rule import SignalRuleQuerySet
    from programme.signals.models.signal import SignalQuerySet


def _by_programme(user: User, permission: Permission) -> Q:
    if user.rights.national(permission):
        return Q(pk__isnull=False)
    return Q(programme__in=user.rights.programmes(permission))


def _kinds(user: User) -> Q:
    """The kinds that anybody with the door sees, and those that ask for more where the person has it."""
    found = Q(kind__in=[kind.key for kind in all_kinds().values() if kind.seen_with is None])
    for kind in all_kinds().values():
        if kind.seen_with is not None:
            found |= Q(kind=kind.key) & _by_programme(user, kind.seen_with)
    return found


def _places(user: User, permission: Permission, enrolments: Q) -> Q:
    there = Enrolment.objects.filter(enrolments).order_by().values("pk")
    own = Q(enrolment=None, region__in=user.rights.regions(permission))
    return _by_programme(user, permission) | Q(enrolment__in=there) | own


def signals(rows: "SignalQuerySet", user: User) -> "SignalQuerySet":
    """See the head of this module; a funder sees none."""
    permission = Permission.SEE_SIGNALS
    if not user.may(permission):
        return rows.none()
    if not user.rights.national(permission):
        seen = Enrolment.objects.visible_to(user).order_by().values("pk")
        rows = rows.filter(_places(user, permission, Q(pk__in=seen)))
    return rows.filter(_kinds(user))


def found_for(rows: Rows, kind: Kind, user: User) -> Rows:
    """Of what a kind finds (kinds.shaped) that which the person would see as signals, to be counted beforehand."""
    permission = Permission.SEE_SIGNALS
    if not user.may(permission):
        return rows.none()
    if kind.seen_with is not None and not user.rights.national(kind.seen_with):
        rows = rows.filter(of_programme__in=user.rights.programmes(kind.seen_with))
    if user.rights.national(permission):
        return rows
    seen = Enrolment.objects.visible_to(user).order_by().values("pk")
    own = Q(of_enrolment=None, of_region__in=user.rights.regions(permission))
    return rows.filter(Q(of_programme__in=user.rights.programmes(permission)) | Q(of_enrolment__in=seen) | own)


def changeable_signals(rows: "SignalQuerySet", user: User) -> "SignalQuerySet":
    """Those that the person may mark as seen or handled: in her region, and a coach's own companies'."""
    permission = Permission.HANDLE_SIGNALS
    if not user.may(permission):
        return rows.none()
    mine = Q(region__in=user.rights.regions(permission)) | tied("enrolment", user)
    return signals(rows, user).filter(_places(user, permission, mine))


def waivable_signals(rows: "SignalQuerySet", user: User) -> "SignalQuerySet":
    """A waiver opens the gate of a report, so it is the director's, in her programmes."""
    permission = Permission.SET_SIGNALS
    if not user.may(permission):
        return rows.none()
    return signals(rows, user).filter(_by_programme(user, permission))


def rules(rows: "SignalRuleQuerySet", user: User) -> "SignalRuleQuerySet":
    """All, for who oversees: a rule says nothing about anybody."""
    return rows if user.may(Permission.SEE_OVERSIGHT) else rows.none()


def may_set_rules(user: User) -> bool:
    """Rules hold for all programmes: only who directs all of them sets one."""
    return user.rights.national(Permission.SET_SIGNALS)
