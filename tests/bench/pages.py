"""Measures single pages in one database: the list of pages, and a process that answers one request a line.

`tests.bench.scale` runs two of these side by side, one for each size of the world.
"""

import contextlib
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

DIRECTOR, LEADER = "director", "leader.ostra-mellansverige"
FAR = 999_999  # a page number behind the last gives the last page
ROW = re.compile(rb'<article class="l-card"|<th scope="row"')  # a card of a board, a row of a list

# What is asked of the list: a name for the table, the query of the address.
LISTS: dict[str, dict[str, Any]] = {
    "first page": {},
    "last page": {"page": FAR},
    "in coaching": {"state": "running"},
    "on the way in": {"state": "way_in"},
    "behind plan": {"behind": 1},
    "a stage": {"stage": 2},
    "a stage, last page": {"stage": 2, "page": FAR},
    "by name, Z first": {"sort": "-name"},
    "by region": {"sort": "region"},
    "by stage": {"sort": "stage"},
    "by month": {"sort": "month"},
    "by last session": {"sort": "last"},
    "by own time": {"sort": "-hours"},
    "own time, last page": {"sort": "-hours", "page": FAR},
    "search: part of a name": {"q": "ekanik"},
    "search: one company": {"q": "<name>"},
    "search: number": {"q": "<number>"},
    "search: nothing found": {"q": "finns inte"},
}
# What is asked of the pipeline: as board and as list.
PIPELINES: dict[str, dict[str, Any]] = {
    "board": {},
    "board, search": {"q": "ekanik"},
    "board, only late": {"late": 1},
    "list": {"view": "list"},
    "list, by name": {"view": "list", "sort": "name"},
    "list, last page": {"view": "list", "page": FAR},
}
# Other pages: url name -> argument or None. A name that this portal does not have is left out.
OTHERS: dict[str, str | None] = {
    "home": None,
    "company-card": "company",
    "enrolment-card": "enrolment",
    "session-list": None,
    "action-list": None,
}


def wanted() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Every page as who, label, url name and query."""
    for who in (DIRECTOR, LEADER):
        for label, query in LISTS.items():
            yield who, f"companies, {label}", "company-list", query
        for label, query in PIPELINES.items():
            yield who, f"pipeline, {label}", "pipeline", query
        for name in OTHERS:
            yield who, name, name, {}


class Measure:
    """Asks for pages as one person after another."""

    def __init__(self) -> None:
        from django.test import Client

        from companies.models import Enrolment
        from programme.people.models import User

        self.clients, self.known = {}, {}
        self.sizes: dict[tuple[str, int], int] = {}
        for who in (DIRECTOR, LEADER):
            user = User.objects.get(email=f"{who}@example.org")
            rows = Enrolment.objects.visible_to(user).filter(state="active").select_related("company")
            enrolment = rows.order_by("pk")[5]
            self.known[who] = {
                "enrolment": enrolment.pk,
                "company": enrolment.company_id,
                "<name>": enrolment.company.name.removesuffix(" AB"),
                "<number>": enrolment.company.organisation_number[:8],
            }
            self.clients[who] = Client(SERVER_NAME="localhost")
            self.clients[who].force_login(user)

    def path(self, who: str, name: str, query: dict[str, Any]) -> str | None:
        """The page's address; None where the portal has no such page."""
        from django.urls import NoReverseMatch, reverse
        from django.utils.http import urlencode

        known = self.known[who]
        argument = OTHERS.get(name)
        try:
            path = reverse(name, args=[known[argument]] if argument else [])
        except NoReverseMatch:
            return None
        asked = {key: known.get(value, value) for key, value in query.items()}
        return f"{path}?{urlencode(asked)}" if asked else path

    def page(
        self, who: str, name: str, query: dict[str, Any], rounds: int, rows: int | None = None
    ) -> dict[str, Any] | None:
        """Milliseconds of each round, SQL statements, thousands of bytes, rows and cards on the page.

        rows: show only about so many, to compare like with like.
        """
        path = self.path(who, name, query)
        if path is None:
            return None
        sizes = [None] if rows is None else range(1, rows + 1)
        client = self.clients[who]
        best = min(sizes, key=lambda size: 0 if size is None else abs(self._rows(client, path, size) - (rows or 0)))
        with showing(best):
            return self._measured(client, path, rounds)

    def _rows(self, client: Any, path: str, size: int) -> int:
        """How many rows the page has when lists, or columns of a board, end after so many."""
        if (path, size) not in self.sizes:
            with showing(size):
                self.sizes[path, size] = len(ROW.findall(client.get(path).content))
        return self.sizes[path, size]

    @staticmethod
    def _measured(client: Any, path: str, rounds: int) -> dict[str, Any]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        statements = len(queries)  # the next request empties the log
        assert answer.status_code == 200, (path, answer.status_code)
        took = []
        for _round in range(rounds):
            began = time.perf_counter()
            client.get(path)
            took.append((time.perf_counter() - began) * 1000)
        rows = len(ROW.findall(answer.content))
        return {"ms": took, "sql": statements, "kb": len(answer.content) / 1000, "rows": rows}


@contextlib.contextmanager
def showing(size: int | None) -> Iterator[None]:
    """Lists, and columns of a board, end after so many rows; None: as the portal does."""
    from programme.common import pages
    from programme.oversight.dashboards import board

    usual = pages.ON_A_PAGE, board.SHOWN
    if size is not None:
        pages.ON_A_PAGE = board.SHOWN = size
    try:
        yield
    finally:
        pages.ON_A_PAGE, board.SHOWN = usual


def main() -> None:
    """Answer each line of JSON (who, url name, query, rounds, rows) with a line of JSON, until there are no more."""
    import django  # app ready: the environment first

    django.setup()
    measure = Measure()
    for line in sys.stdin:
        print(json.dumps(measure.page(*json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
