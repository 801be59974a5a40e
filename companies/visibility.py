"""Where roles meet companies and enrolments. By primary-key subquery; nothing when in doubt."""

from typing import TYPE_CHECKING

from django.db.models import Q

from programme.people.models import User
from programme.people.roles import Permission
from programme.people.sight import tied

if TYPE_CHECKING:
    from companies.models.company import CompanyQuerySet
    from companies.models.enrolment import EnrolmentQuerySet
    from companies.models.interest import InterestQuerySet


def _enrolments(user: User, permission: Permission) -> Q:
    """Director and auditor by programme, node roles by region."""
    rights = user.rights
    if rights.national(permission):
        return Q()
    return Q(programme_version__programme__in=rights.programmes(permission)) | Q(region__in=rights.regions(permission))


def enrolments(rows: "EnrolmentQuerySet", user: User) -> "EnrolmentQuerySet":
    """National roles all (or their programme's), node roles their regions', coaches those they coach today."""
    from companies.models import Enrolment  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_COMPANIES):
        return rows.none()
    by_role = _enrolments(user, Permission.SEE_COMPANIES)
    if by_role == Q():
        return rows
    seen = Enrolment.objects.filter(by_role | tied("enrolment", user))
    return rows.filter(pk__in=seen.order_by().values("pk"))


def changeable_enrolments(rows: "EnrolmentQuerySet", user: User) -> "EnrolmentQuerySet":
    """Those that the person may move, in the places where that right is held."""
    if not user.may(Permission.MOVE_ENROLMENTS):
        return rows.none()
    return rows.filter(_enrolments(user, Permission.MOVE_ENROLMENTS))


def checkable_enrolments(rows: "EnrolmentQuerySet", user: User) -> "EnrolmentQuerySet":
    """Those whose requirements the person may tick: those that she may move, and for coaches those coached today."""
    from companies.models import Enrolment  # app ready: models before roles meet rows

    if not user.may(Permission.CHECK_REQUIREMENTS):
        return rows.none()
    moved = changeable_enrolments(Enrolment.objects.all(), user)
    return rows.filter(Q(pk__in=moved.order_by().values("pk")) | tied("enrolment", user))


def _companies(user: User, permission: Permission) -> Q:
    """All for a national role; of one programme those enrolled in it; of a region its own and those enrolled there."""
    from companies.models import Enrolment  # app ready: models before roles meet rows

    rights = user.rights
    if rights.national(permission):
        return Q()
    enrolled = Enrolment.objects.filter(_enrolments(user, permission)).order_by().values("company")
    return Q(region__in=rights.regions(permission)) | Q(pk__in=enrolled)


def companies(rows: "CompanyQuerySet", user: User) -> "CompanyQuerySet":
    """As enrolments, and for node roles the companies that their region looks after."""
    from companies.models import Company, Enrolment  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_COMPANIES):
        return rows.none()
    by_role = _companies(user, Permission.SEE_COMPANIES)
    if by_role == Q():
        return rows
    coached = Enrolment.objects.filter(tied("enrolment", user)).order_by().values("company")
    seen = Company.objects.filter(by_role | Q(pk__in=coached))
    return rows.filter(pk__in=seen.order_by().values("pk"))


def changeable_companies(rows: "CompanyQuerySet", user: User) -> "CompanyQuerySet":
    """Companies that the person's region looks after; all for the director."""
    if not user.may(Permission.CHANGE_COMPANIES):
        return rows.none()
    rights = user.rights
    if rights.national(Permission.CHANGE_COMPANIES):
        return rows
    return rows.filter(_companies(user, Permission.CHANGE_COMPANIES))


def interests(rows: "InterestQuerySet", user: User) -> "InterestQuerySet":
    """Those that landed in the person's regions; all, also those of no region, for director and auditor."""
    return _interests(rows, user, Permission.SEE_INTERESTS)


def changeable_interests(rows: "InterestQuerySet", user: User) -> "InterestQuerySet":
    """Those that the person may answer, in the places where that right is held."""
    return _interests(rows, user, Permission.HANDLE_INTERESTS)


def _interests(rows: "InterestQuerySet", user: User, permission: Permission) -> "InterestQuerySet":
    if not user.may(permission):
        return rows.none()
    rights = user.rights
    if rights.national(permission):
        return rows
    return rows.filter(region__in=rights.regions(permission))
