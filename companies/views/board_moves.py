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
from programme.people.models import User

State = Enrolment.State
# What asks for more than a day has a page of its own.
PAGES: dict[str, str] = {
    State.ADMITTED: "enrolment-admit",
    State.ACTIVE: "enrolment-start",
    State.COMPLETED: "enrolment-complete",
    State.WITHDRAWN: "enrolment-withdraw",
}


def move_on_board(request: SignedInRequest, enrolment: Enrolment, back: str) -> HttpResponse:
    """Move to the state that is posted as `to`, today, and return; say why when that state does not follow.

    `was` is the state that the card showed: when a colleague has moved the company meanwhile, nothing is moved.
    """
    to, before = request.POST.get("to", ""), enrolment.state
    if to == before:
        return redirect(with_news(back))  # clicked twice
    if request.POST.get("was", before) != before:
        words = {"company": enrolment.company.name, "state": enrolment.get_state_display()}
        messages.error(request, _("%(company)s has meanwhile come to “%(state)s”. Nothing was moved.") % words)
        return redirect(with_news(back))
    if page := _page_of(enrolment, to):
        return redirect(page, enrolment.pk)
    undone = "take_back" in request.POST
    try:
        _move(request.user, enrolment, to, undone=undone)
    except ValidationError as refused:
        said = f"{enrolment.company.name}: {' '.join(refused.messages)} {_possible(enrolment)}"
        messages.error(request, said.strip())
        return redirect(with_news(back))
    words = {"company": enrolment.company.name, "state": enrolment.get_state_display()}
    if undone:
        messages.success(request, _("%(company)s stands in “%(state)s” again.") % words)
        return redirect(with_news(back))
    messages.success(request, _("%(company)s is moved to “%(state)s”.") % words)
    return redirect(with_news(back, moved=enrolment.pk))


def _page_of(enrolment: Enrolment, to: str) -> str:
    """The page of a move that asks for more, or that takes a plan away; empty for one that is made at once."""
    if not enrolment.may_move_to(to):
        return ""
    if enrolment.state == State.ADMITTED and to not in PAGES:
        return "enrolment-move"
    return "enrolment-resume" if enrolment.state == State.PAUSED and to == State.ACTIVE else PAGES.get(to, "")


def _move(by: User, enrolment: Enrolment, to: str, *, undone: bool) -> None:
    today = timezone.localdate()
    if undone:
        actions.take_back(by=by, enrolment=enrolment, today=today)
        return
    if to in State.values:
        must_lead_to(enrolment, to)
    actions.move(by=by, enrolment=enrolment, to=to, on=today)


def _possible(enrolment: Enrolment) -> str:
    """The states that the present one leads to, in words; empty at the end of the way."""
    states = [str(State(state).label) for state in Enrolment.MOVES[enrolment.state]]
    return _("It can be moved to: %(states)s.") % {"states": ", ".join(states)} if states else ""
