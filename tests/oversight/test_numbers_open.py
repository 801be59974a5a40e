"""A crawler follows every number of every dashboard: it opens rows that count up to it, or has a written excuse."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Enrolment
from programme.common.numbers import as_text
from programme.people.models import User
from tests.cast import Cast
from tests.oversight.numbers_on_pages import Piece, pieces_of
from tests.oversight.test_homes import TODAY, world  # noqa: F401  the same world

Login = Callable[[User], Client]

# Numbers that stand still, by their text or by where they stand, and why they open nothing.
STILL: dict[str, str] = {
    r"\d{4}-\d{2}-\d{2}|\b[Vv]ecka \d+|\d+ (januari|februari|mars|april|maj|juni|juli|augusti|september)": "a day",
    r"\d+ (oktober|november)":
        "a day",
    r"\d+ (december|jan|feb|mar|apr|jun|jul|aug|sep|okt|nov|dec)\b": "a day",
    r"^Försenad \d+ (dag|veck|månad)|^\d+ (dag|veck|månad|år)\w* (i läget|efter planen)": "how long, beside its row",
    r"\d+ anställda": "a fact of the company, on its own card",
    r"[Mm]ånad \d+( av \d+)?": "how far the company has come, on its own card",
    r"^\d [A-ZÅÄÖ]": "the place of a stage in its order, before its name",
    r"^Rad \d+–\d+ av \d+$": "which rows of the list are shown",
    r"^Når [\d,]+$|^prognos [\d,]+$": "a forecast: there are no rows of it yet; the method stands beside it",
    r"^av [\d,\xa0]+ till \d{4}-": "what the decision asks for",
    r"^\d+ av \d+ län har": "counties, each of them a row of the table below with its number",
    r"färre än 5": "a median of too few companies is not told",
    r"^\d+ %( av tiden har gått)?$": "how much of the grant's time has gone",
    r"\xa0kr$": "the amount of the decision",
    r"^\S+ · \d+ stöd$": "how many grants stand below",
    r"· Ä \d+$": "a case number",
    r"^0$": "none: there are no rows to open",
    r"^\d+ företag$": "how many stand on the page itself: its columns count up to it",
}  # fmt: skip
HOURS_A_COMPANY = r"td\.l-r$"  # on the page of coaches: a quotient of two numbers of its row
# Links that lead to one row or to another view instead of rows, and why.
LEADS: dict[str, str] = {
    r"^/(enrolments|companies)/\d+/$": "a company's own card: the number tells how late it is",
    r"^/periods/\d+/$": "the period itself: its days, or the days left",
    r"^\?(?:.*&)?from=\d": "another period of the same page",
    r"^#col-": "the column below, whose heading opens the rows",
    r"^/sessions/\?enrolment=\d+$": "the day of the latest session: it leads to all of the company's",
}


def rows_stated(client: Client, href: str, path: str) -> tuple[set[str], str]:
    """What the opened page says that it counts, as people read it, and what it was asked as."""
    opened = client.get(href if href.startswith("/") else path + href)
    assert opened.status_code == 200, href
    context: Any = opened.context
    if "figure" in context:
        figure, value = context["figure"], context["value"]
        if figure.unit and figure.per == 1 and not hasattr(figure.measure, "lookup"):
            found = {line["cells"][0] for line in context["lines"]}  # a company that did it twice has two rows
            assert value in {context["page"].paginator.count, len(found)}, f"{href}: the rows do not count up to it"
        return {as_text(value, figure.places)}, "figure"
    page = context["page"]
    total = page.paginator.count
    if href.startswith("/sessions/?coach="):
        assert total <= len(page.object_list)
        return {_one_decimal(sum(one.coach_minutes for one in page.object_list))}, "hours"
    if href.startswith("/plan/?show=all&coach="):
        return {_one_decimal(sum(one.minutes for one in page.object_list))}, "hours"
    return {as_text(Decimal(total))}, "list"


def _one_decimal(minutes: int) -> str:
    value = (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return as_text(value, 1)


def fault_of(piece: Piece, client: Client, path: str, total: int | None) -> str | None:
    """What is wrong with one number, in words."""
    if piece.unfolds is not None:
        return None if piece.numbers == [piece.unfolds] else f"{piece.text} unfolds {piece.unfolds} rows"
    if not piece.href:
        if path == reverse("coach-load") and re.search(HOURS_A_COMPANY, piece.where):
            return None
        return None if any(re.search(words, piece.text) for words in STILL) else f"stands still: {piece.text!r}"
    if any(re.search(words, piece.href) for words in LEADS):
        return None
    if "/export/" in piece.href:
        return None if piece.numbers == [total] else f"{piece.text} is not {total}"
    said, _kind = rows_stated(client, piece.href, path)
    shown = {as_text(number, 1 if number % 1 else 0) for number in piece.numbers}
    return None if shown & {text.removesuffix(",0") for text in said} else f"{piece.text!r} opens {said}: {piece.href}"


def addresses(cast: Cast) -> dict[str, tuple[User, str]]:
    """Every dashboard, and who reads it."""
    past = (TODAY() - timedelta(days=40)).isoformat()
    return {
        "director": (cast.director, "/"),
        "director, a region": (cast.director, f"/?region={cast.norr.pk}"),
        "director, a past day": (cast.director, f"/?on={past}"),
        "auditor": (cast.auditor, "/"),
        "leader": (cast.leader, "/"),
        "coach": (cast.coach_a, "/"),
        "funder": (cast.funder_tvv, "/"),
        "coverage": (cast.director, reverse("prospect-coverage")),
        "funnel": (cast.director, reverse("pipeline-funnel")),
        "leader's funnel": (cast.leader, reverse("pipeline-funnel")),
        "coach load": (cast.director, reverse("coach-load")),
        "board": (cast.director, reverse("pipeline")),
    }


FEWEST = {"director": 60, "leader": 25, "coach load": 12, "funnel": 8, "board": 6}  # numbers that must be met


@pytest.mark.parametrize(
    "name",
    ["director", "director, a region", "director, a past day", "auditor", "leader", "coach", "funder", "coverage",
     "funnel", "leader's funnel", "coach load", "board"],
)  # fmt: skip
def test_every_number_opens_the_rows_that_it_counts(world: Cast, login: Login, name: str) -> None:  # noqa: F811
    reader, path = addresses(world)[name]
    client = login(reader)
    answer = client.get(path)
    page = answer.context.get("page")
    total = page.paginator.count if hasattr(page, "paginator") else None

    pieces = pieces_of(answer.content.decode())
    faults = [fault for piece in pieces if (fault := fault_of(piece, client, path, total))]

    assert faults == []
    assert len(pieces) >= FEWEST.get(name, 0)


def test_crawler_sees_a_number_that_lies_and_one_that_opens_nothing(world: Cast, login: Login) -> None:  # noqa: F811
    client = login(world.director)
    lying, still, folded, right = pieces_of(
        '<main><a href="/companies/?state=active">99 företag</a><p class="x">17 träffar</p>'
        "<details><summary>2</summary><ul><li>ett</li></ul></details>"
        f'<a href="/companies/?state=active">{Enrolment.objects.filter(state="active").count()}</a></main>'
    )

    for piece in (lying, still, folded):
        assert fault_of(piece, client, "/", None)
    assert fault_of(right, client, "/", None) is None
