"""Pages on which a grant's money is written line by line: budget, decisions, co-financing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from funding.grants import actions
from funding.grants.actions.lines import budget_of, co_financing_of, decisions_of, in_words
from funding.grants.forms.lines import BudgetLines, CoFinancingLines, DecisionLines, LinesForm, initial_of
from funding.grants.views.grants import own_grant
from funding.models import Grant
from programme.common.forms import TextField
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@dataclass(frozen=True)
class Part:
    """One of the three: its words, how its lines are read, and the verb that replaces them."""

    title: Any
    lead: Any
    line: Any  # what one line is called
    more: Any  # what an empty one is called
    saved: Any
    forms: Any
    read: Callable[[Grant], list[Any]]
    act: Callable[..., Grant]
    is_short: bool = False  # a line of few fields, which need no heading


BUDGET = Part(
    gettext_lazy("Budget by cost type"),
    gettext_lazy("Leave the year empty for a budget that is not divided by year."),
    gettext_lazy("Cost"),
    gettext_lazy("One more cost"),
    gettext_lazy("The budget is saved."),
    BudgetLines,
    budget_of,
    actions.set_budget,
    is_short=True,
)
DECISIONS = Part(
    gettext_lazy("Decisions"),
    gettext_lazy("An operating grant is decided a year at a time. The decisions may not exceed the amount."),
    gettext_lazy("Decision"),
    gettext_lazy("One more decision"),
    gettext_lazy("The decisions are saved."),
    DecisionLines,
    decisions_of,
    actions.set_decisions,
)
CO_FINANCING = Part(
    gettext_lazy("Co-financing"),
    gettext_lazy(
        "A partner that gives both cash and in kind has a line for each. The basis is how contributions in kind are "
        "valued, or the appropriation of public cash."
    ),
    gettext_lazy("Contribution"),
    gettext_lazy("One more contribution"),
    gettext_lazy("The co-financing is saved."),
    CoFinancingLines,
    co_financing_of,
    actions.set_co_financing,
)


def _page(request: SignedInRequest, pk: int, part: Part) -> HttpResponse:
    grant = own_grant(request, pk)
    posted = request.POST if request.method == "POST" else None
    form, lines = LinesForm(posted, grant=grant), part.forms(posted, initial=initial_of(part.read(grant)))
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        typed = lines.lines()
        try:
            part.act(by=request.user, grant=grant, version=form.cleaned_data["version"], lines=typed)
            messages.success(request, str(part.saved))
            return redirect(grant)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            return _conflict(request, part, form, conflict, typed)
    context = {"grant": grant, "part": part, "form": form, "lines": lines}
    return render(request, "funding/grants/lines.html", context)


def _conflict(
    request: SignedInRequest, part: Part, form: LinesForm, conflict: Conflict, typed: list[Any]
) -> HttpResponse:
    """The saved lines beside the typed ones, each on a line of its own."""
    grant: Any = conflict.current
    grant.lines = "\n".join(in_words(part.read(grant))) or "–"
    form.fields["lines"] = TextField(label=part.title)
    mine = {"lines": "\n".join(in_words(typed)) or "–"}
    return conflict_page(request, Conflict(grant, mine), form)


@requires(Permission.MAKE_REPORTS)
def grant_budget(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the grant may be spent on."""
    return _page(request, pk, BUDGET)


@requires(Permission.MAKE_REPORTS)
def grant_decisions(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the funder decided, a part at a time."""
    return _page(request, pk, DECISIONS)


@requires(Permission.MAKE_REPORTS)
def grant_co_financing(request: SignedInRequest, pk: int) -> HttpResponse:
    """What partners promised; what they certify since has a page of its own (funding.money)."""
    return _page(request, pk, CO_FINANCING)
