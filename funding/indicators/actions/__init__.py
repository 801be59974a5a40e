"""The verbs on targets and on why outcomes lie off their plan."""

from funding.indicators.actions.targets import add_target, change_target, end_target, is_stated, remove_target
from funding.indicators.actions.variances import explain

__all__ = ["add_target", "change_target", "end_target", "explain", "is_stated", "remove_target"]
