"""What the views of this room share: fetch and guard in one step, run an act, show what it refuses at its field."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from companies.models import Company, Enrolment
from programme.people.access import SignedInRequest
from programme.people.models import User

T = TypeVar("T")


def company_to_change(user: User, pk: int) -> Company:
    """404 when the person may not see the company, 403 when only not change it."""
    seen = Company.objects.visible_to(user).select_related("municipality__county", "region")
    company = get_object_or_404(seen, pk=pk)
    if not Company.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return company


def enrolment_to_change(user: User, pk: int) -> Enrolment:
    """404 when the person may not see the enrolment, 403 when only not change it."""
    seen = Enrolment.objects.visible_to(user).select_related("company", "programme_version__programme", "region")
    enrolment = get_object_or_404(seen, pk=pk)
    if not Enrolment.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return enrolment


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """The row that the act returns. What it refuses is written at the form's fields, and None comes back."""
    try:
        return act()
    except ValidationError as error:
        refused = error.error_dict if hasattr(error, "error_dict") else {"": [error]}
        for field, errors in refused.items():
            form.add_error(field if field in form.fields else None, errors)
    return None


def act_page(
    request: SignedInRequest,
    enrolment: Enrolment,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    words: "Words",
    template: str = "companies/act.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page with one form for one act on an enrolment; done, it leads back to the enrolment's card."""
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: act(form.cleaned_data)) is not None:
        messages.success(request, words["done"])
        return redirect(enrolment)
    return render(request, template, {"enrolment": enrolment, "form": form, **words, **(context or {})})


Words = dict[str, str]  # title, why, submit: words of a page; done: the message when it is over


def elsewhere(request: HttpRequest, enrolment: Enrolment, *states: str) -> HttpResponse | None:
    """Back to the card when the enrolment is not in one of these states: somebody was quicker, or clicked twice."""
    if enrolment.state in states:
        return None
    messages.info(request, _("The company is now in the state “%(state)s”.") % {"state": enrolment.get_state_display()})
    return redirect(enrolment)


def bound(request: HttpRequest, form: Callable[..., T], *, today: date, **kwargs: Any) -> T:
    """The form with what was posted, or empty."""
    return form(request.POST if request.method == "POST" else None, today=today, **kwargs)
