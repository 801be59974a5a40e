"""Two released reports of one grant side by side: each figure before and now, the difference, the verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.indicators.told import judged
from funding.models import Report, ReportFigure
from funding.told import Verdict, rounded
from funding.wording import Words, words_of
from programme.common.dates import Period
from programme.common.numbers import as_text
from programme.common.wording import period_words
from programme.people.models import User


@dataclass(frozen=True)
class Stated:
    """One figure as one report states it; opens its frozen rows."""

    number: int
    text: str
    href: str
    verdict: Verdict | None


@dataclass(frozen=True)
class Change:
    """One figure in both reports. `difference` is empty where one of them lacks it, or where nothing changed."""

    label: str
    unit: str
    before: Stated | None
    now: Stated | None
    difference: str
    is_other_method: bool

    @property
    def is_changed(self) -> bool:
        """True when the two do not say the same."""
        return bool(self.difference) or self.before is None or self.now is None

    @property
    def is_other_verdict(self) -> bool:
        """True when a target is judged otherwise now."""
        was, now = self.before and self.before.verdict, self.now and self.now.verdict
        return was is not None and now is not None and was != now


def changes_between(former: Report, report: Report) -> tuple[Change, ...]:
    """Every figure of the two, in the order of the later report; what only the earlier one has comes last."""
    figures = list(ReportFigure.objects.filter(report__in=[former.pk, report.pk]).order_by("number"))
    old = {_what(one): one for one in figures if one.report_id == former.pk}
    found = [_change(old.pop(_what(one), None), one) for one in figures if one.report_id == report.pk]
    return (*found, *(_change(one, None) for one in old.values()))


def _what(figure: ReportFigure) -> tuple[str, str, bool]:
    return figure.key, figure.label, figure.target is not None


def _change(before: ReportFigure | None, now: ReportFigure | None) -> Change:
    figure = now or before
    assert figure is not None
    words = words_of(figure)
    return Change(
        label=words.label,
        unit=words.unit,
        before=_stated(before),
        now=_stated(now),
        difference=_difference(before, now),
        is_other_method=bool(before and now and _method(before) != _method(now)),
    )


def _method(figure: ReportFigure) -> str:
    words: Words = words_of(figure)
    return words.method


def _shown(figure: ReportFigure) -> Decimal:
    return rounded(figure.value, figure.places)


def _stated(figure: ReportFigure | None) -> Stated | None:
    if figure is None:
        return None
    return Stated(
        number=figure.number,
        text=as_text(_shown(figure), figure.places),
        href=reverse("report-figure", args=[figure.report_id, figure.number]),
        verdict=judged(figure),
    )


def _difference(before: ReportFigure | None, now: ReportFigure | None) -> str:
    """Of the values as they are shown, so that the reader's own subtraction agrees."""
    if before is None or now is None:
        return ""
    value = _shown(now) - _shown(before)
    if not value:
        return ""
    sign = "+" if value > 0 else "\u2212"
    return sign + as_text(value.copy_abs(), max(now.places, before.places))


def comparable(report: Report, user: User) -> list[Report]:
    """The other released reports of the grant that the person sees, the latest first, each with its period."""
    rows = Report.objects.visible_to(user).released().filter(period__grant=report.period.grant_id)
    return list(
        rows.exclude(pk=report.pk)
        .select_related("period__grant__programme")
        .defer("content")
        .order_by("-period__ends_on", "-period", "-version")
    )


def usual_former(report: Report, others: Sequence[Report]) -> Report | None:
    """What a report is held against unless another is asked for: its version before, else the period before."""
    same = [one for one in others if one.period_id == report.period_id and one.version < report.version]
    if same:
        return max(same, key=lambda one: one.version)
    earlier = [one for one in others if one.period.ends_on < report.period.ends_on]
    return max(earlier, key=lambda one: (one.period.ends_on, one.period_id, one.version), default=None)


def called(report: Report) -> str:
    """A report's period and, where there are several, its version, in short."""
    words = period_words(Period(report.period.starts_on, report.period.ends_on), short=True)
    return _("%(period)s, version %(version)s") % {"period": words, "version": report.version}
