"""Whom a grant pays: the list of its shares, and how many of its companies other grants pay as well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coaching.filters import matching_companies
from funding.models import Allocation, Grant
from programme.common.dates import Period
from programme.common.text import clean_line
from programme.people.models import User
from programme.structure.models import Region

SHOWN = {"now": _("Paid today"), "companies": _("Companies"), "activities": _("Activities"), "shared": _("Shared")}

DAYS = ("pk", "grant", "enrolment__company", "from_on", "until_on", "enrolment__ended_on")  # of a share


@dataclass(frozen=True)
class Payer:
    """Another grant that pays companies of this one at the same time; None where the reader does not see it."""

    grant: Grant | None
    companies: int


@dataclass(frozen=True)
class PaidInShort:
    """What the grant's card says: companies and activities ever paid, paid today, and those that others pay too."""

    companies: int
    today: int
    activities: int
    shared: int
    payers: tuple[Payer, ...]

    @property
    def is_named(self) -> bool:
        """True when the grant names what it pays; else its reports count the whole programme."""
        return bool(self.companies)


@dataclass
class ShareFilters:
    """Words, region, and which of the shares."""

    user: User
    q: str = ""
    region: Region | None = None
    show: str = ""
    regions: list[Region] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return bool(self.q or self.region or self.show)


@dataclass(frozen=True)
class ShareLine:
    """One share, the other shares of the same thing at the same time, and the day on which it ends before its own."""

    allocation: Allocation
    beside: tuple[Allocation, ...]

    @property
    def ended_on(self) -> date | None:
        """The day on which the company's time ended, when that is before the share's last day."""
        enrolment = self.allocation.enrolment
        ended = enrolment.ended_on if enrolment else None
        return ended if ended is not None and ended < self.allocation.until_on else None

    @property
    def thing(self) -> str:
        """The company or the activity, by name."""
        one = self.allocation
        return str(one.enrolment.company) if one.enrolment else str(one.activity)

    @property
    def region(self) -> str:
        """Where it belongs today."""
        one = self.allocation
        return str(one.enrolment.region if one.enrolment else one.activity.region if one.activity else "")

    @property
    def path(self) -> str:
        """Its page."""
        thing = self.allocation.enrolment or self.allocation.activity
        return thing.get_absolute_url() if thing else ""


def share_filters(query: QueryDict, user: User, grant: Grant) -> ShareFilters:
    """Read `?q=&region=&show=`; what cannot be is left out."""
    paid = Allocation.objects.visible_to(user).filter(grant=grant).order_by()
    places = Q(pk__in=paid.values("enrolment__region")) | Q(pk__in=paid.values("activity__region"))
    found = ShareFilters(user, q=clean_line(query.get("q", ""))[:100])
    found.regions = list(Region.objects.filter(places))
    found.region = next((one for one in found.regions if str(one.pk) == query.get("region")), None)
    found.show = next((show for show in SHOWN if show == query.get("show")), "")
    return found


def share_rows(grant: Grant, filters: ShareFilters, *, today: date) -> QuerySet[Allocation]:
    """The shares that the filters ask for, companies by name, then activities."""
    rows = Allocation.objects.visible_to(filters.user).filter(grant=grant)
    if filters.q:
        those = Q(enrolment__company__in=matching_companies(filters.q, filters.user))
        rows = rows.filter(those | Q(activity__title__icontains=filters.q))
    if filters.region:
        rows = rows.filter(Q(enrolment__region=filters.region) | Q(activity__region=filters.region))
    if filters.show == "now":
        running = Q(enrolment=None) | Q(enrolment__ended_on=None) | Q(enrolment__ended_on__gte=today)
        rows = rows.filter(running, from_on__lte=today, until_on__gte=today)
    elif filters.show == "companies":
        rows = rows.exclude(enrolment=None)
    elif filters.show == "activities":
        rows = rows.exclude(activity=None)
    elif filters.show == "shared":
        rows = rows.filter(pk__in=shared_keys(grant))
    return rows.select_related("enrolment__company", "enrolment__region", "activity__region").order_by(
        F("enrolment__company__name").asc(nulls_last=True), F("activity__title").asc(nulls_last=True), "from_on", "pk"
    )


