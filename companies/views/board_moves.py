"""A card that was dropped in another column, or moved by its menu or by keys: back to the board, with a word."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.actions.rules import must_lead_to
from companies.models import Enrolment
from companies.views.returning import with_news
from programme.people.access import SignedInRequest

State = Enrolment.State
# What asks for more than a day has a page of its own.
PAGES: dict[str, str] = {
    State.ADMITTED: "enrolment-admit",
    State.ACTIVE: "enrolment-start",
    State.COMPLETED: "enrolment-complete",
    State.WITHDRAWN: "enrolment-withdraw",
}


def move_on_board(request: SignedInRequest, enrolment: Enrolment, back: str) -> HttpResponse:
    """Move to the state that is posted as `to`, today, and return; say why when that state does not follow."""
    to, before = request.POST.get("to", ""), enrolment.state
    if to == before:
        return redirect(with_news(back))  # clicked twice
    if to in PAGES and enrolment.may_move_to(to):
        page = "enrolment-resume" if before == State.PAUSED and to == State.ACTIVE else PAGES[to]
        return redirect(page, enrolment.pk)
    try:
        if to in State.values:
            must_lead_to(enrolment, to)
        actions.move(by=request.user, enrolment=enrolment, to=to, on=timezone.localdate())
    except ValidationError as refused:
        messages.error(
            request, f"{enrolment.company.name}: {' '.join(refused.messages)} {_possible(enrolment)}".strip()
        )
        return redirect(with_news(back))
    words = {"company": enrolment.company.name, "state": enrolment.get_state_display()}
    messages.success(request, _("%(company)s is moved to “%(state)s”.") % words)
    return redirect(with_news(back, moved=enrolment.pk, **{"from": before}))


def _possible(enrolment: Enrolment) -> str:
    """The states that the present one leads to, in words; empty at the end of the way."""
    states = [str(State(state).label) for state in Enrolment.MOVES[enrolment.state]]
    return _("It can be moved to: %(states)s.") % {"states": ", ".join(states)} if states else ""
