"""The verbs on rates, costs and certificates."""

from funding.money.actions.certificates import add_certificate, withdraw_certificate
from funding.money.actions.costs import add_cost, change_cost, import_costs, withdraw_cost
from funding.money.actions.rates import add_rate, change_rate, end_rate, last_told, remove_rate

__all__ = [
    "add_certificate",
    "add_cost",
    "add_rate",
    "change_cost",
    "change_rate",
    "end_rate",
    "import_costs",
    "last_told",
    "remove_rate",
    "withdraw_certificate",
    "withdraw_cost",
]
