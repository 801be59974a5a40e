"""Where roles meet grants and reports. A funder sees its own grants, and only released reports of them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme

if TYPE_CHECKING:
    from funding.models.allocation import AllocationQuerySet
    from funding.models.file import ReportFileQuerySet
    from funding.models.grant import GrantQuerySet
    from funding.models.report import ReportQuerySet


def _programmes(user: User, permission: Permission, prefix: str = "") -> Q:
    if user.rights.national(permission):
        return Q(**{f"{prefix}pk__isnull": False})
    return Q(**{f"{prefix}programme__in": user.rights.programmes(permission)})


def grants(rows: "GrantQuerySet", user: User) -> "GrantQuerySet":
    """National roles all (or their programme's); a funder its own."""
    if not user.may(Permission.SEE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.SEE_REPORTS) | Q(funder__in=user.rights.funders()))


def changeable_grants(rows: "GrantQuerySet", user: User) -> "GrantQuerySet":
    """Those of the director's programmes."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS))


def reports(rows: "ReportQuerySet", user: User) -> "ReportQuerySet":
    """National roles all of their grants; a funder only released ones of its own grants."""
    if not user.may(Permission.SEE_REPORTS):
        return rows.none()
    own = Q(period__grant__funder__in=user.rights.funders(), state="released")
    return rows.filter(_programmes(user, Permission.SEE_REPORTS, "period__grant__") | own)


def report_files(rows: "ReportFileQuerySet", user: User) -> "ReportFileQuerySet":
    """Those of the reports that the person sees; a dossier only for national roles that oversee the grant's programme.

    A dossier tells who reviewed, what was waived and every event: no funder reads that (TRUST.md, first clarification).
    """
    if not user.may(Permission.SEE_REPORTS):
        return rows.none()
    prefix = "report__period__grant__"
    plain = _programmes(user, Permission.SEE_REPORTS, prefix) | Q(
        **{f"{prefix}funder__in": user.rights.funders()}, report__state="released"
    )
    if not user.may(Permission.SEE_OVERSIGHT):
        return rows.filter(plain).exclude(kind="zip")
    return rows.filter(~Q(kind="zip") & plain | Q(kind="zip") & _programmes(user, Permission.SEE_OVERSIGHT, prefix))


def changeable_reports(rows: "ReportQuerySet", user: User) -> "ReportQuerySet":
    """Those of the director's programmes; a released one cannot be changed by anybody (see actions)."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "period__grant__"))


def allocations(rows: "AllocationQuerySet", user: User) -> "AllocationQuerySet":
    """Those of national roles' grants. A funder sees how many companies its grant pays for, not which."""
    if not user.may(Permission.SEE_OVERSIGHT):
        return rows.none()
    return rows.filter(_programmes(user, Permission.SEE_OVERSIGHT, "grant__"))


def changeable_allocations(rows: "AllocationQuerySet", user: User) -> "AllocationQuerySet":
    """Those of the grants that the person may change."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "grant__"))


def programmes_granted(user: User) -> QuerySet[Programme]:
    """The programmes that the person may enter grants for."""
    if not user.may(Permission.MAKE_REPORTS):
        return Programme.objects.none()
    if user.rights.national(Permission.MAKE_REPORTS):
        return Programme.objects.all()
    return Programme.objects.filter(pk__in=user.rights.programmes(Permission.MAKE_REPORTS))


def may_enter_funders(user: User) -> bool:
    """Funders belong to no programme: only a director of all of them enters one."""
    return user.rights.national(Permission.MAKE_REPORTS)
