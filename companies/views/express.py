"""The public form: an expression of interest. What a visitor sees never tells what the portal knows."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companies import actions
from companies.forms import InterestForm
from companies.interest import stamp
from programme.common.rate import within_rate
from programme.people.access import public
from programme.structure.models import Municipality

HOUR_S = 60 * 60
FROM_ONE_ADDRESS = 10  # an hour; a meeting room shares one address
IN_ALL = 200  # an hour, from everywhere


@public
def interest_send(request: HttpRequest) -> HttpResponse:
    """The form on a page of its own; sent from there or from the start page."""
    now = timezone.now()
    if request.method != "POST":
        return _page(request, InterestForm(initial={"stamp": stamp.issue(now)}))
    form = InterestForm(request.POST)
    if not form.is_valid():
        return _page(request, _again(request))
    sure = form.sure_stamp(now)
    if sure is None:
        words = _("We are not sure that everything came along. Look it through, and send it once more.")
        return _page(request, _again(request), said=words)
    if not _is_within_rates(request):
        words = _("Many expressions of interest come in right now. Your text is still below: try again in an hour.")
        return _page(request, _again(request), said=words, status=429)
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    actions.express_interest(values=form.values(), key=sure.key, language=language, now=now)
    return redirect("interest-thanks")


@public
@require_safe
def interest_thanks(request: HttpRequest) -> HttpResponse:
    """The same for everybody who has sent the form."""
    return render(request, "public/interest_thanks.html")


def _again(request: HttpRequest) -> InterestForm:
    """The form with what was typed, and with a stamp that is good for another try."""
    now = timezone.now()
    data = request.POST.copy()
    held = stamp.read(data.get("stamp", ""))
    if held is None or now - held.opened_at > stamp.LONGEST:
        data["stamp"] = stamp.issue(now)
    data["homepage"] = ""
    return InterestForm(data)


def _is_within_rates(request: HttpRequest) -> bool:
    address = str(get_adapter().get_client_ip(request))
    alone = within_rate("interest", address, limit=FROM_ONE_ADDRESS, seconds=HOUR_S)
    return alone and within_rate("interest", "all", limit=IN_ALL, seconds=HOUR_S)


def _page(request: HttpRequest, form: InterestForm, *, said: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "said": said, "municipalities": Municipality.objects.all()}
    return render(request, "public/interest_send.html", context, status=status)
