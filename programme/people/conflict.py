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
        {
            "label": form.fields[name].label,
            "saved": _in_words(form.fields[name], getattr(row, name)),
            "typed": _in_words(form.fields[name], typed),
        }
        for name, typed in conflict.typed.items()
        if name in form.fields and getattr(row, name) != typed
    ]
    again: list[tuple[str, Any]] = [
        (name, value) for name in request.POST for value in request.POST.getlist(name) if name not in _NOT_AGAIN
    ]
    context = {"row": row, "event": last, "pairs": pairs, "again": again, "version": getattr(row, "version", 1)}
    return render(request, "components/conflict.html", context, status=409)


def _in_words(field: forms.Field, value: Any) -> Any:
    """The value as a person reads it: a choice by its label, and what a field itself can say (hours from minutes)."""
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if value and isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}  # type: ignore[misc, union-attr]
        chosen = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in chosen)
    return value


_NOT_AGAIN = {"csrfmiddlewaretoken", "version"}
