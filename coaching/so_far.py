"""Brings what is kept of sessions up to date, in the transaction that changes them."""

from datetime import date

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from coaching.models import Attendance, CoachingSoFar
from coaching.queries import last_session_on
from companies.models import Enrolment

BATCH = 2000


@transaction.atomic
def recount(enrolments: QuerySet[Enrolment]) -> None:
    """Add up the sessions of these enrolments anew.

    The rows are locked first, so that of two sessions logged at once the later one counts both; made and locked in one
    order, so that two joint sessions do not wait for each other.
    """
    keys = enrolments.order_by().values("pk")
    CoachingSoFar.objects.bulk_create(
        (CoachingSoFar(pk=pk, company_id=of) for pk, of in enrolments.order_by("pk").values_list("pk", "company")),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    kept = CoachingSoFar.objects.filter(pk__in=keys)
    for _locked in kept.select_for_update().order_by("pk").values_list("pk"):
        pass
    own = Attendance.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    minutes = Subquery(own.annotate(minutes=Sum("company_minutes")).values("minutes"))
    kept.update(last_session_on=last_session_on(date.max), company_minutes=Coalesce(minutes, Value(0)))