def lines_of(allocations: Iterable[Allocation], user: User) -> list[ShareLine]:
    """Rows with what others pay of the same thing at the same time."""
    rows = list(allocations)
    things = Q(enrolment__in=[one.enrolment_id for one in rows if one.enrolment_id])
    things |= Q(activity__in=[one.activity_id for one in rows if one.activity_id])
    others: dict[tuple[int | None, int | None], list[Allocation]] = {}
    found = Allocation.objects.visible_to(user).filter(things).select_related("grant__funder").order_by("from_on", "pk")
    for one in found:
        others.setdefault((one.enrolment_id, one.activity_id), []).append(one)
    return [
        ShareLine(
            row,
            tuple(
                one
                for one in others.get((row.enrolment_id, row.activity_id), [])
                if one.grant_id != row.grant_id and one.from_on <= row.until_on and one.until_on >= row.from_on
            ),
        )
        for row in rows
    ]


def in_short(grant: Grant, user: User, *, today: date) -> PaidInShort:
    """How many companies the grant pays and how many of them others pay too: numbers only, so for funders as well."""
    allocations = list(Allocation.objects.filter(grant=grant).order_by("pk").values_list("activity", *DAYS))
    then: dict[int, list[Period]] = {}
    for _key, _grant, company, days in _company_days(columns for _activity, *columns in allocations):
        then.setdefault(company, []).append(days)
    shared: dict[int, set[int]] = {}  # other grant -> companies
    for _key, other, company, days in _company_days(_of_companies(_others_of(grant))):
        if any(days.start <= one.end and days.end >= one.start for one in then[company]):
            shared.setdefault(other, set()).add(company)
    seen = Grant.objects.visible_to(user).select_related("funder").in_bulk(list(shared))
    payers = [Payer(seen[pk], len(those)) for pk, those in shared.items() if pk in seen]
    unseen = set().union(*(those for pk, those in shared.items() if pk not in seen))
    payers.sort(key=lambda one: (-one.companies, str(one.grant)))
    return PaidInShort(
        companies=len(then),
        today=sum(any(today in days for days in spans) for spans in then.values()),
        activities=len({activity for activity, *_columns in allocations if activity}),
        shared=len(set().union(*shared.values())),
        payers=(*payers, *([Payer(None, len(unseen))] if unseen else [])),
    )


def shared_keys(grant: Grant) -> list[int]:
    """Keys of the grant's shares of companies that another grant pays a share of at the same time."""
    others: dict[int, list[Period]] = {}
    for _key, _grant, company, days in _company_days(_of_companies(_others_of(grant))):
        others.setdefault(company, []).append(days)
    return [
        key
        for key, _grant, company, days in _company_days(_of_companies(Allocation.objects.filter(grant=grant)))
        if any(days.start <= one.end and days.end >= one.start for one in others.get(company, []))
    ]


def _others_of(grant: Grant) -> QuerySet[Allocation]:
    companies = Allocation.objects.filter(grant=grant, enrolment__isnull=False).order_by().values("enrolment__company")
    return Allocation.objects.filter(enrolment__company__in=companies).exclude(grant=grant)


def _of_companies(rows: QuerySet[Allocation]) -> Iterable[Sequence[Any]]:
    return rows.exclude(enrolment=None).order_by("pk").values_list(*DAYS)


def _company_days(found: Iterable[Sequence[Any]]) -> Iterable[tuple[int, int, int, Period]]:
    """Key, grant, company and the days that are really paid: a share ends at the latest with the company's time."""
    for key, grant, company, start, until, ended in found:
        end = min(until, ended) if ended else until
        if company and start <= end:
            yield key, grant, company, Period(start, end)
