"""One figure of a report, ready to show on a page or on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SHORT_UNIT = 3  # letters: "h", "kr"
NEARLY = Decimal("0.9")  # of the target: "not quite"


def rounded(value: Decimal, places: int) -> Decimal:
    """As it is shown everywhere: half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Verdict:
    """How a target will be met: a mark, a word, a tone."""

    mark: str
    word: str
    tone: str


@dataclass(frozen=True)
class Told:
    """One figure of the report, ready to show. `href` leads to its rows; `before` is the figure a year earlier."""

    number: int
    key: str
    label: str
    value: Decimal
    text: str
    unit: str
    method: str
    rows: int
    since: date
    until: date
    href: str
    columns: tuple[str, ...]
    breakdown: Mapping[str, Sequence[tuple[str, str, Decimal]]]
    aside: str = ""
    target: str = ""
    target_on: date | None = None
    forecast: str = ""
    verdict: Verdict | None = None
    # Of a target: the funder's code, words and note; the range of the forecast and how it was made; the straight line.
    target_id: int | None = None
    code: str = ""
    wording: str = ""
    note: str = ""
    forecast_low: str = ""
    forecast_high: str = ""
    forecast_method: str = ""
    baseline: str = ""
    planned: str = ""
    off_plan: str = ""
    why: str = ""  # what the programme office says of an outcome that lies off the line

    @property
    def ref(self) -> SafeString:
        """The small framed number that leads to the rows."""
        name = _("Rows behind figure %(number)s") % {"number": self.number}
        return format_html('<a class="ref" href="{}" aria-label="{}">{}</a>', self.href, name, self.number)

    @property
    def linked(self) -> SafeString:
        """The value, itself the link to the rows: for the screen."""
        return format_html('<a class="l-n" href="{}">{}</a>', self.href, self.text)

    @property
    def on_paper(self) -> SafeString:
        """The value with the small framed number after it: for paper."""
        return format_html("{} {}", self.text, self.ref)

    @property
    def forecast_range(self) -> str:
        """`31 (26–37)`; only the middle where no range was kept, or where it has no width."""
        return ranged(self.forecast, self.forecast_low, self.forecast_high)

    @property
    def stated(self) -> str:
        """The value, with its unit where the label does not say it: hours."""
        return f"{self.text}\xa0{self.unit}" if self.unit and len(self.unit) <= SHORT_UNIT else self.text


@dataclass(frozen=True)
class Clause:
    """A part of the summary: words with a place for a figure's value, and the figure."""

    words: str
    told: Told

    @property
    def on_paper(self) -> SafeString:
        """With the small framed number after the value."""
        return format_html(self.words, n=format_html("{} {}", self.told.text, self.told.ref))

    @property
    def on_screen(self) -> SafeString:
        """With the value as a link."""
        return format_html(self.words, n=self.told.linked)


def ranged(middle: str, low: str, high: str) -> str:
    """A forecast with its range, in words that are rounded already; empty for none."""
    return middle if not middle or not low or low == high else f"{middle}\xa0({low}–{high})"


def verdict(
    forecast: Decimal | None, target: Decimal | None, low: Decimal | None = None, high: Decimal | None = None
) -> Verdict | None:
    """Whether the target is reached at the present pace; the same words everywhere (LOOK section 6).

    By the range: reached from its low end, missed from its high one, else uncertain. Reports from the time before
    forecasts had a range are judged by the middle alone, as they were then.
    """
    if forecast is None or target is None:
        return None
    if low is not None and high is not None:
        if low >= target:
            return Verdict("fas", _("Reaches the target"), "ok")
        return Verdict("efter", _("Uncertain"), "warn") if high >= target else _misses()
    if forecast >= target:
        return Verdict("fas", _("Reaches the target"), "ok")
    return Verdict("efter", _("Not quite"), "warn") if forecast >= target * NEARLY else _misses()


def _misses() -> Verdict:
    """Said where no likely course reaches it."""
    return Verdict("stopp", _("Misses the target"), "bad")
