"""The part with the decision's targets: in the funder's words and ours, outcome, line, forecast, and why it differs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from funding.parts.kinds import FrozenPart, PartKind
from funding.told import Told

if TYPE_CHECKING:
    from funding.reports import ReportDocument


@dataclass(frozen=True)
class TargetsShown:
    """Targets in their order, and each way of forecasting that they use, said once."""

    targets: tuple[Told, ...]
    methods: tuple[str, ...]

    @property
    def counted(self) -> tuple[tuple[tuple[Told, ...], Told], ...]:
        """How they are counted, said once for targets that say the same: those, and one of them to read it from."""
        found: dict[tuple[str, str], list[Told]] = {}
        for one in self.targets:
            found.setdefault((one.method, one.note), []).append(one)
        return tuple((tuple(those), those[0]) for those in found.values())

    @property
    def off_plan(self) -> tuple[Told, ...]:
        """Those whose outcome lies off the line."""
        return tuple(one for one in self.targets if one.off_plan)


def _shown(document: "ReportDocument", part: FrozenPart) -> TargetsShown | None:
    if not document.targets:
        return None
    methods = dict.fromkeys(one.forecast_method for one in document.targets if one.forecast_method)
    return TargetsShown(document.targets, tuple(methods))


TARGETS = PartKind(
    "targets",
    _("Targets"),
    _("What the decision asks for, in the funder's words: outcome, plan, forecast, and why it differs."),
    _shown,
)
