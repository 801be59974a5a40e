"""One's own account: settings, language, appearance."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.people import actions
from programme.people.access import SignedInRequest, public, requires
from programme.people.forms import AccountForm
from programme.people.models import Appointment, User
from programme.people.models.user import Language, Theme
from programme.people.roles import Permission

THEME_COOKIE = "theme"  # read by programme.oversight.frame for who is not logged in
YEAR_S = 365 * 24 * 60 * 60


@requires(Permission.OWN_ACCOUNT)
def account(request: SignedInRequest) -> HttpResponse:
    """Own settings, own tasks, and the ways to password, two-step login and notices."""
    user = request.user
    initial = {name: getattr(user, name) for name in ("name", "phone", "language", "theme")}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_own_settings(by=user, values=form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your settings are saved."))
        return _remember(redirect("account"), language=user.language, theme=user.theme)
    rows = Appointment.objects.visible_to(user).filter(person=user).in_force(timezone.localdate())
    held = rows.select_related("programme", "region", "funder")
    context = {"form": form, "appointments": held, "has_plan": user.may(Permission.PLAN_SESSIONS)}
    return render(request, "people/account.html", context)


@public
@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """Change the language of this device, and the person's own when logged in; back to the page where that was."""
    response = HttpResponseRedirect(_next_path(request))
    language = request.POST.get("language", "")
    if language not in Language.values:
        return response
    if isinstance(request.user, User):
        actions.set_language(by=request.user, language=language)
    return _remember(response, language=language)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def theme_set(request: SignedInRequest) -> HttpResponse:
    """Change the appearance; back to the page where that was."""
    response = HttpResponseRedirect(_next_path(request))
    theme = request.POST.get("theme", "")
    if theme not in Theme.values:
        return response
    actions.set_theme(by=request.user, theme=theme)
    return _remember(response, theme=theme)


def _next_path(request: HttpRequest) -> str:
    """Where the form says to go on, when that is a path of this site; else the home page."""
    path = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return path if safe and path.startswith("/") else reverse("home")


def _remember(response: HttpResponse, *, language: str | None = None, theme: str | None = None) -> HttpResponse:
    """Keep the wishes on this device too, so that the login page follows them."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), (THEME_COOKIE, theme)):
        if value is not None:
            response.set_cookie(
                name, value, max_age=YEAR_S, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
    return response
