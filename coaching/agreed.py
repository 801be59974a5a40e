"""Every number about what was agreed with companies: actions open and done, and what they gave (DESIGN mechanism 3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from coaching.figures import HOURS, enrolments_of, region_names, region_told
from coaching.models import ActionItem
from companies.models.transfer import region_on
from programme.common.figures import Column, Figure, Scope, total


def _actions(scope: Scope, day: date | OuterRef) -> QuerySet[ActionItem]:
    """Actions of companies in the scope, in the region that each company belonged to on the day."""
    rows = (
        ActionItem.objects.visible_to(scope.viewer)
        .filter(enrolment__in=enrolments_of(scope).order_by().values("pk"))
        .annotate(
            region_then=region_on(day, enrolment="enrolment", region="enrolment__region"), month=TruncMonth("closed_on")
        )
    )
    if scope.regions is not None:
        rows = rows.filter(region_then__in=scope.regions)
    return rows.annotate(**region_names()).select_related("enrolment__company")


def actions_done(scope: Scope) -> QuerySet[ActionItem]:
    """Those that were done in the period."""
    period = (scope.period.start, scope.period.end)
    rows = _actions(scope, OuterRef("closed_on")).filter(closed_on__range=period, dropped_reason="")
    return rows.order_by("-closed_on", "pk")


def actions_open(scope: Scope) -> QuerySet[ActionItem]:
    """Those that were agreed and not closed on the scope's day."""
    day = scope.as_of
    rows = _actions(scope, day).filter(Q(closed_on=None) | Q(closed_on__gt=day), added_on__lte=day)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def _effect(unit: str, per: str) -> Callable[[Scope], QuerySet[ActionItem]]:
    """Actions done in the period that say what they gave, in one unit."""

    def rows(scope: Scope) -> QuerySet[ActionItem]:
        return actions_done(scope).filter(effect_unit=unit, effect_per=per, reached_amount__isnull=False)

    return rows


ACTION_COLUMNS = (
    Column("company", _("Company"), lambda item: str(item.enrolment.company), names_company=True),
    Column("region", _("Region"), region_told),
    Column("what", _("Action"), lambda item: item.what, names_company=True),
    Column("due_on", _("When"), lambda item: item.due_on),
    Column("closed_on", _("Done on"), lambda item: item.closed_on),
    Column("reached", _("Effect reached"), lambda item: item.reached_amount),
)


def _of_actions(
    key: str,
    label: Any,
    unit: Any,
    counts: Any,
    rows: Callable[[Scope], QuerySet[ActionItem]],
    measure: Any,
    **more: Any,
) -> Figure:
    splits = {"region": "region_then", **more.pop("splits", {})}
    return Figure(key, label, unit, counts, rows, measure, ACTION_COLUMNS, splits=splits, **more)


FIGURES: tuple[Figure, ...] = (
    _of_actions(
        "actions_open",
        _("Open actions"),
        "",
        _("Actions agreed and neither done nor dropped on the day."),
        actions_open,
        Count("pk"),
    ),
    _of_actions(
        "actions_done",
        _("Actions done"),
        "",
        _("Actions done in the period. Those that were dropped are not counted."),
        actions_done,
        Count("pk"),
        splits={"month": "month"},
    ),
    _of_actions(
        "effect_kronor_a_year",
        _("Effect of actions, kr per year"),
        "kr",
        _("What companies say that actions done in the period give each year. Only actions that say it."),
        _effect(ActionItem.Unit.KRONOR, ActionItem.Per.YEAR),
        total("reached_amount"),
        splits={"month": "month"},
    ),
    _of_actions(
        "effect_hours_a_year",
        _("Effect of actions, hours per year"),
        HOURS,
        _("What companies say that actions done in the period save each year. Only actions that say it."),
        _effect(ActionItem.Unit.HOURS, ActionItem.Per.YEAR),
        total("reached_amount"),
        places=1,
        splits={"month": "month"},
    ),
)
