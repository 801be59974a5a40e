"""Several figures in one query: a home page states a dozen numbers and asks the database once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import CharField, QuerySet, Value

from programme.common.figures import Figure, Median, Scope


def together(wanted: Mapping[str, tuple[Figure, Scope]]) -> dict[str, Decimal]:
    """The value of each figure for its scope, under the names given; equal to Figure.value one by one."""
    if not wanted:
        return {}
    if medians := [figure.key for figure, _scope in wanted.values() if isinstance(figure.measure, Median)]:
        raise TypeError(f"a median is no aggregate that can be stated together: {medians}")
    parts = [_one(name, figure, scope) for name, (figure, scope) in wanted.items()]
    stated: dict[str, Any] = dict(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    return {name: Decimal(stated.get(name) or 0) / figure.per for name, (figure, _) in wanted.items()}


def _one(name: str, figure: Figure, scope: Scope) -> QuerySet[Any, Any]:
    # A constant groups nothing: the aggregate is over all rows, and its name comes with it.
    rows = figure.rows(scope).order_by().select_related(None)
    named = rows.annotate(stated_name=Value(name, output_field=CharField())).values("stated_name")
    counted: QuerySet[Any, Any] = named.annotate(stated=figure.measure).values_list("stated_name", "stated")
    return counted
