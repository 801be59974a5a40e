"""The straight line from a target's baseline to its value, and whether an outcome lies off it. Pure."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

EXACT = Decimal("0.000001")


class Off(StrEnum):
    """On which side of the line an outcome lies, by more than the grant allows."""

    BELOW = "below"
    ABOVE = "above"


def planned(baseline: Decimal, value: Decimal, *, start: date, due: date, on: date) -> Decimal:
    """What the line says on a day; the days from the grant's first to the target's are alike."""
    whole = (due - start).days + 1
    gone = min(max((on - start).days + 1, 0), whole) if whole > 0 else 1
    return (baseline + (value - baseline) * gone / max(whole, 1)).quantize(EXACT)


def off_plan(outcome: Decimal, plan: Decimal, *, percent: int, places: int) -> Off | None:
    """Where the outcome lies; None within so many per cent of the line, or within one unit of what is shown."""
    apart = outcome - plan
    if abs(apart) <= plan * percent / 100 or abs(apart) < Decimal(1).scaleb(-places):
        return None
    return Off.BELOW if apart < 0 else Off.ABOVE
