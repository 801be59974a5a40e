"""Lists in pages: a stable order, a bad page number is the nearest good one."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


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
    """Makes pages that know which numbers to offer."""

    def _get_page(self, *args: Any, **kwargs: Any) -> ShownPage:
        return ShownPage(*args, **kwargs)


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = 25) -> ShownPage:
    """The page that `?page=` asks for; anything that is no page number gives the first or last page."""
    return cast(ShownPage, ShownPaginator(rows, size).get_page(request.GET.get("page")))
