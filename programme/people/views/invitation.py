"""The page behind a personal link: choose a name and a password, once."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from programme.people import actions
from programme.people.access import public
from programme.people.forms import AcceptForm


@public
@never_cache
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Unknown, used and old links get the same page, which says whom to ask."""
    now = timezone.now()
    try:
        invitation = actions.invitation_behind(token, now=now)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:  # nothing chosen on this device: that of the mail
            translation.activate(invitation.person.language)
        form = AcceptForm(request.POST or None, person=invitation.person)
        if request.method != "POST" or not form.is_valid():
            return render(request, "people/invitation_accept.html", {"form": form, "invitation": invitation})
        actions.accept_invitation(
            token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"], now=now
        )
    except actions.InvitationSpent:
        return render(request, "people/invitation_spent.html", status=410)
    logout(request)  # whoever opened the link in this browser, the new person logs in next
    messages.success(request, _("Your password is saved. Log in with your e-mail and the password."))
    return redirect("account_login")
