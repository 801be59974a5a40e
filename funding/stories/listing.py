"""Which stories there are: of a company, and those that a report may tell."""

from funding.models import Report, Story
from funding.models.story import StoryQuerySet
from funding.scope import grant_scope
from programme.common.dates import Period
from programme.people.models import User


def stories_of(user: User, enrolment: int) -> StoryQuerySet:
    """A company's stories, the newest first."""
    rows = Story.objects.visible_to(user).filter(enrolment=enrolment)
    return rows.select_related("written_by", "consent_by", "enrolment__company")


def tellable(report: Report, user: User) -> StoryQuerySet:
    """Stories with consent, of companies that the report is about."""
    period = report.period
    scope = grant_scope(period.grant, Period(period.starts_on, period.ends_on), user)
    rows = Story.objects.visible_to(user).consented()
    rows = rows.filter(enrolment__programme_version__programme=period.grant.programme_id)
    if scope.enrolments is not None:
        rows = rows.filter(enrolment__in=scope.enrolments.order_by().values("pk"))
    return rows.select_related("enrolment__company", "enrolment__region").order_by("title", "pk")
