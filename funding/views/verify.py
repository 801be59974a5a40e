"""The page for everybody that says whether a file is one of ours, as it was released."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from funding.artefacts import actions
from funding.artefacts.verifying import LARGEST, SumOnly, look_up, sum_of
from funding.reports import title_of
from programme.common.rate import within_rate
from programme.people.access import public
from programme.people.models import User

HOUR_S = 60 * 60
FROM_ONE_ADDRESS = 30  # an hour
IN_ALL = 600  # an hour, from everywhere: each may be a file of the largest size


@public
@csrf_exempt
def verify(request: HttpRequest) -> HttpResponse:
    """Open to all: whoever was handed a report may ask whether it is ours (how much is told: `look_up`)."""
    if request.method != "POST":
        return _page(request)
    if not _is_within_rates(request):  # before anything of it is read
        return _page(request, said=_("Many files are being looked up right now. Try again in an hour."), status=429)
    # The handler must be there before the form is read, and the protection against forgery reads the form.
    handler = SumOnly(request)
    request.upload_handlers = [handler]
    return _checked(request, handler)


@csrf_protect
def _checked(request: HttpRequest, handler: SumOnly) -> HttpResponse:
    typed = request.POST.get("sum", "")
    if handler.is_too_large:
        words = _("The file is larger than %(size)s MB: none of ours is.") % {"size": LARGEST // 1_000_000}
        return _page(request, said=words, status=413)
    sha256 = handler.sha256 or sum_of(typed)
    if not sha256:
        words = _("Choose a file, or paste its SHA-256: 64 figures and the letters a to f.")
        return _page(request, said=words, typed=typed[:200], status=422)
    user = request.user if isinstance(request.user, User) else None
    found = look_up(sha256, user)
    if found.file:
        actions.note_verified(by=user, file=found.file)
    elif user:
        actions.note_unknown(by=user, sha256=sha256)
    return _page(request, sha256=sha256, found=found, title=title_of(found.report) if found.report else "")


def _is_within_rates(request: HttpRequest) -> bool:
    address = str(get_adapter().get_client_ip(request))
    alone = within_rate("verify", address, limit=FROM_ONE_ADDRESS, seconds=HOUR_S)
    return alone and within_rate("verify", "all", limit=IN_ALL, seconds=HOUR_S)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "funding/verify.html", context, status=status)
