"""Where roles meet grants and reports. A funder sees its own grants, and only released reports of them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme

if TYPE_CHECKING:
    from funding.models.allocation import AllocationQuerySet
    from funding.models.comment import ReportCommentQuerySet
    from funding.models.cost import CostQuerySet
    from funding.models.file import ReportFileQuerySet
    from funding.models.grant import GrantQuerySet
    from funding.models.money import CertificateQuerySet
    from funding.models.rate import RateQuerySet
    from funding.models.regional import RegionalTextQuerySet
    from funding.models.report import ReportQuerySet
    from funding.models.story import StoryQuerySet
    from funding.models.target import TargetQuerySet
    from funding.models.template import ReportTemplateQuerySet


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


def targets(rows: "TargetQuerySet", user: User) -> "TargetQuerySet":
    """Those of the grants that the person sees: a funder asked for its own."""
    if not user.may(Permission.SEE_REPORTS):
        return rows.none()
    own = Q(grant__funder__in=user.rights.funders())
    return rows.filter(_programmes(user, Permission.SEE_REPORTS, "grant__") | own)


def changeable_targets(rows: "TargetQuerySet", user: User) -> "TargetQuerySet":
    """Those of the grants that the person may change."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "grant__"))


def changeable_reports(rows: "ReportQuerySet", user: User) -> "ReportQuerySet":
    """Those of the director's programmes; a released one cannot be changed by anybody (see actions)."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "period__grant__"))


def templates(rows: "ReportTemplateQuerySet", user: User) -> "ReportTemplateQuerySet":
    """Templates belong to no programme: all of them, for who makes or oversees reports. A funder sees reports only."""
    return rows if user.may(Permission.SEE_OVERSIGHT) and user.may(Permission.SEE_REPORTS) else rows.none()


def changeable_templates(rows: "ReportTemplateQuerySet", user: User) -> "ReportTemplateQuerySet":
    """Only a director of all programmes changes what all of their reports may be made of."""
    return rows if user.rights.national(Permission.MAKE_REPORTS) else rows.none()


def regional_texts(rows: "RegionalTextQuerySet", user: User) -> "RegionalTextQuerySet":
    """Those of national roles' grants; a leader those that her own regions are asked for."""
    permission = Permission.WRITE_REGIONAL_TEXTS
    if not user.may(permission):
        return rows.none()
    own = Q(region__in=user.rights.regions(permission))
    return rows.filter(_programmes(user, permission, "period__grant__") | own)


def stories(rows: "StoryQuerySet", user: User) -> "StoryQuerySet":
    """Those of companies whose sessions the person sees. A funder reads what a released report tells."""
    if not user.may(Permission.SEE_SESSIONS):
        return rows.none()
    return rows.filter(enrolment__in=Enrolment.objects.visible_to(user).order_by().values("pk"))


def changeable_stories(rows: "StoryQuerySet", user: User) -> "StoryQuerySet":
    """Those of companies that the person works with."""
    return rows.filter(enrolment__in=enrolments_open_to_actions(user).order_by().values("pk"))


def report_comments(rows: "ReportCommentQuerySet", user: User) -> "ReportCommentQuerySet":
    """Those on reports of national roles. Never a funder: it reads what was released, not how that came about."""
    if not user.may(Permission.SEE_OVERSIGHT):
        return rows.none()
    return rows.filter(_programmes(user, Permission.SEE_OVERSIGHT, "report__period__grant__"))


def changeable_report_comments(rows: "ReportCommentQuerySet", user: User) -> "ReportCommentQuerySet":
    """Those on the reports that the person may make (which a released one is no more: see actions)."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "report__period__grant__"))


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


def costs(rows: "CostQuerySet", user: User) -> "CostQuerySet":
    """Those of national roles' grants. A funder reads sums of its own grants, no voucher."""
    if not user.may(Permission.SEE_OVERSIGHT):
        return rows.none()
    return rows.filter(_programmes(user, Permission.SEE_OVERSIGHT, "grant__"))


def changeable_costs(rows: "CostQuerySet", user: User) -> "CostQuerySet":
    """Those of the grants that the person may change."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "grant__"))


def certificates(rows: "CertificateQuerySet", user: User) -> "CertificateQuerySet":
    """Those of national roles' grants. A funder reads what is certified of each line, not the papers."""
    if not user.may(Permission.SEE_OVERSIGHT):
        return rows.none()
    return rows.filter(_programmes(user, Permission.SEE_OVERSIGHT, "co_financing__grant__"))


def changeable_certificates(rows: "CertificateQuerySet", user: User) -> "CertificateQuerySet":
    """Those of the grants that the person may change."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_programmes(user, Permission.MAKE_REPORTS, "co_financing__grant__"))


def rates(rows: "RateQuerySet", user: User) -> "RateQuerySet":
    """National roles those of their programmes and of the programmes' grants."""
    if not user.may(Permission.SEE_OVERSIGHT):
        return rows.none()
    return rows.filter(_of_programme_or_grant(user, Permission.SEE_OVERSIGHT))


def changeable_rates(rows: "RateQuerySet", user: User) -> "RateQuerySet":
    """Those of the director's programmes and of the programmes' grants."""
    if not user.may(Permission.MAKE_REPORTS):
        return rows.none()
    return rows.filter(_of_programme_or_grant(user, Permission.MAKE_REPORTS))


def _of_programme_or_grant(user: User, permission: Permission) -> Q:
    if user.rights.national(permission):
        return Q(pk__isnull=False)
    mine = user.rights.programmes(permission)
    return Q(programme__in=mine) | Q(grant__programme__in=mine)


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
