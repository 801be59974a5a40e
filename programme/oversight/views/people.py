"""A person's card, which joins what the people's room knows with what became of the mails."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from programme.notices.bounces import refused_to
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.views.person import card_of


@requires(Permission.SEE_PEOPLE)
def person_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: tasks over time, the account, and whether mails arrive."""
    person: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    mail = refused_to(person)
    context: dict[str, object] = {
        "mail": mail,
        "who": person.name,
        "sees_mails": request.user.may(Permission.SEE_ALL_NOTICES),
    }
    context["sees_rights"] = request.user.rights.national(Permission.SEE_RIGHTS)
    return render(request, "people/person_card.html", card_of(request.user, person) | context)
