"""Acts on many companies at once: choose on the list, say how, see what will happen, do it. Works without script."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.oversight.bulk import job as bulk_job
from programme.oversight.bulk.acts import (
    ACTS,
    EXPORT,
    Act,
    Done,
    Preview,
    form_of,
    offered,
    perform,
    preview,
    values_of,
)
from programme.oversight.bulk.selection import Chosen, chosen
from programme.oversight.views import companies
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

AT_ONCE = 200  # more than these are a job
NAMES = 12  # of those left out for one reason that are named
OUR_FIELDS = {"csrfmiddlewaretoken", "act", "ids", "pk", "all", "filter", "step"}


@requires(Permission.SEE_COMPANIES)
@require_POST
def company_bulk(request: SignedInRequest) -> HttpResponse:
    """From the list: an act and the rows. Then `step` is preview, and do."""
    key = request.POST.get("act", "")
    if key not in {name for name, _label in offered(request.user)}:
        if key in ACTS or key == EXPORT:
            raise PermissionDenied
        messages.warning(request, _("Choose what to do with the companies."))
        return redirect("company-list")
    rows = _rows(request)
    if not rows:
        messages.warning(request, _("Choose at least one company."))
        return redirect("company-list")
    if key == EXPORT:
        return companies.export_of(request, [row.company for row in rows], request.POST.get("filter", ""))
    return _act(request, ACTS[key], rows)


def _rows(request: SignedInRequest) -> list[Chosen]:
    """Who is meant: rows that were ticked, all that match the filter, or those of the page before."""
    posted = request.POST
    ids: frozenset[int] | None = None
    if posted.get("all") != "1":
        asked = posted.getlist("pk") + posted.get("ids", "").split(",")
        ids = frozenset(int(one) for one in asked if one.isascii() and one.isdigit() and len(one) <= 18)
    return chosen(request.user, filters=posted.get("filter", ""), ids=ids, today=timezone.localdate())


def _act(request: SignedInRequest, act: Act, rows: list[Chosen]) -> HttpResponse:
    step = request.POST.get("step", "")
    form = form_of(act, request.POST if step else None, user=request.user, today=timezone.localdate())
    shown: Preview | None = None
    if step and form.is_valid():
        shown = preview(request.user, act, values_of(form), rows)
        if step == "do" and shown.can:
            return _do(request, act, form, shown)
    context = {
        "act": act,
        "form": form,
        "shown": shown,
        "rows": rows,
        "ids": ",".join(str(row.company) for row in rows),
        "filter": request.POST.get("filter", ""),
        "cannot": [(why, names[:NAMES], len(names) - NAMES, len(names)) for why, names in shown.cannot.items()]
        if shown
        else [],
        "as_job": shown is not None and len(shown.can) > AT_ONCE,
    }
    return render(request, "oversight/company_bulk.html", context)


def _do(request: SignedInRequest, act: Act, form: forms.Form, shown: Preview) -> HttpResponse:
    """At once, or as a job when there are many."""
    ids = [row.enrolment.pk for row in shown.can if row.enrolment]
    if len(ids) > AT_ONCE:
        posted = request.POST.copy()
        for name in OUR_FIELDS & set(posted):
            del posted[name]
        title = _("%(act)s, %(n)s companies") % {"act": act.label, "n": len(ids)}
        arguments = {"act": act.key, "ids": ids, "posted": posted.urlencode()}
        return redirect(enqueue(by=request.user, kind=bulk_job.KIND, title=title, arguments=arguments))
    done = perform(by=request.user, act=act, values=values_of(form), ids=ids, today=timezone.localdate())
    _tell(request, act, done)
    return redirect("company-list")


def _tell(request: SignedInRequest, act: Act, done: Done) -> None:
    words = ngettext("Done for %(n)s company: %(act)s.", "Done for %(n)s companies: %(act)s.", done.done)
    messages.success(request, words % {"act": act.label, "n": done.done})
    for why, names in done.refused.items():
        messages.warning(request, f"{', '.join(names)}: {why}")


@requires(Permission.SEE_COMPANIES)
def company_bulk_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of an act on many companies: how many, and which refused."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind=bulk_job.KIND), pk=pk)
    return render(request, "oversight/company_bulk_done.html", {"job": job, "told": job.arguments})
