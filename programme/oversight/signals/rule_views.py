"""The director's rules of signals: which are looked for, from which number on, whose they are; counted first."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.oversight.signals.forms import RuleForm
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict
from programme.signals import actions
from programme.signals.kinds import Kind, all_kinds
from programme.signals.live import still_true
from programme.signals.models import Signal, SignalRule
from programme.signals.rule_book import RuleBook
from programme.signals.rules import Owner, Rule
from programme.signals.visibility import found_for, may_set_rules


@requires(Permission.SEE_OVERSIGHT)
def signal_rule_list(request: SignedInRequest) -> HttpResponse:
    """Every kind with its rule, and how many signals of it the reader has now."""
    book = RuleBook(timezone.localdate())
    rows = {row.kind: row for row in SignalRule.objects.visible_to(request.user).select_related("changed_by")}
    true = still_true(Signal.objects.visible_to(request.user), book=book).order_by().values("kind")
    counts = dict(true.annotate(n=Count("pk")).values_list("kind", "n"))
    rules = [
        {
            "kind": kind,
            "rule": book.rule_of(kind),
            "owner": Owner(book.rule_of(kind).owner).label,
            "row": rows.get(kind.key),
            "count": counts.get(kind.key, 0),
        }
        for kind in all_kinds().values()
    ]
    return render(request, "signals/rule_list.html", {"rules": rules, "may_set": may_set_rules(request.user)})


@requires(Permission.SET_SIGNALS)
def signal_rule_change(request: SignedInRequest, kind: str) -> HttpResponse:
    """Change one rule. `count` in the form, or values in the address, only say how many signals there would be."""
    one = all_kinds().get(kind)
    if one is None:
        raise Http404
    row = SignalRule.objects.visible_to(request.user).filter(kind=kind).first()
    rule = row.as_rule() if row else one.rule
    initial = {"version": row.version if row else 0, "number": rule.number, "owner": rule.owner, "is_on": rule.is_on}
    is_saved = request.method == "POST" and "count" not in request.POST
    if is_saved:
        form = RuleForm(request.POST, kind=one)
        if form.is_valid() and (done := _saved(request, form)):
            return done
        return _page(request, one, rule, form, status=422)
    tried = request.POST or request.GET
    is_preview = "version" in tried
    form = RuleForm(tried if is_preview else None, initial=initial, kind=one)
    would = form.rule() if is_preview and form.is_valid() else None
    return _page(request, one, rule, form, would=would)


def _saved(request: SignedInRequest, form: RuleForm) -> HttpResponse | None:
    try:
        actions.set_rule(by=request.user, rule=form.rule(), version=form.cleaned_data["version"])
    except Conflict as conflict:
        return conflict_page(request, conflict, form)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(request, _("The rule is saved. The signals follow it within ten minutes."))
    return redirect("signal-rule-list")


def _page(
    request: SignedInRequest, kind: Kind, rule: Rule, form: RuleForm, *, would: Rule | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "kind": kind,
        "form": form,
        "now": _count(request, kind, RuleBook(today)),
        "would": None if would is None else _count(request, kind, RuleBook(today, instead=would)),
        "may_set": may_set_rules(request.user),
    }
    return render(request, "signals/rule_change.html", context, status=status)


def _count(request: SignedInRequest, kind: Kind, book: RuleBook) -> int:
    """How many of a kind the reader has by the rules of a book."""
    return found_for(book.found(kind), kind, request.user).count()
