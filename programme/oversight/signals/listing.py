"""The list of signals: what the address narrows it to, its order, and each row as a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.oversight.parameters import Asked
from programme.oversight.status import Mark, duration
from programme.people.models import User
from programme.signals.kinds import Kind, all_kinds
from programme.signals.live import still_true
from programme.signals.models import Signal
from programme.signals.models.signal import WAITING, SignalQuerySet, State
from programme.signals.over_time import open_at_end_of
from programme.signals.rule_book import RuleBook
from programme.structure.models import Region

MINE, NOBODY = "mine", "office"
STATES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (gettext_lazy("All that are true"), (State.NEW, State.SEEN, State.HANDLED, State.WAIVED)),
    "waiting": (gettext_lazy("Waiting: nobody has done anything"), tuple(WAITING)),
    "new": (State.NEW.label, (State.NEW,)),
    "seen": (State.SEEN.label, (State.SEEN,)),
    "handled": (State.HANDLED.label, (State.HANDLED,)),
    "waived": (State.WAIVED.label, (State.WAIVED,)),
    "closed": (State.CLOSED.label, (State.CLOSED,)),
}
AGES: dict[str, Any] = {
    "7": gettext_lazy("A week or older"),
    "30": gettext_lazy("30 days or older"),
    "90": gettext_lazy("90 days or older"),
}
SHAPES: dict[str, tuple[str, str]] = {
    State.NEW: ("stopp", "l-bad"),
    State.SEEN: ("efter", "l-warn"),
    State.HANDLED: ("fas", "l-ok"),
    State.WAIVED: ("paus", ""),
    State.CLOSED: ("klar", ""),
}


@dataclass
class Filters:
    """What the address narrows the list to."""

    kind: str = ""
    regions: frozenset[int] = frozenset()
    programme: int | None = None
    owner: str = ""
    state: str = ""
    age: str = ""
    on: date | None = None  # those that were open at the end of a day, whatever became of them
    problems: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return bool(self.kind or self.regions or self.programme or self.owner or self.state or self.age or self.on)


def filters_from(params: QueryDict) -> Filters:
    """Read an address; what cannot be read is left out and said."""
    asked = Asked(params)
    owner, on = params.get("owner", ""), asked.day("on")
    return Filters(
        kind=asked.one_of("kind", frozenset(all_kinds())),
        regions=asked.ids("region"),
        programme=asked.id("programme"),
        owner=owner if owner in {MINE, NOBODY} else str(asked.id("owner") or ""),
        state="" if on else asked.one_of("state", frozenset(STATES)),  # a state is of today
        age="" if on else asked.one_of("age", frozenset(AGES)),
        on=on,
        problems=asked.problems,
    )


def narrowed(user: User, filters: Filters, *, today: date) -> SignalQuerySet:
    """What the person sees of it, whatever its state and whether or not it is still true: for counts over time."""
    rows = Signal.objects.visible_to(user)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.regions:
        rows = rows.filter(region__in=filters.regions)
    if filters.programme:
        rows = rows.filter(Q(programme=filters.programme) | Q(programme=None))
    if filters.owner == MINE:
        rows = rows.filter(owner=user)
    elif filters.owner == NOBODY:
        rows = rows.filter(owner=None)
    elif filters.owner:
        rows = rows.filter(owner=int(filters.owner))
    if filters.age:
        rows = rows.filter(first_seen_on__lte=today - timedelta(days=int(filters.age)))
    return rows


def signal_rows(user: User, filters: Filters, *, today: date) -> Any:
    """The rows of the list, worst kind first, then the oldest matter. Open ones are looked at live."""
    rows = narrowed(user, filters, today=today)
    if filters.on:
        return in_order(with_names(rows.filter(open_at_end_of(filters.on)).with_state(today)))
    if filters.state == "closed":
        return with_names(rows.filter(closed_on__isnull=False).with_state(today)).order_by("-closed_on", "-pk")
    true = still_true(rows, book=RuleBook(today), kinds=[filters.kind] if filters.kind else ())
    return in_order(with_names(true.with_state(today).filter(state__in=STATES[filters.state][1])))


def with_names(rows: SignalQuerySet) -> SignalQuerySet:
    """With all that a line names. Lines may be kept in the cache, where no password belongs, not even its hash."""
    people = ("owner", "seen_by", "handled_by", "waived_by")
    known = rows.select_related("enrolment__company", "region", *people)
    return known.defer(*(f"{person}__password" for person in people))


def in_order(rows: SignalQuerySet) -> Any:
    """By kind in the order of consequence, then by the day of the matter."""
    ranks = [When(kind=key, then=Value(rank)) for rank, key in enumerate(all_kinds())]
    return rows.annotate(rank=Case(*ranks, default=Value(99), output_field=IntegerField())).order_by(
        "rank", "day_on", "pk"
    )


@dataclass(frozen=True)
class Line:
    """One signal as it is shown."""

    row: Any
    kind: Kind
    href: str  # where it is mended
    mark: Mark
    age: str
    owner: str

    @property
    def what(self) -> str:
        """The matter in words."""
        return str(self.row.what)

    @property
    def done(self) -> str:
        """What was done about it, in words; empty where nothing was."""
        row = self.row
        if self.mark.word == State.WAIVED.label:
            values = {"who": row.waived_by, "day": row.waived_until_on.isoformat(), "reason": row.waived_because}
            return _("%(who)s, until %(day)s: %(reason)s") % values
        if self.mark.word == State.HANDLED.label:
            said = _("%(who)s, %(day)s") % {"who": row.handled_by, "day": row.handled_on.isoformat()}
            return f"{said}: {row.handled_note}" if row.handled_note else said
        return ""


def line_of(row: Any, user: User, today: date) -> Line:
    """A row as a line. Who may not mend it is led to the card of what it is about; what is mended, to the signal."""
    kind = all_kinds()[row.kind]
    state = row.state_on(today)
    shape, tone = SHAPES[state]
    if state == State.NEW and not kind.is_bad:
        shape, tone = "efter", "l-warn"
    return Line(
        row=row,
        kind=kind,
        href=str(row.get_absolute_url()) if state == State.CLOSED else mended_at(row, kind, user),
        mark=Mark(shape, tone, state.label),
        age=duration(row.age_on(today)),
        owner=str(row.owner) if row.owner else _("The programme office"),
    )


def mended_at(row: Any, kind: Kind, user: User) -> str:
    """The page that mends it if the person may, else the card of the company, else the signal's own."""
    rights = user.rights
    may = rights.national(kind.permission) or row.region_id in rights.regions(kind.permission)
    may = may or (row.programme_id in rights.programmes(kind.permission))
    if may and kind.mended not in ("", "enrolment-card"):
        return reverse(kind.mended, args=[row.subject_id])
    if row.enrolment_id:
        return reverse("enrolment-card", args=[row.enrolment_id])
    return str(row.get_absolute_url())


def choices(user: User) -> Mapping[str, Any]:
    """What the filters offer: kinds, regions and owners that occur among what the person sees."""
    seen = Signal.objects.visible_to(user).not_closed().order_by()
    kinds = set(seen.values_list("kind", flat=True).distinct())
    return {
        "kinds": [kind for key, kind in all_kinds().items() if key in kinds],
        "regions": list(Region.objects.filter(pk__in=seen.values("region"))),
        "owners": list(User.objects.filter(pk__in=seen.values("owner")).defer("password").order_by("name", "pk")),
        "states": [(key, label) for key, (label, _states) in STATES.items()],
        "ages": list(AGES.items()),
    }
