"""Where roles meet questions about reports, and who is shown a grant as its funder is."""

from typing import TYPE_CHECKING

from django.db.models import Q

from funding.models import Grant, Report, ReportMessage
from programme.people.models import User
from programme.people.roles import Permission

if TYPE_CHECKING:
    from funding.models.question import ReportQuestionQuerySet
    from funding.models.report import ReportQuerySet

Side = ReportMessage.Side


def oversees(user: User, grant: Grant) -> bool:
    """True for who sees the grant from the inside, by a national role; the others see what its funder sees."""
    rights = user.rights
    return rights.national(Permission.SEE_REPORTS) or grant.programme_id in rights.programmes(Permission.SEE_REPORTS)


def questions(rows: "ReportQuestionQuerySet", user: User) -> "ReportQuestionQuerySet":
    """Those about reports that the person sees: all of a funder's people see what one of them asked."""
    return rows.filter(report__in=Report.objects.visible_to(user).order_by().values("pk"))


def changeable_questions(rows: "ReportQuestionQuerySet", user: User) -> "ReportQuestionQuerySet":
    """In which the person may write, and which she may close: the funder's people, and the directors."""
    funder = Q(report__in=askable_reports(user).order_by().values("pk"))
    office = Q(report__in=Report.objects.changeable_by(user).released().order_by().values("pk"))
    return rows.filter(funder | office)


def askable_reports(user: User) -> "ReportQuerySet":
    """Released reports of grants whose funder the person represents: who pays may ask."""
    return Report.objects.visible_to(user).released().filter(period__grant__funder__in=user.rights.funders())


def side_of(user: User, report: Report) -> str:
    """On which side the person writes about a report. Who is both writes as the office, and not to herself."""
    office = Report.objects.changeable_by(user).filter(pk=report.pk).exists()
    return Side.OFFICE if office else Side.FUNDER
