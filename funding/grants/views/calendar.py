"""Pages on which a grant's reporting calendar is laid, and single periods are added, moved, extended and skipped."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from funding.grants import actions
from funding.grants.calendar import Laid
from funding.grants.forms.calendar import ChangePeriodForm, ExtendForm, IntervalForm, PeriodForm, SkipForm
from funding.grants.views.grants import own_grant
from funding.models import ReportingPeriod
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


def _own_period(request: SignedInRequest, pk: int) -> ReportingPeriod:
    """The period, if seen (else 404) and the reader's to change (else 403)."""
    period = get_object_or_404(ReportingPeriod.objects.visible_to(request.user).select_related("grant"), pk=pk)
    if not ReportingPeriod.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return period


@requires(Permission.MAKE_REPORTS)
def calendar_lay(request: SignedInRequest, pk: int) -> HttpResponse:
    """Periods by interval: `step` is preview, and do."""
    grant = own_grant(request, pk)
    form = IntervalForm(request.POST if request.method == "POST" else None, grant=grant)
    laid: Laid | None = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        asked: dict[str, Any] = {"interval": form.interval(), "replace": values["replace"]}
        try:
            laid = actions.would_lay(grant, **asked)
            if request.POST.get("step") == "do" and (laid.added or laid.removed):
                actions.lay_calendar(by=request.user, grant=grant, seen=values["seen"], **asked)
                n = len(laid.added)
                messages.success(request, ngettext("%(n)s period is added.", "%(n)s periods are added.", n) % {"n": n})
                return redirect(f"{grant.get_absolute_url()}#calendar")
        except actions.Changed as changed:
            laid = changed.now
            messages.warning(request, _("The calendar changed since you looked. Look again, then lay it."))
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "funding/grants/calendar_lay.html", {"grant": grant, "form": form, "laid": laid})


@requires(Permission.MAKE_REPORTS)
def period_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """One period with days of its own."""
    grant = own_grant(request, pk)
    form = PeriodForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("key")
        try:
            once(
                key, "period-add", ReportingPeriod, by=request.user,
                act=lambda: actions.add_period(by=request.user, grant=grant, **values),
            )  # fmt: skip
            messages.success(request, _("The period is added."))
            return redirect(f"{grant.get_absolute_url()}#calendar")
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "funding/grants/period_add.html", {"grant": grant, "form": form})


def _period_form(
    request: SignedInRequest, period: ReportingPeriod, form: Any, act: Any, *, saved: str, template: str
) -> HttpResponse:
    """One form about one period: `act` takes the clean values."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
            messages.success(request, saved)
            return redirect(period)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, _for_form(refused, form))
    return render(request, template, {"period": period, "form": form})


def _for_form(refused: ValidationError, form: forms.Form) -> ValidationError:
    """An error at a field that the form does not have is said of the whole."""
    named = getattr(refused, "error_dict", {})
    return refused if all(name in form.fields for name in named) else ValidationError(refused.messages)


@requires(Permission.MAKE_REPORTS)
def period_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The days of a period of which no report has been begun."""
    period = _own_period(request, pk)
    form = ChangePeriodForm(request.POST if request.method == "POST" else None, period=period)
    return _period_form(
        request, period, form,
        lambda values: actions.change_period(by=request.user, period=period, **values),
        saved=_("The period is saved."), template="funding/grants/period_change.html",
    )  # fmt: skip


@requires(Permission.MAKE_REPORTS)
def period_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A later day for the report, with a reason."""
    period = _own_period(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None, initial={"version": period.version})
    return _period_form(
        request, period, form,
        lambda values: actions.extend_period(
            by=request.user, period=period, version=values["version"], due_on=values["due_on"],
            reason=values["extended_because"],
        ),
        saved=_("The day is moved. Reminders follow the new day."), template="funding/grants/period_extend.html",
    )  # fmt: skip


@requires(Permission.MAKE_REPORTS)
def period_skip(request: SignedInRequest, pk: int) -> HttpResponse:
    """No report is asked for, with a reason."""
    period = _own_period(request, pk)
    form = SkipForm(request.POST if request.method == "POST" else None, initial={"version": period.version})
    return _period_form(
        request, period, form,
        lambda values: actions.skip_period(
            by=request.user, period=period, version=values["version"], reason=values["skipped_because"],
            on=timezone.localdate(),
        ),
        saved=_("The period is skipped. Nobody is reminded of it."), template="funding/grants/period_skip.html",
    )  # fmt: skip


@requires(Permission.MAKE_REPORTS)
@require_POST
def period_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report is asked for after all."""
    period = _own_period(request, pk)
    actions.take_back_skip(by=request.user, period=period)
    messages.success(request, _("The period's report is asked for again."))
    return redirect(period)


@requires(Permission.MAKE_REPORTS)
@require_POST
def period_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """A period that was entered by mistake."""
    period = _own_period(request, pk)
    try:
        grant = actions.remove_period(by=request.user, period=period)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(period)
    messages.success(request, _("The period is taken away."))
    return redirect(f"{grant.get_absolute_url()}#calendar")
