"""Pages of signals: the list with its spreadsheet, one signal, how many there were over time."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coaching.views.going_back import page_before
from funding.let_stand import SAME_QUESTION
from programme.common.pages import page_of
from programme.oversight.cards.history import LIMIT, told
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.oversight.parameters import say
from programme.oversight.signals.forms import HandleForm, ReopenForm, WaiveForm
from programme.oversight.signals.history import courses
from programme.oversight.signals.listing import (
    STATES,
    choices,
    filters_from,
    line_of,
    narrowed,
    signal_rows,
    with_names,
)  # fmt: skip
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import AuditEvent
from programme.people.roles import Permission
from programme.people.versions import Conflict
from programme.signals import actions
from programme.signals.kinds import all_kinds
from programme.signals.live import is_still_true
from programme.signals.models import Signal
from programme.signals.models.signal import State

IDS_AT_ONCE = 200


@requires(Permission.SEE_SIGNALS)
def signal_list(request: SignedInRequest) -> HttpResponse:
    """What is wrong now, narrowed by the address to a kind, region, owner, state or age."""
    today = timezone.localdate()
    filters = filters_from(request.GET)
    say(request, filters.problems)
    page = page_of(request, signal_rows(request.user, filters, today=today))
    lines = [line_of(row, request.user, today) for row in page.object_list]
    new = [line.row.pk for line in lines if line.row.state == State.NEW]
    mine = Signal.objects.changeable_by(request.user).filter(pk__in=new).order_by().values_list("pk", flat=True)
    context = {
        "page": page,
        "lines": lines,
        "new": sorted(mine),
        "filters": filters,
        "kind": all_kinds().get(filters.kind),
        "state_label": STATES[filters.state][0],
        "may_see_rules": request.user.may(Permission.SEE_OVERSIGHT),
        **choices(request.user),
    }
    return render(request, "signals/signal_list.html", context)


@requires(Permission.SEE_SIGNALS)
def signal_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    today, user = timezone.localdate(), request.user
    rows = signal_rows(user, filters_from(request.GET), today=today)
    lines = (line_of(row, user, today) for row in rows.iterator(chunk_size=BATCH))
    columns: Columns = [
        (_("Kind"), lambda line: str(line.kind.label)),
        (_("What"), lambda line: line.what),
        (_("About"), lambda line: line.row.name),
        (_("Region"), lambda line: str(line.row.region) if line.row.region else None),
        (_("Whose"), lambda line: line.owner),
        (_("State"), lambda line: str(line.mark.word)),
        (_("Day"), lambda line: line.row.day_on),
        (_("Noticed"), lambda line: line.row.first_seen_on),
        (_("Days since then"), lambda line: line.row.age_on(today)),
        (_("No longer true"), lambda line: line.row.closed_on),
        (_("What was done"), lambda line: line.done or None),
    ]
    return list_as_spreadsheet(request, lines, columns, what="signal-list", title=_("Signals"), file_name="signaler")


@requires(Permission.SEE_SIGNALS)
def signal_history(request: SignedInRequest) -> HttpResponse:
    """How many signals were open during the last quarter, in all and by kind; `?region=` and the like narrow."""
    today = timezone.localdate()
    filters = filters_from(request.GET)
    say(request, filters.problems)
    filters.state, filters.age, filters.on = "", "", None  # a state is of today, and an age too
    found = courses(narrowed(request.user, filters, today=today), today=today, asked=request.GET)
    context = {"courses": found, "filters": filters, **choices(request.user)}
    return render(request, "signals/signal_history.html", context)


@requires(Permission.HANDLE_SIGNALS)
@require_POST
def signal_see(request: SignedInRequest) -> HttpResponse:
    """Mark the signals that the form names as seen, those that are new and the person's to mark; back to the page."""
    now = timezone.now()
    ids = [int(pk) for pk in request.POST.getlist("pk")[:IDS_AT_ONCE] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    n = actions.see(by=request.user, signals=ids, now=now, today=timezone.localdate(now))
    said = ngettext("%(n)d signal is marked as seen.", "%(n)d signals are marked as seen.", n) % {"n": n}
    messages.success(request, said if n else _("Nothing to mark: they were seen already, or are no longer true."))
    return redirect(page_before(request, reverse("signal-list")))


@requires(Permission.SEE_SIGNALS)
def signal_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One signal: what is wrong, whose it is, where it is mended, and what was done about it."""
    return _card(request, _signal(request, pk))


@requires(Permission.HANDLE_SIGNALS)
@require_POST
def signal_handle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that something was done about it."""
    signal = _mine(request, pk)
    form = HandleForm(request.POST)
    if not form.is_valid():
        return _card(request, signal, status=422, handle=form)
    done = {"note": form.cleaned_data["note"], "today": timezone.localdate()}
    return _do(request, signal, form, actions.handle, _("The signal is handled."), **done)


@requires(Permission.SET_SIGNALS)
@require_POST
def signal_waive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let it stand until a day, with a reason."""
    signal = _signal(request, pk)
    if not Signal.objects.waivable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    now = timezone.now()
    form = WaiveForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return _card(request, signal, status=422, waive=form)
    given = {"reason": form.cleaned_data["reason"], "until": form.cleaned_data["until"]}
    said = _("The signal may stand. It is new again after the day that you chose.")
    return _do(request, signal, form, actions.waive, said, **given, now=now, today=timezone.localdate(now))


@requires(Permission.HANDLE_SIGNALS)
@require_POST
def signal_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back that it was handled or waived."""
    signal = _mine(request, pk)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _card(request, signal, status=422)
    return _do(request, signal, form, actions.reopen, _("The signal is open again."))


def _signal(request: SignedInRequest, pk: int) -> Signal:
    return get_object_or_404(with_names(Signal.objects.visible_to(request.user)), pk=pk)


def _mine(request: SignedInRequest, pk: int) -> Signal:
    signal = _signal(request, pk)
    if not Signal.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return signal


def _do(request: SignedInRequest, signal: Signal, form: Any, act: Any, said: str, **values: Any) -> HttpResponse:
    try:
        act(by=request.user, signal=signal, version=form.cleaned_data["version"], **values)
        messages.success(request, said)
    except actions.NoLongerTrue:
        messages.warning(request, _("It is no longer true: there is nothing left to do about it."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Conflict as conflict:
        return conflict_page(request, conflict, form)
    return redirect(signal.get_absolute_url())


def _card(request: SignedInRequest, signal: Signal, *, status: int = 200, **forms: Any) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    mine = Signal.objects.changeable_by(user).filter(pk=signal.pk).exists()
    may_waive = Signal.objects.waivable_by(user).filter(pk=signal.pk).exists()
    true = is_still_true(signal, today=today)
    version = {"version": signal.version}
    context = {
        "line": line_of(signal, user, today),
        "signal": signal,
        "state": signal.state_on(today),
        "is_true": true,
        "is_asked_in_reports": signal.kind in SAME_QUESTION.values(),
        "may_handle": mine and true and (may_waive or signal.state_on(today) != State.WAIVED),
        "may_waive": may_waive and true,
        "may_reopen": true
        and (may_waive if signal.waived_at else mine)
        and bool(signal.waived_at or signal.handled_on),
        "handle": forms.get("handle") or HandleForm(initial=version),
        "waive": forms.get("waive") or WaiveForm(initial=version, today=today),
        "history": told(AuditEvent.objects.about("signal", signal.pk).select_related("by")[:LIMIT], own="signal"),
    }
    return render(request, "signals/signal_card.html", context, status=status)
