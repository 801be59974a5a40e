"""What a part of a report is: what it freezes when the report is built, and what it shows of that later."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from funding.frozen import Names
from funding.models import Report
from programme.common.dates import Period
from programme.common.figures import Scope

if TYPE_CHECKING:
    from funding.reports import ReportDocument


@dataclass(frozen=True)
class Making:
    """What a part may look at while a report is built: live rows within what its maker sees."""

    report: Report
    covered: Period
    scope: Scope
    names: Names  # what the report calls a company


@dataclass(frozen=True)
class FrozenPart:
    """A part as it was frozen in a report."""

    key: str
    kind: str
    heading: str
    starts_page: bool
    data: Any  # what `freeze` gave, read back from JSON
    text: str  # what the programme office wrote; empty where nothing is written


@dataclass(frozen=True)
class ShownPart:
    """A part ready to show: `shown` is what its two templates read."""

    key: str
    kind: str
    heading: str
    starts_page: bool
    shown: Any
    pages: "Callable[[ReportDocument, ShownPart], Iterator[Any]] | None" = None  # as its kind's

    @property
    def on_page(self) -> str:
        """The template of its place on the report's page."""
        return f"funding/parts/{self.kind}.html"

    @property
    def on_paper(self) -> str:
        """The template of its place in the PDF."""
        return f"reports/parts/{self.kind}.html"

    @property
    def page_on_paper(self) -> str:
        """The template of each of the further sections that its kind may have."""
        return f"reports/parts/_{self.kind}.html"


def nothing(making: Making) -> Any:
    """For parts that show what the report's figures already hold."""
    return None


@dataclass(frozen=True)
class PartKind:
    """A kind of part.

    freeze: what must not change with live data later, as JSON. Reads only what the report's maker sees.
    show: what the templates read, from the document and what was frozen; None leaves the part out.
    needs: keys of figures that it shows, so that the report states them also where its template does not name them.
    Templates are found by the key: templates/funding/parts/ for the page, templates/reports/parts/ for paper.
    """

    key: str
    label: "str | Promise"
    says: "str | Promise"  # for whoever makes a template
    show: "Callable[[ReportDocument, FrozenPart], Any]"
    freeze: Callable[[Making], Any] = nothing
    is_written: bool = False  # the programme office writes its text
    needs: Sequence[str] = ()
    # On paper, further sections below the part's own: `key` and `name` of each, shown by templates/reports/parts/
    # _<key>.html as `one`.
    pages: "Callable[[ReportDocument, ShownPart], Iterator[Any]] | None" = None


def in_language(given: dict[str, Any], name: str) -> str:
    """`name` in the active language, of a dictionary that holds it in both."""
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    return str(given.get(f"{name}_{language}") or given.get(f"{name}_sv", ""))
