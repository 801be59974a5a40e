"""The rules of reminders: what counts, a form, and what a rule would say before it is saved."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.notices import actions
from programme.notices.events import Event, all_events
from programme.notices.models import ReminderRule
from programme.notices.preview import look_ahead
from programme.notices.rule_book import RuleBook
from programme.notices.rule_forms import RuleInput, is_sent
from programme.notices.rule_list import RuleLine, lines_by_topic
from programme.notices.rule_words import side_by_side
from programme.notices.rules import Rule
from programme.notices.visibility import may_set_rule
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.versions import Conflict
from programme.structure.models import Programme

SHOWN = 400  # lines of a preview; the spreadsheet has all


@dataclass(frozen=True)
class Asked:
    """Which rule an address means. row: where it is written down, None for one that nobody has set."""

    event: Event
    programme: Programme | None
    row: ReminderRule | None
    may_set: bool

    @property
    def programme_id(self) -> int | None:
        """Its programme's id; None for the rule for all."""
        return self.programme.pk if self.programme else None

    @property
    def version(self) -> int:
        """Of the row; 0 without one."""
        return self.row.version if self.row else 0

    @property
    def own(self) -> str:
        """The end of an address that means this programme."""
        return f"?programme={self.programme.pk}" if self.programme else ""


def asked_for(request: SignedInRequest, key: str) -> Asked:
    """The rule that an address means. Raises Http404 for no event, and for a programme that cannot have its own."""
    event, wanted = all_events().get(key), request.GET.get("programme", "")
    if event is None or (wanted and not (event.by_programme and wanted.isascii() and wanted.isdigit())):
        raise Http404
    programmes = Programme.objects.visible_to(request.user)
    programme: Programme | None = get_object_or_404(programmes, pk=int(wanted[:9])) if wanted else None
    rows = ReminderRule.objects.visible_to(request.user).select_related("changed_by").prefetch_related("steps")
    row = rows.filter(event=key, programme=programme).first()
    return Asked(event, programme, row, may_set_rule(request.user, programme.pk if programme else None))


@requires(Permission.SEE_ALL_NOTICES)
def rule_list(request: SignedInRequest) -> HttpResponse:
    """Every event with its rule."""
    return render(request, "notices/rule_list.html", {"topics": lines_by_topic(request.user)})


@requires(Permission.SET_REMINDERS)
def rule_change(request: SignedInRequest, event: str) -> HttpResponse:
    """The form of a rule. It leads to the preview; from there it comes back, or is posted here and saved."""
    asked = asked_for(request, event)
    if not asked.may_set:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and is_sent(data):
        return _form_page(request, asked, RuleInput.again(asked.event, data, programme=asked.programme_id))
    if request.method != "POST":
        return _form_page(request, asked, _as_it_stands(asked))
    sent = RuleInput.sent(asked.event, data, programme=asked.programme_id)
    if not sent.is_valid():
        return _refused_page(request, asked, sent)
    try:
        version = sent.form.cleaned_data["version"]
        actions.set_rule(by=request.user, rule=sent.rule(), version=version, now=timezone.now())
    except Conflict:
        return _conflict_page(request, asked_for(request, event), sent)
    messages.success(request, _say_saved(sent.rule()))
    return redirect(f"{reverse('reminder-rule-list')}#{event}")


@requires(Permission.SEE_ALL_NOTICES)
def rule_preview(request: SignedInRequest, event: str) -> HttpResponse:
    """What a rule would say in the next 60 days: one that was written, the one without this, or the one in force."""
    asked = asked_for(request, event)
    is_removal = "remove" in request.GET
    sent = None
    if is_sent(request.GET) and not is_removal:
        sent = RuleInput.sent(asked.event, request.GET, programme=asked.programme_id)
        if not sent.is_valid():
            if not asked.may_set:
                raise PermissionDenied
            return _refused_page(request, asked, sent)
    rule = rule_to_show(asked, sent, is_removal=is_removal)
    preview = look_ahead(asked.event, rule, today=timezone.localdate())
    context = {
        "asked": asked,
        "line": RuleLine(asked.event, rule, asked.row, asked.may_set),
        "in_force": RuleLine(asked.event, _in_force(asked), asked.row, asked.may_set),
        "preview": preview,
        "days": preview.days(most=SHOWN),
        "unmailed": preview.unmailed[:SHOWN],
        "left_out": max(0, len(preview.lines) - SHOWN) + max(0, len(preview.unmailed) - SHOWN),
        "people": preview.people(),
        "may_open": asked.may_set,
        "may_save": asked.may_set and sent is not None,
        "may_remove": asked.may_set and is_removal and asked.row is not None,
        "is_removal": is_removal,
        "compares": is_removal or sent is not None,
        "again": [(name, value) for name, value in request.GET.items() if name not in {"is_on", "programme"}],
        "query": request.GET.urlencode(),
    }
    return render(request, "notices/rule_preview.html", context)


