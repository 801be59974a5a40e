"""Switching mails off by a mail's own link, without a login (RFC 8058). Looking changes nothing; a POST does."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from programme.common.rate import within_rate
from programme.notices import actions, unsubscribing
from programme.notices.models import Frequency, NoticePreference
from programme.people.access import public
from programme.people.models import User

HOUR_S = 60 * 60
OF_ONE_PERSON = 60  # an hour
BAD_FROM_ONE_ADDRESS = 60  # an hour; links that are none of ours
PAGE = "notices/unsubscribe.html"


@public
@csrf_exempt  # mail programs post without our cookie; the signed link says who asks, and no session is looked at
def notice_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A small page with one button; posted to, by it or by a mail program, it switches the mails off, or on again."""
    asked = unsubscribing.read(token, on=timezone.localdate())
    if asked is None:
        address = str(get_adapter().get_client_ip(request))
        good = within_rate("unsubscribe-bad", address, limit=BAD_FROM_ONE_ADDRESS, seconds=HOUR_S)
        return _answer(render(request, PAGE, {"asked": None}, status=404 if good else 429))
    # By person and not by network address: mail services click for whole regions from a few addresses.
    if not within_rate("unsubscribe", str(asked.person.pk), limit=OF_ONE_PERSON, seconds=HOUR_S):
        return _answer(render(request, PAGE, {"asked": None, "is_busy": True}, status=429))
    if request.method == "POST":
        act = actions.switch_on if "on" in request.POST else actions.switch_off
        act(by=None, person=asked.person, topics=asked.topics)
    with translation.override(_language(request, asked.person)):
        context = {"asked": asked, "is_off": _is_off(asked), "is_on_again": "on" in request.POST}
        return _answer(render(request, PAGE, context))


def _is_off(asked: unsubscribing.Asked) -> bool:
    """Whether all that the link is about is switched off."""
    wishes = NoticePreference.objects.filter(person=asked.person, topic__in=asked.topics)
    return wishes.filter(frequency=Frequency.OFF).count() == len(asked.topics)


def _language(request: HttpRequest, person: User) -> str:
    """The page's own when the visitor chose one, else that of whose mails it is about."""
    chosen = isinstance(request.user, User) or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() or person.language if chosen else person.language


def _answer(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
