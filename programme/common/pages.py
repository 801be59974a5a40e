"""Lists in pages: a stable order, a bad page number is the nearest good one, the last page as quick as the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Exists, QuerySet, Value, Window
from django.http import HttpRequest

ON_A_PAGE = 25
NEAR = 100  # rows from an end of the order: as far as parts are asked


@dataclass(frozen=True)
class InTurn:
    """An order as two parts, one after the other: rows with a value, which its index gives in order, and those without.

    Both annotated with `sorted_by`. descending: by that; then by the fields `then`, the key last.
    count_valued: counts the rows with a value, where that takes less than asking for them.
    """

    valued: QuerySet[Any]
    others: QuerySet[Any]
    descending: bool = False
    then: tuple[str, ...] = ("name", "pk")
    count_valued: Callable[[], int] | None = None

    @property
    def order(self) -> list[str]:
        """What the rows with a value are ordered by, and the others, which all have the same."""
        return ["-sorted_by" if self.descending else "sorted_by", *self.then]

    def keys(self, first: int, after: int) -> list[Any]:
        """Keys from `first` to before `after`, in one statement.

        The rows with a value are no more than could be asked for, so that their index is not followed further. When
        there are as many, the others are none, and the database does not look for them.
        """
        if after <= first:
            return []
        order = self.order
        near, far = self.valued, self.others
        far = far.filter(~Exists(near[after - 1 : after]))
        given = [
            part.annotate(turn=Value(turn)).order_by(*order).values_list("turn", "sorted_by", *self.then)[:after]
            for turn, part in enumerate((near, far))
        ]
        return [row[-1] for row in given[0].union(given[1], all=True).order_by("turn", *order)[first:after]]

    def last_keys(self, first: int, after: int, count: int) -> list[Any]:
        """Keys from `first` to before `after`, counted from the end of so many rows, the last one first.

        How many have a value is counted, so that those without are looked for only where there are some.
        """
        order = _reversed(self.order)
        without = count - (self.count_valued or self.valued.count)()
        keys: list[Any] = []
        if first < without:
            others = self.others.order_by(*order[1:]).values_list("pk", flat=True)
            keys += others[first : min(after, without)]
        if after > without:
            valued = self.valued.order_by(*order).values_list("pk", flat=True)
            keys += valued[max(first - without, 0) : after - without]
        return keys


def _reversed(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


class ShownPage(Page[Any]):
    """A page that knows which page numbers to offer."""

    @property
    def pages_shown(self) -> list[int | str]:
        """First, last and the neighbours, with an ellipsis between."""
        return [
            n if isinstance(n, int) else "…"
            for n in self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        ]


class ShownPaginator(Paginator):  # type: ignore[type-arg]  # generic only for the type checker
    """Makes pages that know which numbers to offer, and reads of a long list only what they show."""

    keys_from: Callable[[], QuerySet[Any]] | None = None
    in_turn: Callable[[], InTurn | None] | None = None
    first_keys: list[Any] | None = None

    def count_with_first_page(self) -> None:
        """Look for the keys of the first page and how many rows there are in all, in one statement."""
        assert self.keys_from is not None
        counted = self.keys_from().annotate(in_all=Window(Count("*"))).values_list("pk", "in_all")
        found = list(counted[: self.per_page])
        self.first_keys = [key for key, _in_all in found]
        self.count = found[0][1] if found else 0

    def page(self, number: int | str) -> ShownPage:
        """The page with that number; raises InvalidPage when there is none."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        after = min(first + self.per_page, self.count)
        return ShownPage(self._cut(first, after), number, self)

    def _cut(self, first: int, after: int) -> Sequence[Any]:
        """Rows from `first` to before `after`."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return cast(Sequence[Any], rows[first:after])
        if self.keys_from is None:
            return _slice(rows, first, after, self.count)
        if first == 0 and self.first_keys is not None:
            keys = self.first_keys
        else:
            near = self._near_keys(first, after)
            keys = (
                near
                if near is not None
                else _slice(self.keys_from().values_list("pk", flat=True), first, after, self.count)
            )
        found = {row.pk: row for row in rows.filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def _near_keys(self, first: int, after: int) -> list[Any] | None:
        """Keys by parts, near an end; None where the whole order is asked. SQLite knows no limit within a union."""
        backwards = after > NEAR
        is_far = backwards and self.count - first > NEAR
        if is_far or self.in_turn is None or not connection.features.supports_slicing_ordering_in_compound:
            return None
        in_turn = self.in_turn()
        if in_turn is None:
            return None
        if backwards:
            return in_turn.last_keys(self.count - after, self.count - first, self.count)[::-1]
        return in_turn.keys(first, after)


def _slice(rows: QuerySet[Any], first: int, after: int, count: int) -> list[Any]:
    """Rows in order, found from that end of the order that is nearer."""
    if first <= count - after:
        return list(rows[first:after])
    return list(rows.reverse()[count - after : count - first])[::-1]


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    size: int | None = None,
    *,
    keys_from: Callable[[], QuerySet[Any]] | None = None,
    in_turn: Callable[[], InTurn | None] | None = None,
    count_with_keys: bool = False,
) -> ShownPage:
    """The page that `?page=` asks for; anything that is no page number gives the first or last page.

    size: ON_A_PAGE when it is not said.
    keys_from: gives the same rows in their order, when order or values are dear to find: keys are looked for first,
    and what `rows` tells of each, in any order, only for those on the page.
    in_turn: gives the same order in parts, asked near its ends; None where there are none.
    count_with_keys: which rows there are is dear to find, so the first page finds and counts them at once. All of them
    are read for it: not for rows that an index gives in order.
    """
    paginator = ShownPaginator(rows, size or ON_A_PAGE)
    paginator.keys_from, paginator.in_turn = keys_from, in_turn
    if count_with_keys and request.GET.get("page", "1") == "1":
        paginator.count_with_first_page()
    return cast(ShownPage, paginator.get_page(request.GET.get("page")))
