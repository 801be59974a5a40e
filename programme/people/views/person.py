"""Pages about people: the list, one person's card, and the verbs on an account."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.common.pages import page_of
from programme.people import actions
from programme.people.access import SignedInRequest, requires
from programme.people.forms import PeopleFilter
from programme.people.listing import asked_of, people_rows
from programme.people.mails import MailNotSent
from programme.people.models import Appointment, User
from programme.people.passing_on import roles_on_offer
from programme.people.roles import Permission, Role
from programme.structure.models import Region


@requires(Permission.SEE_PEOPLE)
def person_list(request: SignedInRequest) -> HttpResponse:
    """Everybody whom the reader may see, with today's tasks."""
    form, asked = asked_of(request.GET, request.user)
    regions = list(Region.objects.visible_to(request.user))
    context = {
        "page": page_of(request, people_rows(request.user, asked, today=timezone.localdate())),
        "asked": asked,
        "roles": Role.choices,
        "regions": regions,
        "states": form.fields["state"].choices,  # type: ignore[attr-defined]
        "tags": _tags(form, asked),
        "may_invite": request.user.may(Permission.INVITE_PEOPLE),
        "may_see_load": request.user.may(Permission.SEE_COACH_LOAD),
    }
    return render(request, "people/person_list.html", context)


def _tags(form: PeopleFilter, asked: dict[str, object]) -> list[tuple[str, str]]:
    """The active filters: parameter and what to write on its tag."""
    choices = {name: dict(form.fields[name].choices) for name in ("role", "state")}  # type: ignore[attr-defined]
    return [(name, str(choices[name][value] if name in choices else value)) for name, value in asked.items()]


def card_of(user: User, person: User) -> dict[str, object]:
    """What a person's card says to one reader: tasks over time, whether and how the person logs in."""
    today = timezone.localdate()
    rows = Appointment.objects.visible_to(user).filter(person=person)
    mine = set(Appointment.objects.changeable_by(user).filter(person=person).values_list("pk", flat=True))
    is_self = person.pk == user.pk
    may_change = not is_self and User.objects.changeable_by(user).filter(pk=person.pk).exists()
    has_come = person.has_usable_password()
    return {
        "shown": person,
        "is_self": is_self,
        "appointments": [
            {
                "row": row,
                "ended": row.until_on is not None and row.until_on < today,
                "ahead": row.from_on > today,
                "may_end": row.pk in mine and not is_self and (row.until_on is None or row.until_on >= today),
            }
            for row in rows.select_related("programme", "region", "funder")
        ],
        "has_come": has_come,
        "invitation": None if has_come else person.invitations.first(),
        "two_factor": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists(),
        "may_add": bool(roles_on_offer(user.rights)),
        "may_close": may_change and person.is_active,
        "may_open": may_change and not person.is_active,
        "may_invite_again": may_change and person.is_active and not has_come,
    }


def _to_change(request: SignedInRequest, pk: int) -> User:
    """The person, if seen (else 404) and one whose account the reader may close (else 403)."""
    person: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not User.objects.changeable_by(request.user).exclude(pk=request.user.pk).filter(pk=pk).exists():
        raise PermissionDenied
    return person


@requires(Permission.INVITE_PEOPLE)
@require_POST
def person_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account."""
    person = actions.deactivate(by=request.user, person=_to_change(request, pk), now=timezone.now())
    messages.success(request, _("%(name)s can no longer log in.") % {"name": person})
    return redirect(person)


@requires(Permission.INVITE_PEOPLE)
@require_POST
def person_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    person = actions.reactivate(by=request.user, person=_to_change(request, pk))
    messages.success(request, _("%(name)s can log in again.") % {"name": person})
    return redirect(person)


@requires(Permission.INVITE_PEOPLE)
@require_POST
def invitation_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mail a new personal link."""
    person = _to_change(request, pk)
    try:
        actions.invite_again(by=request.user, person=person, now=timezone.now())
        messages.success(request, _("A new link has been mailed to %(email)s.") % {"email": person.email})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except MailNotSent:
        messages.error(request, _("The mail could not be sent now. Try again in a while."))
    return redirect(person)
