"""What a signal may be about. A kind is code: a pure function that finds what is true; its number, its owner and
whether it is looked for are a rule, and rules are data (rule_book.py).

settings.SIGNAL_KINDS names the kinds of each room, so that this one knows no higher room.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import CharField, DateField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from programme.people.roles import Permission
from programme.signals.rules import Owner, Rule
from programme.structure.models import Programme

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Look:
    """What is looked for: on which day, from which number on (None: as each programme says).

    own: programme id -> its own numbers by the name of the field.
    """

    today: date
    number: int | None = None
    own: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    @property
    def days(self) -> timedelta:
        """The number as days; none where the programmes say it."""
        return timedelta(days=self.number or 0)

    def by_programme(self, name: str, condition: Callable[[timedelta], Q], programme: str) -> Q:
        """A condition whose days the rule gives, or else each programme for itself.

        name: the programme's field. programme: the path from the rows to their programme.
        """
        if self.number is not None:
            return condition(self.days)
        found = Q(pk__in=[])
        for pk, numbers in self.own.items():
            found |= condition(timedelta(days=numbers[name])) & Q(**{programme: pk})
        return found


@dataclass(frozen=True)
class Kind:
    """A kind of signal.

    label: what the count counts. said: one signal in words, with %(name)s and %(day)s. find: what is true, in the
    shape of `shaped`. asks, number: what the rule's number means, and the default; own: the programme's field that
    counts where the rule has no number. owner: whose it is unless the rule says otherwise. mended: the address that
    mends it, given the subject, empty where no page does; who lacks `permission` there is led to the card. is_bad:
    act now, not only watch.
    seen_with: a further permission, held for all or the signal's programme, without which nobody sees it.
    """

    key: str
    label: Any
    said: Any
    find: Callable[[Look], Rows]
    asks: Any
    number: int | None
    owner: Owner
    mended: str
    permission: Permission
    own: str = ""
    least: int = 0
    most: int = 365
    is_bad: bool = False
    seen_with: Permission | None = None

    @property
    def rule(self) -> Rule:
        """The rule as long as the director has set no other."""
        return Rule(self.key, self.number, self.owner)

    @property
    def rank(self) -> int:
        """Its place in the order of consequence."""
        return list(all_kinds()).index(self.key)


def shaped(
    rows: QuerySet[Any], *, subject: str = "pk", enrolment: str = "", region: Any = None, programme: Any = None,
    name: str = "", day: str = "",
) -> Rows:  # fmt: skip
    """The rows in the shape that all kinds share. Paths from the row; `name` only where there is no enrolment."""
    at = f"{enrolment}__" if enrolment not in ("", "pk") else ""
    if enrolment:
        region, programme = f"{at}region", f"{at}programme_version__programme"
    return rows.order_by().values(
        subject_id=F(subject),
        of_enrolment=F(enrolment) if enrolment else Value(None, output_field=IntegerField()),
        of_region=_path(region),
        of_programme=_path(programme),
        named=Cast(name, CharField()) if name else Value("", output_field=CharField()),
        day_on_=F(day) if day else Value(None, output_field=DateField()),
    )


def _path(where: Any) -> Any:
    if where is None:
        return Value(None, output_field=IntegerField())
    return F(where) if isinstance(where, str) else where


def all_kinds() -> dict[str, Kind]:
    """Every kind by its key, in the order of consequence, which is that of the settings."""
    return _read(tuple(settings.SIGNAL_KINDS))


@cache
def _read(paths: tuple[str, ...]) -> dict[str, Kind]:
    return {kind.key: kind for path in paths for kind in import_string(path)}


def programmes_numbers(programmes: Iterable[Programme] | None = None) -> dict[int, dict[str, int]]:
    """What each programme says for itself, by its id: of those that were read already, else of all."""
    names = sorted({kind.own for kind in all_kinds().values() if kind.own})
    if programmes is not None:
        return {one.pk: {name: getattr(one, name) for name in names} for one in programmes}
    return {row.pop("pk"): row for row in Programme.objects.order_by().values("pk", *names)}
