"""Logging without reception: the form that lies on the phone, the queue, and what sends it."""

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions import log_session
from coaching.forms import LogSessionForm
from coaching.forms.session import HEADS
from coaching.sending import TIMES, differences
from coaching.views.sessions import form_page
from programme.common.paper.statics import static_path
from programme.people.access import SignedInRequest, public, requires
from programme.people.roles import Permission

# All that the two pages on the phone need.
ASSETS = (
    "css/tokens.css",
    "css/look.css",
    "css/forms.css",
    "css/coaching.css",
    "js/lyft.js",
    "js/session.js",
    "js/offline/draft.js",
    "js/offline/outbox.js",
    "js/offline/page.js",
    "js/offline/server.js",
    "js/offline/store.js",
    "vendor/bootstrap.min.css",
    "vendor/htmx.min.js",
    "vendor/inter.woff2",
    "img/favicon.svg",
    "img/chevron-light.svg",
    "img/chevron-dark.svg",
)


# The fields that the list of what waits shows as text.
SHOWN = (*TIMES, "shareable_summary", "confidential_note")


@requires(Permission.LOG_SESSIONS)
def session_offline(request: SignedInRequest) -> HttpResponse:
    """The form as it lies on the phone: the coach's companies and open actions, and no more than that."""
    form = LogSessionForm(None, user=request.user, today=timezone.localdate())
    return form_page(request, form, offline=True)


@requires(Permission.OWN_ACCOUNT)
def session_outbox(request: SignedInRequest) -> HttpResponse:
    """What waits on this device. The page is empty; its script fills it from the device.

    Open to who may log no more: what she wrote is still hers to copy.
    """
    labels = {name: str(LogSessionForm.base_fields[name].label) for name in SHOWN}
    labels |= {name: str(label) for name, label in HEADS.items()}  # of each company
    context = {"labels_json": json.dumps(labels), "may_log": request.user.may(Permission.LOG_SESSIONS)}
    return render(request, "coaching/outbox.html", context)


@requires(Permission.LOG_SESSIONS)
def session_send(request: SignedInRequest) -> JsonResponse:
    """GET: who is logged in, and a fresh token. POST: one session from the queue, under the key of its form.

    201 saved (again and again, with the same answer), 409 something else is saved under this key, 422 refused in words.
    """
    if request.method != "POST":
        return JsonResponse({"person": request.user.pk, "token": get_token(request)})
    form = LogSessionForm(request.POST, request.FILES, user=request.user, today=timezone.localdate())
    if not form.is_valid():
        return _refused(form)
    values = form.values()
    try:
        session = log_session(
            by=request.user, values=values, key=form.cleaned_data["key"], again=form.cleaned_data["again"]
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return _refused(form)
    pairs = differences(session, values)
    told: dict[str, Any] = {"address": session.get_absolute_url()}
    if pairs:
        return JsonResponse({"state": "conflict", "pairs": [asdict(pair) for pair in pairs], **told}, status=409)
    return JsonResponse({"state": "saved", **told}, status=201)


def _refused(form: LogSessionForm) -> JsonResponse:
    """Why, in words, and whether it is only that a session like it is there already."""
    words = [f"{label}: {error}" if label else str(error) for _anchor, label, error in form.all_errors]
    twin = set(form.errors) == {"again"}
    return JsonResponse({"state": "twin" if twin else "refused", "words": words}, status=422)


@public
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers when nobody else does. A new version is one with other files."""
    addresses = [staticfiles_storage.url(name) for name in ASSETS]
    digest = sha256(b"".join(Path(static_path(name)).read_bytes() for name in ASSETS))
    digest.update("".join(addresses).encode())
    context = {
        "version": digest.hexdigest()[:16],
        "assets": addresses,
        "form": reverse("session-log"),
        "copy": reverse("session-offline"),
        "outbox": reverse("session-outbox"),
        "store": staticfiles_storage.url("js/offline/store.js"),
    }
    return render(request, "coaching/service_worker.js", {"told": context}, content_type="text/javascript")


@public
def web_manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the portal among its programs."""
    icon = {"type": "image/png", "purpose": "any"}
    told = {
        "name": "Lyftportalen",
        "short_name": "Lyftportalen",
        "description": _("Log coaching sessions, also without reception."),
        "lang": "sv",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f2",
        "theme_color": "#0b5560",
        "icons": [
            {**icon, "src": staticfiles_storage.url("img/icon-192.png"), "sizes": "192x192"},
            {**icon, "src": staticfiles_storage.url("img/icon-512.png"), "sizes": "512x512"},
            {**icon, "src": staticfiles_storage.url("img/icon-mask.png"), "sizes": "512x512", "purpose": "maskable"},
        ],
        "shortcuts": [{"name": _("Log session"), "url": reverse("session-log")}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
