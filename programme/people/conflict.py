"""Somebody saved first: the page that shows both values and keeps what was typed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from programme.people.models import AuditEvent
from programme.people.versions import Conflict


def conflict_page(request: HttpRequest, conflict: Conflict, form: forms.Form) -> HttpResponse:
    """409: both values side by side; one button saves the reader's on top, the other keeps the saved ones.

    The form's fields are posted again with the row's present version.
    """
    row = conflict.current
    last = AuditEvent.objects.about(str(row._meta.model_name), row.pk).select_related("by").first()
    pairs = [
        {"label": form.fields[name].label, "saved": getattr(row, name), "typed": typed}
        for name, typed in conflict.typed.items()
        if name in form.fields and getattr(row, name) != typed
    ]
    again: list[tuple[str, Any]] = [
        (name, value) for name in request.POST for value in request.POST.getlist(name) if name not in _NOT_AGAIN
    ]
    context = {"row": row, "event": last, "pairs": pairs, "again": again, "version": getattr(row, "version", 1)}
    return render(request, "components/conflict.html", context, status=409)


_NOT_AGAIN = {"csrfmiddlewaretoken", "version"}
