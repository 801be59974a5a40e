"""The places on a draft's page where outcomes off their plan are explained."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from funding.indicators.forms.variances import VarianceForm
from funding.models import Report
from funding.told import Told

if TYPE_CHECKING:
    from funding.reports import ReportDocument


@dataclass(frozen=True)
class Place:
    """One target off its plan, and its form."""

    told: Told
    form: VarianceForm


def places(report: Report, document: "ReportDocument | None", refused: VarianceForm | None, target: int) -> list[Place]:
    """A place for each target that lies off its plan. refused: the form of `target` that was posted and not saved."""
    if document is None:
        return []
    return [
        Place(
            one,
            refused
            if refused is not None and one.target_id == target
            else VarianceForm(target=one.target_id, there=one.why),
        )
        for one in document.targets
        if one.off_plan and one.target_id is not None
    ]
