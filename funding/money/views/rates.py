"""Pages about rates: the list, and the forms that enter, change and end them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.models import Grant, Rate
from funding.money import actions
from funding.money.forms.rates import ChangeRateForm, EndRateForm, RateForm
from funding.money.listing import TIMES, rate_filters, rate_rows
from funding.visibility import programmes_granted
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


def _own_rate(request: SignedInRequest, pk: int) -> Rate:
    """The rate, if seen (else 404) and the reader's to change (else 403)."""
    rows = Rate.objects.visible_to(request.user).select_related("programme", "grant__funder")
    rate: Rate = get_object_or_404(rows, pk=pk)
    if not Rate.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return rate


@requires(Permission.SEE_OVERSIGHT)
def rate_list(request: SignedInRequest) -> HttpResponse:
    """What an hour is worth: of programmes, and of grants that have rates of their own."""
    filters = rate_filters(request.GET, request.user)
    today = timezone.localdate()
    page = page_of(request, rate_rows(filters, today=today))
    mine = set(
        Rate.objects.changeable_by(request.user).filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True)
    )
    context = {
        "filters": filters,
        "page": page,
        "kinds": Rate.Kind.choices,
        "times": TIMES.items(),
        "mine": mine,
        "today": today,
        "may_add": programmes_granted(request.user).exists(),
    }
    return render(request, "funding/money/rate_list.html", context)


@requires(Permission.MAKE_REPORTS)
def rate_add(request: SignedInRequest) -> HttpResponse:
    """A new rate. `?grant=` proposes the grant, else the only programme is proposed."""
    grants = Grant.objects.changeable_by(request.user)
    asked = request.GET.get("grant", "")
    grant = grants.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    programmes = list(programmes_granted(request.user)[:2])
    initial: dict[str, Any] = {"grant": grant}
    if grant is None and len(programmes) == 1:
        initial["programme"] = programmes[0]
    form = RateForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key, owner = values.pop("key"), values.pop("grant") or values["programme"]
        values.pop("programme")
        try:
            once(
                key, "rate-add", Rate, by=request.user,
                act=lambda: actions.add_rate(by=request.user, owner=owner, **values),
            )  # fmt: skip
            messages.success(request, _("The rate is entered."))
            return redirect("rate-list")
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "funding/money/rate_add.html", {"form": form})


def _save(request: SignedInRequest, rate: Rate, form: Any, verb: Any, template: str, **more: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            verb(by=request.user, rate=rate, **form.cleaned_data)
            messages.success(request, _("The rate is saved. Released reports stay as they are."))
            return redirect("rate-list")
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            named = getattr(refused, "error_dict", {})
            fits = all(name in form.fields for name in named)
            form.add_error(None, refused if fits else ValidationError(refused.messages))
    return render(request, template, {"form": form, "rate": rate} | more)


@requires(Permission.MAKE_REPORTS)
def rate_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A rate that no released report counts with."""
    rate = _own_rate(request, pk)
    form = ChangeRateForm(request.POST if request.method == "POST" else None, rate=rate)
    told = actions.last_told(rate)
    return _save(request, rate, form, actions.change_rate, "funding/money/rate_change.html", told=told)


@requires(Permission.MAKE_REPORTS)
def rate_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day of a rate."""
    rate = _own_rate(request, pk)
    last = min(timezone.localdate(), rate.until_on) if rate.until_on else timezone.localdate()
    initial = {"version": rate.version, "until_on": max(last, rate.from_on)}
    form = EndRateForm(request.POST if request.method == "POST" else None, initial=initial)
    return _save(request, rate, form, actions.end_rate, "funding/money/rate_end.html")


@requires(Permission.MAKE_REPORTS)
@require_POST
def rate_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """A rate that was entered by mistake."""
    rate = _own_rate(request, pk)
    try:
        actions.remove_rate(by=request.user, rate=rate)
        messages.success(request, _("The rate is taken away."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("rate-list")
