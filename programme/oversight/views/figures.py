"""The rows behind a number, the same as a spreadsheet, and how each number is counted."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.funnel import FEWEST
from funding.figures import CATALOGUE, STATES
from programme.common.figures import Figure, Median, Scope
from programme.common.numbers import as_text
from programme.common.pages import page_of
from programme.oversight.dashboards.funnel import few, sees_others
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.oversight.parameters import Asked, say
from programme.oversight.scopes import NARROWING, scope_from, stage_asked
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission
from programme.structure.models import County, Municipality, Programme, ProgrammeVersion, Region


@requires(Permission.SEE_FIGURES)
def figure_rows(request: SignedInRequest, key: str) -> HttpResponse:
    """One figure for the scope of the address: its value, what it counts, its rows."""
    figure = _figure(key)
    scope, problems = scope_from(request.GET, viewer=request.user, today=timezone.localdate())
    say(request, problems)
    page = page_of(request, figure.rows(scope))
    context = {
        "figure": figure,
        "value": figure.value(scope),
        "few": _is_few(figure, scope),
        "page": page,
        "lines": [_line(figure, row) for row in page.object_list],
        "of_state": key in STATES,
        "scope": scope,
        "places": _places(scope, request.GET),
        "kept": _kept(request.GET, {"as_of"} if key in STATES else {"from", "until"}),
    }
    return render(request, "oversight/figure_rows.html", context)


@requires(Permission.SEE_FIGURES)
def figure_export(request: SignedInRequest, key: str) -> HttpResponse:
    """The rows behind a figure as a spreadsheet; leaves a trace."""
    figure = _figure(key)
    scope, _problems = scope_from(request.GET, viewer=request.user, today=timezone.localdate())
    rows = figure.rows(scope).iterator(chunk_size=BATCH)
    columns: Columns = [(column.label, column.value) for column in figure.columns]
    value = few() if _is_few(figure, scope) else f"{figure.value(scope)} {figure.unit}".strip()
    notes = [f"{figure.label}: {value}", figure.counts, _when(key, scope)]
    return list_as_spreadsheet(
        request, rows, columns, what=f"figure {key}", title=str(figure.label), file_name=key, notes=notes
    )


@requires(Permission.OWN_ACCOUNT)
def method(request: SignedInRequest) -> HttpResponse:
    """How we count: every figure with what it counts; a link to its rows for who may open them."""
    may_open = request.user.may(Permission.SEE_FIGURES)
    figures = [
        {"figure": figure, "of_state": key in STATES, "href": reverse("figure-rows", args=[key]) if may_open else ""}
        for key, figure in CATALOGUE.items()
    ]
    return render(request, "oversight/method.html", {"figures": figures})


def _is_few(figure: Figure, scope: Scope) -> bool:
    """True for a median of too few companies to somebody who sees other regions' figures."""
    if not isinstance(figure.measure, Median) or not sees_others(scope.viewer):
        return False
    return figure.rows(scope).order_by().values("enrolment__company").distinct().count() < FEWEST


def _figure(key: str) -> Figure:
    if key not in CATALOGUE:
        raise Http404
    return CATALOGUE[key]


def _line(figure: Figure, row: Any) -> dict[str, Any]:
    """A row's cells, and where it leads: a card of the row itself or of the enrolment that it is about."""
    enrolment = getattr(row, "enrolment_id", None)
    if enrolment:
        href = reverse("enrolment-card", args=[enrolment])
    else:
        href = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return {"href": href, "cells": [_cell(column.value(row)) for column in figure.columns]}


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, (int, Decimal)):
        return as_text(value, places=2)
    return value.isoformat() if isinstance(value, date) else str(value)


def _kept(params: QueryDict, asked: set[str]) -> list[tuple[str, str]]:
    """What of the address the form of dates hands on, so that only the days change."""
    names = {"programme", "region", "grant", "from", "until", "as_of", *NARROWING} - asked
    return [(name, value) for name in params if name in names for value in params.getlist(name)]


def _when(key: str, scope: Scope) -> str:
    if key in STATES:
        return _("As of %(day)s") % {"day": scope.as_of}
    return _("From %(start)s until %(end)s") % {"start": scope.period.start, "end": scope.period.end}


def _places(scope: Scope, params: QueryDict) -> list[str]:
    """The scope's programme, regions and county by name."""
    names: list[str] = []
    if scope.programme is not None:
        names += [str(row) for row in Programme.objects.filter(pk=scope.programme)] or [_("unknown programme")]
    if scope.regions is not None:
        names += [str(row) for row in Region.objects.filter(pk__in=scope.regions)] or [_("unknown region")]
    county = Asked(params).code("county", 2)
    if county:
        names += [str(row) for row in County.objects.filter(code=county)] or [_("unknown county")]
    version = Asked(params).id("version")
    if version is not None:
        names += [str(row) for row in ProgrammeVersion.objects.filter(pk=version)] or [_("unknown version")]
    since, until = Asked(params).day("started_from"), Asked(params).day("started_until")
    names += [_("started from %(day)s") % {"day": since}] if since else []
    names += [_("started by %(day)s") % {"day": until}] if until else []
    stage = stage_asked(Asked(params))
    if stage:
        words = _("stage %(order)s and after it") if stage.or_later else _("stage %(order)s")
        names.append(words % {"order": stage.order})
    if scope.municipality:
        names += [str(row) for row in Municipality.objects.filter(code=scope.municipality)] or [
            _("unknown municipality")
        ]
    years = Asked(params).years("started")
    if years:
        first, last = years
        names.append(_("started %(years)s") % {"years": first if first == last else f"{first}–{last}"})
    return names
