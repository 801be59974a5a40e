"""Time in money, in SQL: minutes of a session times the rate of its day times the grant's share of it then.

Each row is a company at a session, charged in whole öre, so that the sum is exact on every database and a reader who
adds up the rows comes to the same. What a row is charged is said once, here; funding.money.figures tells it in words.

Which shares divide a row: those of the session's activity on the day, where any grant pays for the activity then, for
every company there alike; else those of the company. Never both. A grant that has shares, of companies or activities,
is charged its own; one that has none is given what the shares of the others leave. So no öre is charged to two grants
that have shares, and what they leave is nobody's but those grants' that name nothing.
"""

from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    IntegerChoices,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import OuterRef
from django.db.models.functions import Cast, Coalesce, Round
from django.utils.translation import gettext_lazy as _

from coaching.models import Attendance
from funding.models import Allocation, Grant, Rate
from programme.common.dates import Period

WHOLE = 10_000  # hundredths of a per cent
COACH_MINUTES = ("on_site_minutes", "remote_minutes", "preparation_minutes", "travel_minutes")
NOTHING = Value(0, output_field=BigIntegerField())
Named = int | OuterRef | None  # a grant: its id, a column of the outer query, or none of them


def hundredths(column: Any) -> Cast:
    """A column of two decimals as a whole number: öre of SEK, hundredths of a per cent."""
    return Cast(Round(F(column) * 100), BigIntegerField())


def _rate(kind: str, grant: Named) -> Subquery:
    """Öre for an hour on the session's day: the grant's own rate, else its programme's; null where there is none."""
    day = OuterRef("session__held_on")
    whose = Q(programme=OuterRef("enrolment__programme_version__programme"))
    if grant is not None:
        whose |= Q(grant=grant)
    rates = Rate.objects.filter(whose, kind=kind, from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gte=day))
    own_first = rates.order_by(F("grant").asc(nulls_last=True), "pk")
    return Subquery(own_first.annotate(ore=hundredths("amount")).values("ore")[:1])


class PaidAs(IntegerChoices):
    """Whose shares divide a row: the company's, or the activity's that the session belongs to."""

    COMPANY = 0, _("The company")
    ACTIVITY = 1, _("The activity")


def _sums(thing: str, of: str, grant: Named) -> tuple[Any, Any]:
    """Hundredths of a per cent of a thing on the session's day: what the grant pays, and all grants; null for none."""
    day = OuterRef("session__held_on")
    then = Allocation.objects.filter(**{thing: OuterRef(of)}, from_on__lte=day, until_on__gte=day).order_by()
    paid = then.values(thing).annotate(sum=Sum(hundredths("percent"))).values("sum")
    return Subquery(paid.filter(grant=grant), output_field=BigIntegerField()), Subquery(
        paid, output_field=BigIntegerField()
    )


def _by_activity() -> Q:
    """True of a row whose session's activity any grant pays for on its day; most sessions have none and ask no more."""
    day = OuterRef("session__held_on")
    then = Allocation.objects.filter(activity=OuterRef("session__activity"), from_on__lte=day, until_on__gte=day)
    return Q(session__activity__isnull=False) & Q(Exists(then))


def _share(grant: Named) -> Any:
    """Hundredths of a per cent of the row that the grant pays for on the session's day (the rule: above)."""
    if grant is None:
        return Value(WHOLE, output_field=BigIntegerField())
    own_of_activity, all_of_activity = _sums("activity", "session__activity", grant)
    own, others = _sums("enrolment", "enrolment", grant)
    has_shares, by_activity = Exists(Allocation.objects.filter(grant=grant)), _by_activity()
    return Case(
        When(Q(has_shares) & by_activity, then=Coalesce(own_of_activity, NOTHING)),
        When(has_shares, then=Coalesce(own, NOTHING)),
        When(by_activity, then=Value(WHOLE) - Coalesce(all_of_activity, NOTHING)),
        default=Value(WHOLE) - Coalesce(others, NOTHING),
        output_field=BigIntegerField(),
    )


def _paid_as(grant: Named) -> Any:
    if grant is None:
        return Value(None, output_field=BigIntegerField())
    return Case(When(_by_activity(), then=PaidAs.ACTIVITY), default=PaidAs.COMPANY, output_field=BigIntegerField())


def charged(rows: QuerySet[Attendance], kind: str, grant: Named) -> QuerySet[Any]:
    """The rows with `minutes`, `rate` (öre an hour, null where none holds), `share`, `paid_as` (whose share it is, for
    a grant) and `ore`, what they come to.

    Rows without minutes or share are left out. Coach time of a session with several companies is divided equally
    among them; the companies' own time is each one's. Rounded half up to whole öre.
    """
    if kind == Rate.Kind.COACH_HOUR:
        there = Attendance.objects.filter(session=OuterRef("session")).order_by().values("session")
        first, *more = (F(f"session__{name}") for name in COACH_MINUTES)
        minutes: Any = sum(more, first)
        companies: Any = Subquery(there.annotate(n=Count("pk")).values("n"), output_field=BigIntegerField())
    else:
        minutes, companies = F("company_minutes"), Value(1, output_field=BigIntegerField())
    product = F("rate") * F("minutes") * F("share")
    each = F("companies") * (60 * WHOLE)
    # Both are made whole numbers first: PostgreSQL's sums are numeric, and would be divided with decimals.
    upper, lower = (Cast(one, BigIntegerField()) for one in (product * 2 + each, each * 2))
    rounded = Cast(upper / lower, BigIntegerField())
    return (
        rows.annotate(
            minutes=Cast(minutes, BigIntegerField()), companies=companies, rate=_rate(kind, grant), share=_share(grant)
        )
        .filter(minutes__gt=0, share__gt=0)
        .annotate(ore=Coalesce(rounded, NOTHING), paid_as=_paid_as(grant))
    )


def of_grant(grant: Grant, days: Period, kind: str) -> QuerySet[Any]:
    """Time of a kind that a grant is charged, in those of the days that lie in its own time: for who sees its sums."""
    rows = Attendance.objects.filter(
        enrolment__programme_version__programme=grant.programme_id,
        session__held_on__gte=max(days.start, grant.starts_on),
        session__held_on__lte=min(days.end, grant.ends_on),
    )
    return charged(rows, kind, grant.pk).order_by()


def coach_time_of_each(until: date) -> Any:
    """For a query of grants: öre of coach time from each one's first day until a day; 0 where staff is paid otherwise.

    Not narrowed by who asks: whoever sees a grant reads its sums.
    """
    rows = Attendance.objects.filter(
        enrolment__programme_version__programme=OuterRef("programme"),
        session__held_on__gte=OuterRef("starts_on"),
        session__held_on__lte=OuterRef("ends_on"),
    ).filter(session__held_on__lte=until)
    sums = charged(rows, Rate.Kind.COACH_HOUR, OuterRef(OuterRef("pk"))).order_by()
    one = sums.values("enrolment__programme_version__programme").annotate(sum=Sum("ore")).values("sum")
    time = Coalesce(Subquery(one, output_field=BigIntegerField()), NOTHING)
    return Case(When(staff_by_unit_cost=True, then=time), default=NOTHING, output_field=BigIntegerField())