@requires(Permission.SET_REMINDERS)
@require_POST
def rule_remove(request: SignedInRequest, event: str) -> HttpResponse:
    """Go back to the rule that counts without this one."""
    asked = asked_for(request, event)
    if not asked.may_set:
        raise PermissionDenied
    if asked.row is not None:
        version = request.POST.get("version", "")
        try:
            actions.remove_rule(by=request.user, row=asked.row, version=int(version) if version.isdecimal() else 0)
        except Conflict:
            messages.warning(request, _("Somebody changed the rule while you were reading. Look at it once more."))
            return redirect(f"{reverse('reminder-rule-preview', args=[event])}{asked.own}")
    if asked.programme:
        messages.success(request, _("%(name)s now uses the rule for all programmes.") % {"name": asked.programme})
    else:
        messages.success(request, _("The default rule applies again."))
    return redirect(f"{reverse('reminder-rule-list')}#{event}")


def rule_to_show(asked: Asked, sent: RuleInput | None, *, is_removal: bool) -> Rule:
    """The rule that a preview is about."""
    if is_removal:
        rule = RuleBook().rule_without(asked.event, asked.programme_id)
    else:
        rule = sent.rule() if sent else _in_force(asked)
    return replace(rule, programme=asked.programme_id)


def _in_force(asked: Asked) -> Rule:
    return RuleBook().rule_of(asked.event, asked.programme_id)


def _as_it_stands(asked: Asked) -> RuleInput:
    return RuleInput.of(asked.event, _in_force(asked), version=asked.version, programme=asked.programme_id)


def _refused_page(request: SignedInRequest, asked: Asked, sent: RuleInput) -> HttpResponse:
    """The form again, with what is wrong beside its fields. Of what came torn, what could be read."""
    if not sent.is_torn:
        return _form_page(request, asked, sent)
    data = (request.POST if request.method == "POST" else request.GET).copy()
    in_force = _in_force(asked)
    if "too_old_days" not in data and in_force.is_on:  # the end was cut off
        data["is_on"] = "on"
    for name in ("stop", "quiet", "too_old_days"):
        data.setdefault(name, str(getattr(in_force, name)))
    read = RuleInput.again(asked.event, data, programme=asked.programme_id, version=asked.version)
    return _form_page(request, asked, read, is_torn=True)


def _conflict_page(request: SignedInRequest, asked: Asked, sent: RuleInput) -> HttpResponse:
    """409: somebody saved meanwhile. Both rules; what was written goes on to a new preview, or back to its form."""
    again = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "version", "programme"):
        again.pop(name, None)
    again["version"] = str(asked.version)
    if asked.programme:
        again["programme"] = str(asked.programme.pk)
    context = {
        "asked": asked,
        "pairs": side_by_side(asked.event, _in_force(asked), sent.rule()),
        "again": [(name, value) for name, values in again.lists() for value in values],
        "query": again.urlencode(),
    }
    return render(request, "notices/rule_conflict.html", context, status=409)


def _form_page(request: SignedInRequest, asked: Asked, written: RuleInput, *, is_torn: bool = False) -> HttpResponse:
    context = {
        "is_torn": is_torn,
        "asked": asked,
        "form": written.form,
        "steps": written.steps,
        "programmes": _programmes(request.user, asked),
        "stop": RuleLine(asked.event, _in_force(asked), asked.row, may_change=True).stop,
    }
    return render(request, "notices/rule_change.html", context)


def _programmes(user: User, asked: Asked) -> list[dict[str, object]]:
    """The programmes that may have a rule of their own, each with whether it has one; [] on a programme's own page."""
    if asked.programme or not asked.event.by_programme:
        return []
    rows = ReminderRule.objects.visible_to(user).filter(event=asked.event.key, programme__isnull=False)
    has_own = set(rows.order_by().values_list("programme", flat=True))
    programmes = Programme.objects.visible_to(user).order_by("name_sv", "pk")
    return [
        {"row": programme, "has_own": programme.pk in has_own}
        for programme in programmes
        if may_set_rule(user, programme.pk)
    ]


def _say_saved(rule: Rule) -> str:
    if rule.is_on:
        return _("The rule is saved and switched on. What is due already is told within minutes.")
    return _("The rule is saved and switched off: nobody is told.")
