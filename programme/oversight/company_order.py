"""The order of the list of companies: whole, or in parts that a page need not all put in order."""

from functools import partial

from django.db.models import Expression, F, FilteredRelation, OrderBy, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coaching.models import CoachingSoFar
from companies.models import Company
from programme.common.pages import InTurn
from programme.oversight.company_list import KEPT, Filters, present_enrolments, seen_enrolments, superseded
from programme.people.models import User
from programme.people.roles import Permission

INDEXED = {"month", *KEPT}  # orders by a day or a number that an index of one table gives


def in_order(rows: QuerySet[Company], user: User, filters: Filters) -> QuerySet[Company]:
    """The rows in the order that is asked for, what has no value last, then by name: stable."""
    name = filters.sort.removeprefix("-")
    descending = filters.sort.startswith("-")
    if name == "name":
        return rows.order_by("-name" if descending else "name", "pk")
    rows, key, descending = _keyed(rows, user, filters)
    return rows.order_by(OrderBy(key, descending=descending, nulls_last=True), "name", "pk")


def in_turn(rows: QuerySet[Company], user: User, filters: Filters) -> InTurn | None:
    """The same order in two parts, so that a page near an end need not put all companies in order.

    None where no index of one table gives the order, and for who does not see all companies: hers are found faster
    than the order is followed past those of others.
    """
    if filters.sort.removeprefix("-") not in INDEXED or not user.rights.national(Permission.SEE_COMPANIES):
        return None
    keyed, key, descending = _keyed(rows, user, filters)
    keyed = keyed.annotate(sorted_by=key)
    count_valued = None if filters.any else partial(_count_valued, user, filters)
    return InTurn(
        keyed.filter(sorted_by__isnull=False),
        keyed.filter(sorted_by__isnull=True),
        descending=descending,
        count_valued=count_valued,
    )


def _count_valued(user: User, filters: Filters) -> int:
    """How many companies of the whole list have what it is ordered by: found without a look at the companies."""
    counting = present_enrolments(user, filters)
    field = KEPT.get(filters.sort.removeprefix("-"))
    if field is None:
        return counting.filter(started_on__isnull=False).count()
    kept = CoachingSoFar.objects.filter(**{f"{field}__isnull": False})
    return kept.exclude(pk__in=superseded(user, filters)).count()


def _keyed(rows: QuerySet[Company], user: User, filters: Filters) -> tuple[QuerySet[Company], Expression | F, bool]:
    """The rows with what the order goes by, and whether it descends."""
    name = filters.sort.removeprefix("-")
    descending = filters.sort.startswith("-")
    if name in KEPT:
        rows = _joined(rows, "coaching_so_far", user, filters)
        key: Expression | F = F(f"now__{KEPT[name]}")
    elif name == "stage":  # what has ended is in no stage
        rows = _joined(rows, "enrolments", user, filters, only_open=True)
        current = Q(now__planned_stages__entered_on__isnull=False, now__planned_stages__closed_on=None)
        rows = rows.annotate(now_in=FilteredRelation("now__planned_stages", condition=current))
        key = F("now_in__order")
    elif name == "region":
        rows = _joined(rows, "enrolments", user, filters)
        key = Coalesce(F("now__region__ordering"), F("region__ordering"))
    else:  # more months means an earlier start
        rows, descending = _joined(rows, "enrolments", user, filters), not descending
        key = F("now__started_on")
    return rows, key, descending


def _joined(
    rows: QuerySet[Company], relation: str, user: User, filters: Filters, *, only_open: bool = False
) -> QuerySet[Company]:
    """With the enrolment that counts as `now`, or with what is kept of that one under its key.

    only_open: of the relation `enrolments`, the open one that counts.
    """
    key = f"{relation}__pk"
    seen, behind = seen_enrolments(user, filters), superseded(user, filters)
    if not isinstance(behind, QuerySet):
        counts = Q(**{f"{key}__in": Subquery(seen.values("pk"))}) & ~Q(**{f"{key}__in": behind})
    elif relation == "enrolments":
        counts = Q(enrolments__superseded=False)
    else:
        counts = ~Q(**{f"{key}__in": Subquery(behind)})
    if only_open:
        counts &= Q(enrolments__ended_on=None)
    return rows.annotate(now=FilteredRelation(relation, condition=counts))
