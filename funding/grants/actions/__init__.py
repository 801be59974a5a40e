"""The verbs on grants, their money, their calendar and their shares."""

from funding.grants.actions.allocations import (
    add_allocation,
    change_allocation,
    end_allocation,
    lay_shares,
    remove_allocation,
    reported_then,
    would_lay_shares,
)
from funding.grants.actions.calendar import (
    Changed,
    add_period,
    change_period,
    extend_period,
    lay_calendar,
    remove_period,
    skip_period,
    take_back_skip,
    would_lay,
)
from funding.grants.actions.grants import add_funder, add_grant, change_funder, change_grant
from funding.grants.actions.lines import (
    BudgetValues,
    CoFinancingValues,
    DecisionValues,
    set_budget,
    set_co_financing,
    set_decisions,
)

__all__ = [
    "BudgetValues",
    "Changed",
    "CoFinancingValues",
    "DecisionValues",
    "add_allocation",
    "add_funder",
    "add_grant",
    "add_period",
    "change_allocation",
    "change_funder",
    "change_grant",
    "change_period",
    "end_allocation",
    "extend_period",
    "lay_calendar",
    "lay_shares",
    "remove_allocation",
    "remove_period",
    "reported_then",
    "set_budget",
    "set_co_financing",
    "set_decisions",
    "skip_period",
    "take_back_skip",
    "would_lay",
    "would_lay_shares",
]
