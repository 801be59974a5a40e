"""The list of activities: its filters from the address, and its rows."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict

from coaching.filters import words_asked
from coaching.models import Activity
from programme.people.models import User
from programme.structure.models import Region


@dataclass
class ActivityListFilters:
    """Kind, region, words of the title; those that go on, or all."""

    user: User
    q: str = ""
    kind: str = ""
    show: str = "open"
    region: Region | None = None
    regions: list[Region] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list beside whether it goes on."""
        return bool(self.q or self.kind or self.region)

    def narrow(self, rows: Any) -> Any:
        """The rows that the address asks for."""
        if self.show == "open":
            rows = rows.filter(held_on=None)
        if self.q:
            rows = rows.filter(title__icontains=self.q)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.filter(region=self.region) if self.region else rows


def activity_filters(query: QueryDict, user: User) -> ActivityListFilters:
    """Read `?show=open|all&kind=&region=&q=`."""
    found = ActivityListFilters(user, words_asked(query))
    kind = str(query.get("kind", ""))
    found.kind = kind if kind in Activity.Kind.values else ""
    found.show = "all" if query.get("show") == "all" else "open"
    seen = Activity.objects.visible_to(user).order_by().values("region")
    found.regions = list(Region.objects.filter(pk__in=seen))
    found.region = next((one for one in found.regions if str(one.pk) == query.get("region")), None)
    return found


def activity_rows(user: User, filters: ActivityListFilters) -> QuerySet[Activity]:
    """The latest first, each with how many sessions are planned or were held."""
    rows: QuerySet[Activity] = filters.narrow(Activity.objects.visible_to(user))
    rows = rows.annotate(sessions_planned=Count("planned_sessions"))
    return rows.select_related("programme", "region").order_by("-planned_on", "-pk")
