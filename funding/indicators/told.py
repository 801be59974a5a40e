"""A target as a report states it, in the reader's language: the same words on pages, on paper and in files."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from funding.indicators.forecast import KINDS
from funding.indicators.narrowing import wording_in
from funding.models import Report, ReportFigure
from funding.parts.kinds import in_language
from funding.told import Told, Verdict, ranged, verdict
from funding.wording import words_of
from programme.common.numbers import as_text


def target_words(figure: ReportFigure) -> dict[str, Any]:
    """Fields of Told, from what was frozen; empty for a figure that no target asks for."""
    if figure.target is None:
        return {}
    return {
        "target": as_text(figure.target, 2),
        "target_on": figure.target_on,
        "forecast": _whole(figure.forecast),
        "forecast_low": _whole(figure.forecast_low),
        "forecast_high": _whole(figure.forecast_high),
        "forecast_method": str(KINDS.get(figure.forecast_kind, "")),
        "verdict": judged(figure),
        "target_id": figure.of_target_id,
        "code": figure.code,
        "wording": wording_in(figure.wording),
        "note": in_language(figure.wording, "note"),
        "baseline": "" if figure.baseline is None else as_text(figure.baseline, 2),
        "planned": "" if figure.planned is None else as_text(figure.planned, 0),
        "off_plan": figure.off_plan,
    }


def forecast_words(figure: ReportFigure) -> str:
    """`31 (26–37)`."""
    return ranged(_whole(figure.forecast), _whole(figure.forecast_low), _whole(figure.forecast_high))


def judged(figure: ReportFigure) -> Verdict | None:
    """Whether its target is reached, as its report says; None for a figure that no target asks for."""
    return verdict(figure.forecast, figure.target, figure.forecast_low, figure.forecast_high)


def _whole(value: Decimal | None) -> str:
    return "" if value is None else as_text(value, 0)


def changed_whys(former: Report, report: Report) -> Iterator[tuple[str, str, str]]:
    """What two reports say otherwise of targets off their plan: the target, before, now; a dash for nothing said."""
    before, after = ({one.target_id: one.text for one in given.variances.all()} for given in (former, report))
    names = {one.of_target_id: words_of(one).label for given in (former, report) for one in given.figures.all()}
    for target in dict.fromkeys([*before, *after]):
        if before.get(target) != after.get(target):
            name = names.get(target, "–")
            yield _("Off plan: %(target)s") % {"target": name}, before.get(target, "–"), after.get(target, "–")


def with_whys(report: Report, told: Iterable[Told]) -> tuple[Told, ...]:
    """The same, each target that lies off its line with what the programme office says of it."""
    said = {one.target_id: one.text for one in report.variances.all()}
    return tuple(
        replace(one, why=said[one.target_id]) if one.off_plan and one.target_id in said else one for one in told
    )
