"""A report on paper: its cover, its parts as sections, the annex's pages, and how they become one PDF."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext as _

from funding.charts import Charts
from funding.models import Grant
from funding.reports import ReportDocument
from programme.common.logos import logo_row
from programme.common.paper.long import Long, render_long
from programme.common.paper.sections import Heads, Limits, Section

STYLESHEETS = ("css/report.css", "css/report-late.css", "css/paper.css")
LISTED_FROM = 4  # parts: a shorter report has its bookmarks, and no list of contents
SHORT = 12  # sections: so few are rendered in one process, since a second one takes longer to start than it saves


@dataclass(frozen=True)
class Paper:
    """A report's sections, rendered one at a time as they are asked for; and how many there are."""

    document: ReportDocument
    charts: Charts

    @property
    def count(self) -> int:
        """How many sections there are, the list of contents apart."""
        annexes = sum(len(part.shown) for part in self.document.parts if part.pages)
        return 1 + int(bool(self.document.correction)) + len(self.document.parts) + annexes + int(self._has_flag)

    @property
    def _has_flag(self) -> bool:
        return self.document.logo_set == Grant.LogoSet.EU

    def _told(self, **more: Any) -> dict[str, Any]:
        return {"document": self.document, "charts": self.charts, **more}

    def _marks(self) -> dict[str, Any]:
        return {"logos": logo_row(with_flag=self._has_flag), "has_flag": self._has_flag}

    def cover(self) -> Section:
        """The first page."""
        html = render_to_string("reports/cover.html", self._told(**self._marks()))
        return Section("cover", self.document.title, html, listed=False, bare=True, css="cover")

    def sections(self) -> Iterator[Section]:
        """Everything after the contents. A correction first says what it changes."""
        if self.document.correction:
            html = render_to_string("reports/_correction.html", self._told())
            yield Section("correction", _("What this correction changes"), html, css="sec correction")
        for place, part in enumerate(self.document.parts):
            html = render_to_string("reports/section.html", self._told(part=part))
            new_page = part.starts_page or place == 0
            css = f"sec {part.kind}" + ("" if new_page else " flow")
            yield Section(f"part-{place}", part.heading, html, new_page=new_page, css=css)
            if part.pages:
                template = get_template(part.page_on_paper)
                for one in part.pages(self.document, part):
                    page = template.render(self._told(part=part, one=one))
                    yield Section(f"part-{place}-{one.key}", one.name, page, level=2, css=f"sec {part.kind}")
        if self._has_flag:
            html = render_to_string("reports/last_page.html", self._told(**self._marks()))
            yield Section("last-page", self.document.title, html, listed=False, bare=True, css="cover last")

    @property
    def heads(self) -> Heads:
        """The running heads and feet."""
        title = f"{self.document.programme}, {self.document.period}"
        return Heads(title, self.document.foot, _("Page {page} of {pages}"))

    def render(self, progress: Callable[[int], None] | None = None) -> Long:
        """The PDF. progress hears how many of `count` sections are done. Raises PdfRefused."""
        limits = Limits(processes=1) if self.count <= SHORT else Limits()
        return self.rendered(self.sections(), self.cover(), heads=self.heads, limits=limits, progress=progress)

    def rendered(self, sections: Iterable[Section], cover: Section, **given: Any) -> Long:
        """These sections as a PDF that looks like a report; `given` goes to render_long. Raises PdfRefused."""
        listed = len(self.document.parts) >= LISTED_FROM
        return render_long(
            sections,
            front=[cover],
            contents=_("Contents") if listed else "",
            title=self.document.title,
            stylesheets=STYLESHEETS,
            language=self.document.language,
            **given,
        )
