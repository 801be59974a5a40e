"""The list of funders and their grants: the same rows on the page and in the spreadsheet."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from funding.models import Grant
from programme.common.text import clean_line
from programme.people.models import User
from programme.structure.models import Funder, Programme

TIMES = {"now": _("Running now"), "coming": _("Coming"), "past": _("Ended")}


@dataclass
class GrantFilters:
    """Words, funder, programme, kind, time; and what there is to choose among."""

    q: str = ""
    funder: Funder | None = None
    programme: Programme | None = None
    kind: str = ""
    time: str = ""
    funders: list[Funder] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return bool(self.q or self.funder or self.programme or self.kind or self.time)


def grant_filters(query: QueryDict, user: User) -> GrantFilters:
    """Read `?q=&funder=&programme=&kind=&time=`; what cannot be is left out."""
    seen = Grant.objects.visible_to(user).order_by()
    found = GrantFilters(q=clean_line(query.get("q", ""))[:100])
    found.funders = list(Funder.objects.filter(pk__in=seen.values("funder")))
    found.programmes = list(Programme.objects.filter(pk__in=seen.values("programme")))
    found.funder = next((one for one in found.funders if str(one.pk) == query.get("funder")), None)
    found.programme = next((one for one in found.programmes if str(one.pk) == query.get("programme")), None)
    found.kind = next((kind for kind in Grant.Kind.values if kind == query.get("kind")), "")
    found.time = next((time for time in TIMES if time == query.get("time")), "")
    return found


def grant_rows(user: User, filters: GrantFilters, *, today: date) -> QuerySet[Grant]:
    """The grants that the filters ask for, by funder, the newest first; each with what its partners promised."""
    rows = Grant.objects.visible_to(user)
    if filters.q:
        words = Q(name_sv__icontains=filters.q) | Q(name_en__icontains=filters.q)
        rows = rows.filter(words | Q(case_number__icontains=filters.q) | Q(funder__name__icontains=filters.q))
    if filters.funder:
        rows = rows.filter(funder=filters.funder)
    if filters.programme:
        rows = rows.filter(programme=filters.programme)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.time == "now":
        rows = rows.filter(starts_on__lte=today, ends_on__gte=today)
    elif filters.time == "coming":
        rows = rows.filter(starts_on__gt=today)
    elif filters.time == "past":
        rows = rows.filter(ends_on__lt=today)
    promised = Coalesce(Sum("co_financing__promised"), 0, output_field=Grant._meta.get_field("amount"))
    return (
        rows.select_related("funder", "programme")
        .annotate(promised=promised)
        .order_by("funder__name", "-starts_on", "pk")
    )


def funders_with_counts() -> QuerySet[Funder]:
    """Every funder, with how many grants it gives: for who enters funders."""
    return Funder.objects.annotate(grant_count=Count("grants")).order_by("name", "pk")
