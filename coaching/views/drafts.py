"""A session's form as it is typed: saved on the server, taken up again, thrown away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions import AlreadyLogged, NewerDraft, drop_draft, save_draft
from coaching.forms.drafts import LONGEST_KEY, content_of
from coaching.models import CoachingSession, SessionDraft
from coaching.visibility import enrolments_coached_by
from companies.models import Enrolment
from programme.common.templatetags.lyft import clock
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission


@requires(Permission.LOG_SESSIONS)
@require_POST
def draft_save(request: SignedInRequest, key: UUID) -> JsonResponse:
    """Keep what was typed; the answer is for the page's script. 409: there is a newer draft, or the session itself."""
    content = content_of(request.POST)
    revision = request.POST.get("revision", "")
    try:
        draft = save_draft(
            by=request.user,
            key=key,
            content=content,
            companies=_companies(request.user, content),
            on_revision=int(revision) if revision.isdecimal() and len(revision) < 9 else 0,
            now=timezone.now(),
            session=_session(request),
        )
    except NewerDraft as newer:
        return JsonResponse({"state": "newer", **_told(newer.draft)}, status=409)
    except AlreadyLogged as logged:
        address = reverse("session-card", args=[logged.session])
        return JsonResponse({"state": "logged", "address": address}, status=409)
    except PermissionDenied:
        raise Http404 from None  # somebody else's
    except ValidationError as refused:
        return JsonResponse({"state": "refused", "words": " ".join(refused.messages)}, status=422)
    return JsonResponse({"state": "saved", **_told(draft)})


def _session(request: SignedInRequest) -> CoachingSession | None:
    """The one that the form corrects; 404 when it is not seen."""
    key = request.POST.get("session", "")
    if not (key.isdecimal() and len(key) < LONGEST_KEY):
        return None
    return get_object_or_404(CoachingSession.objects.visible_to(request.user).defer("confidential_note"), pk=int(key))


def _told(draft: SessionDraft) -> dict[str, Any]:
    address = draft.get_absolute_url()
    return {"key": str(draft.pk), "revision": draft.revision, "at": clock(draft.saved_at), "address": address}


def _companies(user: User, content: dict[str, list[str]]) -> str:
    """The names of the chosen companies, of those that the person coaches."""
    keys = [int(key) for key in content.get("enrolments", []) if key.isdecimal() and len(key) < LONGEST_KEY]
    mine = Enrolment.objects.visible_to(user).filter(pk__in=enrolments_coached_by(user)).filter(pk__in=keys)
    return ", ".join(mine.order_by("company__name").values_list("company__name", flat=True))


@requires(Permission.LOG_SESSIONS)
@require_POST
def draft_drop(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Throw away a draft."""
    drop_draft(by=request.user, draft=get_object_or_404(SessionDraft.objects.visible_to(request.user), pk=key))
    messages.success(request, _("The draft is thrown away."))
    return redirect("home")
