"""Documents of an enrolment: added, taken and removed. Their bytes leave the house through here only."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companies import actions, paper
from companies.forms import DocumentForm, RemoveDocumentForm
from companies.models import Document
from companies.views.acting import attempt, enrolment_to_change
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

logger = logging.getLogger(__name__)


@requires(Permission.MOVE_ENROLMENTS)
def document_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a file to an enrolment; `?kind=` says which kind is chosen at first."""
    enrolment = enrolment_to_change(request.user, pk)
    posted: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentForm(*posted, initial={"kind": request.GET.get("kind", Document.Kind.AGREEMENT)})
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: actions.add_document(by=request.user, enrolment=enrolment, **form.values()))
        if added is not None:
            messages.success(request, _("“%(title)s” is added.") % {"title": added.title})
            return redirect(f"{enrolment.get_absolute_url()}?tab=documents")
    words = {"title": _("Add a document"), "why": "", "submit": _("Add")}
    return render(request, "companies/act.html", {"form": form, "enrolment": enrolment, **words})


@requires(Permission.SEE_COMPANIES)
@require_safe
def document_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bytes, always as a file to save, for who may see the document at this moment. Leaves a trace."""
    rows = Document.objects.visible_to(request.user).select_related("enrolment__company")
    document = get_object_or_404(rows, pk=pk)
    try:
        with default_storage.open(document.stored_name) as file:
            content = file.read()
    except OSError:
        logger.exception("document %s: its file is missing", document.pk)
        raise Http404 from None
    if request.method == "GET":
        actions.note_document_taken(by=request.user, document=document)
    response = HttpResponse(content, content_type=paper.CONTENT_TYPES[document.format])
    name = slugify(f"{document.title} {document.pk}") or "document"
    response["Content-Disposition"] = f'attachment; filename="{name}.{document.format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Permission.MOVE_ENROLMENTS)
def document_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a document away from view, for a reason."""
    rows = Document.objects.visible_to(request.user).select_related(
        "enrolment__company", "enrolment__programme_version"
    )
    document = get_object_or_404(rows, pk=pk)
    if not Document.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    back = f"{document.enrolment.get_absolute_url()}?tab=documents"
    if document.removed_at:
        return redirect(back)  # clicked twice
    form = RemoveDocumentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.remove_document(by=request.user, document=document, reason=reason)):
            messages.success(request, _("“%(title)s” is removed.") % {"title": document.title})
            return redirect(back)
    words = {"title": _("Remove “%(title)s”") % {"title": document.title}, "why": "", "submit": _("Remove")}
    return render(request, "companies/act.html", {"form": form, "enrolment": document.enrolment, **words})
