"""Photos and papers of a session: shown, added, taken away."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions import add_session_files, remove_session_file
from coaching.forms import SessionFilesForm
from coaching.models import CoachingSession, SessionFile
from companies import paper
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

logger = logging.getLogger(__name__)


@requires(Permission.SEE_SESSIONS)
def session_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bytes, for who may see the session at this moment: a photo to look at, a paper to save."""
    file = get_object_or_404(SessionFile.objects.visible_to(request.user), pk=pk)
    try:
        with default_storage.open(file.stored_name) as stored:
            content = stored.read()
    except OSError:
        logger.exception("session file %s: its bytes are missing", file.pk)
        raise Http404 from None
    response = HttpResponse(content, content_type=paper.CONTENT_TYPES[file.format])
    name = slugify(f"{file.title} {file.pk}") or "file"
    response["Content-Disposition"] = f'{"inline" if file.is_photo else "attachment"}; filename="{name}.{file.format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Permission.LOG_SESSIONS)
def session_files_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Photos and papers for a session that is logged already."""
    session = get_object_or_404(CoachingSession.objects.visible_to(request.user).defer("confidential_note"), pk=pk)
    if not CoachingSession.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    sent = request.method == "POST"
    form = SessionFilesForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            add_session_files(by=request.user, session=session, files=form.files_sent(), key=form.cleaned_data["key"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The files are saved."))
            return redirect(session)
    return render(request, "coaching/session_files_add.html", {"form": form, "session": session})


@requires(Permission.LOG_SESSIONS)
@require_POST
def session_file_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a photo or paper away for good."""
    file = get_object_or_404(SessionFile.objects.visible_to(request.user).select_related("session"), pk=pk)
    if not SessionFile.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    remove_session_file(by=request.user, file=file)
    messages.success(request, _("%(file)s is taken away.") % {"file": file.title})
    return redirect(file.session)
