"""One expression of interest, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies import actions
from companies.forms.interest import AttachForm, DismissForm, HandOverForm, TakeInForm
from companies.interest.matches import matches_of
from companies.models import Company, Enrolment, Interest
from companies.views.acting import attempt
from programme.notices.lists import notices_about
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Municipality

RELATED = ("municipality__county__region", "region", "came_from", "handled_by")


def _interest(user: User, pk: int) -> Interest:
    return get_object_or_404(Interest.objects.visible_to(user).select_related(*RELATED), pk=pk)


def _interest_to_answer(user: User, pk: int) -> Interest:
    """404 when the person may not see it, 403 when only not answer it."""
    interest = _interest(user, pk)
    if not Interest.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return interest


@requires(Permission.SEE_INTERESTS)
def interest_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was written, which company it may be, and the ways to answer."""
    return _card(request, _interest(request.user, pk))


@requires(Permission.HANDLE_INTERESTS)
@require_POST
def interest_take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make company, contact and enrolment of it."""
    interest = _interest_to_answer(request.user, pk)
    form = TakeInForm(request.POST, user=request.user, interest=interest)

    def act() -> Interest:
        version = form.cleaned_data["programme_version"]
        given = {"company": form.company(), "contact": form.contact(), "programme_version": version}
        return actions.take_in(by=request.user, interest=interest, now=timezone.now(), **given)

    words = _("%(company)s is taken in.") % {"company": interest}
    return _answered(request, interest, {"take_in_form": form}, act, words)


@requires(Permission.HANDLE_INTERESTS)
@require_POST
def interest_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tie it to a company that is here already."""
    interest = _interest_to_answer(request.user, pk)
    form = AttachForm(request.POST, user=request.user)

    def act() -> Interest:
        return actions.attach(by=request.user, interest=interest, now=timezone.now(), **form.cleaned_data)

    words = _("The expression of interest now belongs to the company.")
    return _answered(request, interest, {"attach_form": form}, act, words)


@requires(Permission.HANDLE_INTERESTS)
@require_POST
def interest_hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give it to the region that should answer."""
    interest = _interest_to_answer(request.user, pk)
    form = HandOverForm(request.POST, user=request.user, interest=interest)

    def act() -> Interest:
        return actions.hand_over(by=request.user, interest=interest, now=timezone.now(), **form.cleaned_data)

    words = _("%(company)s is handed over. Both regions are told.") % {"company": interest}
    return _answered(request, interest, {"hand_over_form": form}, act, words)


@requires(Permission.HANDLE_INTERESTS)
@require_POST
def interest_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nothing comes of it, and why."""
    interest = _interest_to_answer(request.user, pk)
    form = DismissForm(request.POST)

    def act() -> Interest:
        return actions.dismiss(by=request.user, interest=interest, now=timezone.now(), **form.cleaned_data)

    words = _("The expression of interest is dismissed. It can still be taken in.")
    return _answered(request, interest, {"dismiss_form": form}, act, words)


def _answered(
    request: SignedInRequest, interest: Interest, bound: dict[str, forms.Form], act: Callable[[], Interest], words: str
) -> HttpResponse:
    """Go on to what came of it; or the page again with the form that was refused."""
    form = next(iter(bound.values()))
    if interest.is_open and form.is_valid() and attempt(form, act) is not None:
        messages.success(request, words)
        company, enrolment = _came_of(interest, viewer=request.user)
        return redirect(enrolment or company or "interest-list")
    now = _interest(request.user, interest.pk)  # what was refused left no trace in the row
    if not now.is_open:
        messages.info(request, _("The expression of interest is already handled."))
        return redirect(now)
    return _card(request, now, **bound)


def _came_of(interest: Interest, *, viewer: User) -> tuple[Company | None, Enrolment | None]:
    """The company and the enrolment that it became, as far as the viewer sees them today: they may have moved since."""
    company = Company.objects.visible_to(viewer).filter(interests=interest).first()
    return company, Enrolment.objects.visible_to(viewer).filter(interests=interest).first()


def _card(request: SignedInRequest, interest: Interest, **bound: forms.Form) -> HttpResponse:
    """The page; `bound` are forms that were refused, by the names that the template knows."""
    user = request.user
    may_answer = interest.is_open and Interest.objects.changeable_by(user).filter(pk=interest.pk).exists()
    company, enrolment = _came_of(interest, viewer=user)
    context: dict[str, Any] = {
        "interest": interest,
        "company": company,
        "enrolment": enrolment,
        "may_answer": may_answer,
        "letter": actions.letters_of(Interest.objects.visible_to(user).filter(pk=interest.pk)).first(),
        "told": notices_about(user, interest=[interest.pk]),
        "refused": next(iter(bound.values()), None),
    }
    if may_answer:
        typed = getattr(bound.get("take_in_form"), "number", "")
        context |= {
            "matches": matches_of(interest, viewer=user, number=typed),
            "take_in_form": TakeInForm(user=user, interest=interest),
            "attach_form": AttachForm(user=user),
            "hand_over_form": HandOverForm(user=user, interest=interest),
            "dismiss_form": DismissForm(initial={"reason": interest.reason, "note": interest.note}),
            "municipalities": Municipality.objects.all(),
        }
    return render(request, "companies/interest_card.html", context | bound)
