"""Pages about rights: what somebody else sees, and why."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Company
from programme.oversight.parameters import Asked, say
from programme.oversight.rights.sees import ended_in_words, sees
from programme.oversight.rights.why import why
from programme.oversight.views.trail import everywhere_only
from programme.people import actions
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission

FOUND = 10  # companies offered for words


@requires(Permission.SEE_RIGHTS)
def person_sees(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a person sees today and why; `?company=` asks about one company. Who looked stands in the trail."""
    everywhere_only(request.user, Permission.SEE_RIGHTS)
    person: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    asked, today = Asked(request.GET), timezone.localdate()
    company = _company(asked, request.user)
    words = asked.words("find")
    say(request, asked.problems)
    actions.note_looked_at(by=request.user, person=person, about=str(company) if company else "")
    context: dict[str, Any] = {
        "shown": person,
        "sees": sees(person, reader=request.user, today=today),
        "ended": ended_in_words(person, request.user, today),
        "why": why(person, company, reader=request.user, today=today) if company else None,
        "words": words,
        "found": Company.objects.visible_to(request.user).matching(words).order_by("name", "pk")[:FOUND]
        if words
        else [],
    }
    return render(request, "people/person_sees.html", context)


def _company(asked: Asked, reader: User) -> Company | None:
    """The company of the address, if the reader sees it."""
    pk = asked.id("company")
    company = None if pk is None else Company.objects.visible_to(reader).filter(pk=pk).first()
    if pk is not None and company is None:
        asked.problems.append(_("There is no such company."))
    return company
