"""The figures that a target may ask for, found by what they are called and how they count."""

from collections.abc import Sequence

from funding.figures import REPORTED
from funding.indicators.outlook import targetable
from programme.common.figures import Figure

FIRST = ("enterprises_supported", "enterprises_non_financial")  # what European decisions ask for


def figures_found(words: str) -> Sequence[Figure]:
    """Those whose name, method or key holds every word, in any case; the usual ones first."""
    wanted = words.casefold().split()
    usual = {key: place for place, key in enumerate((*FIRST, *REPORTED))}
    found = [one for one in targetable() if all(word in _text(one) for word in wanted)]
    return sorted(found, key=lambda one: usual.get(one.key, len(usual)))


def _text(figure: Figure) -> str:
    return f"{figure.label} {figure.counts} {figure.key}".casefold()
