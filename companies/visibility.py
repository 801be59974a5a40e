"""Where roles meet companies and enrolments. By own columns and key subqueries, no join; nothing when in doubt."""

from typing import TYPE_CHECKING

from django.db.models import Q

from programme.people.models import User
from programme.people.roles import Permission
from programme.people.sight import tied
from programme.structure.models import ProgrammeVersion

if TYPE_CHECKING:
    from companies.models.company import CompanyQuerySet
    from companies.models.document import DocumentQuerySet
    from companies.models.enrolment import EnrolmentQuerySet
    from companies.models.interest import InterestQuerySet
    from companies.models.logged_contact import LoggedContactQuerySet
    from companies.models.register import RegisterUnitQuerySet


def _enrolments(user: User, permission: Permission) -> Q:
    """Director and auditor by programme, node roles by region."""
    rights = user.rights
    if rights.national(permission):
        return Q()
    seen = Q(region__in=rights.regions(permission))
    if programmes := rights.programmes(permission):
        versions = ProgrammeVersion.objects.filter(programme__in=programmes).order_by()
        seen |= Q(programme_version__in=versions.values("pk"))
    return seen


def enrolments(rows: "EnrolmentQuerySet", user: User) -> "EnrolmentQuerySet":
    """National roles all (or their programme's), node roles their regions', coaches those they coach today."""
    if not user.may(Permission.SEE_COMPANIES):
        return rows.none()
    by_role = _enrolments(user, Permission.SEE_COMPANIES)
    if by_role == Q():
        return rows
    return rows.filter(by_role | tied("enrolment", user))


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
    from companies.models import Enrolment  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_COMPANIES):
        return rows.none()
    by_role = _companies(user, Permission.SEE_COMPANIES)
    if by_role == Q():
        return rows
    coached = Enrolment.objects.filter(tied("enrolment", user)).order_by().values("company")
    return rows.filter(by_role | Q(pk__in=coached))


def changeable_companies(rows: "CompanyQuerySet", user: User) -> "CompanyQuerySet":
    """Companies that the person's region looks after; all for the director."""
    if not user.may(Permission.CHANGE_COMPANIES):
        return rows.none()
    rights = user.rights
    if rights.national(Permission.CHANGE_COMPANIES):
        return rows
    return rows.filter(_companies(user, Permission.CHANGE_COMPANIES))


def register_units(rows: "RegisterUnitQuerySet", user: User) -> "RegisterUnitQuerySet":
    """The whole register for national roles; for node roles the municipalities that their regions cover.

    The register is open data: that somebody looks up a number when she enters a company is no matter of place.
    """
    if not user.may(Permission.SEE_PROSPECTS):
        return rows.none()
    rights = user.rights
    if rights.national(Permission.SEE_PROSPECTS) or rights.programmes(Permission.SEE_PROSPECTS):
        return rows
    return rows.filter(municipality__county__region__in=rights.regions(Permission.SEE_PROSPECTS))


def units_to_take_up(rows: "RegisterUnitQuerySet", user: User) -> "RegisterUnitQuerySet":
    """Units that the person may make companies of: in the municipalities of her regions; all for the director."""
    if not (user.may(Permission.SEE_PROSPECTS) and user.may(Permission.CHANGE_COMPANIES)):
        return rows.none()
    rights = user.rights
    if rights.national(Permission.CHANGE_COMPANIES):
        return rows
    return rows.filter(municipality__county__region__in=rights.regions(Permission.CHANGE_COMPANIES))


def documents(rows: "DocumentQuerySet", user: User) -> "DocumentQuerySet":
    """Those of enrolments seen by role, also removed ones; for coaches what is kept and not for the office only."""
    from companies.models import Document, Enrolment  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_COMPANIES):
        return rows.none()
    by_role = Enrolment.objects.filter(_enrolments(user, Permission.SEE_COMPANIES)).order_by().values("pk")
    coached = Enrolment.objects.filter(tied("enrolment", user)).order_by().values("pk")
    open_to_all = Q(enrolment__in=coached, for_office_only=False, removed_at=None)
    seen = Document.objects.filter(Q(enrolment__in=by_role) | open_to_all)
    return rows.filter(pk__in=seen.order_by().values("pk"))


def changeable_documents(rows: "DocumentQuerySet", user: User) -> "DocumentQuerySet":
    """Those of enrolments that the person may move."""
    from companies.models import Enrolment  # app ready: models before roles meet rows

    moved = changeable_enrolments(Enrolment.objects.all(), user)
    return rows.filter(enrolment__in=moved.order_by().values("pk"))


def logged_contacts(rows: "LoggedContactQuerySet", user: User) -> "LoggedContactQuerySet":
    """Those of companies that the person sees: also for who coaches the company today, never for a funder."""
    from companies.models import Company  # app ready: models before roles meet rows

    if not user.may(Permission.SEE_COMPANIES):
        return rows.none()
    return rows.filter(company__in=Company.objects.visible_to(user).order_by().values("pk"))


def changeable_logged_contacts(rows: "LoggedContactQuerySet", user: User) -> "LoggedContactQuerySet":
    """Those that the person wrote herself, and all of the region that she leads; all for the director."""
    from companies.models import Company  # app ready: models before roles meet rows

    if not user.may(Permission.CHANGE_COMPANIES):
        return rows.none()
    own = Q(logged_by=user, company__in=Company.objects.changeable_by(user).order_by().values("pk"))
    if not user.may(Permission.MOVE_ENROLMENTS):
        return rows.filter(own)
    led = Company.objects.filter(_companies(user, Permission.MOVE_ENROLMENTS)).order_by().values("pk")
    return rows.filter(own | Q(company__in=led))


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
