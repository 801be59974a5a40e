"""What a grant's report counts."""

from django.db.models import QuerySet

from companies.models import Enrolment
from funding.models import Allocation, Grant
from programme.common.dates import Period
from programme.common.figures import Scope
from programme.people.models import User


def paid_enrolments(grant: Grant, period: Period) -> QuerySet[Enrolment] | None:
    """Enrolments that the grant pays a share of on some day of the period.

    None when the grant allocates nothing to enrolments: it then pays for the whole programme.
    """
    if not Allocation.objects.filter(grant=grant, enrolment__isnull=False).exists():
        return None
    return enrolments_paid(grant, period)


def enrolments_paid(grant: Grant, period: Period) -> QuerySet[Enrolment]:
    """Enrolments that allocations name on some day of the period, for a grant that is known to have any."""
    allocations = Allocation.objects.filter(grant=grant, enrolment__isnull=False)
    then = allocations.filter(from_on__lte=period.end, until_on__gte=period.start)
    return Enrolment.objects.filter(pk__in=then.order_by().values("enrolment"))


def grant_scope(grant: Grant, period: Period, viewer: User) -> Scope:
    """The scope of a grant's figures for a period. States are read on the period's last day."""
    return Scope(
        viewer=viewer,
        period=period,
        as_of=period.end,
        programme=grant.programme_id,
        enrolments=paid_enrolments(grant, period),
        grant=grant.pk,
    )
