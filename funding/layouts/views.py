"""Pages of report templates: the list, one with its parts, copy, change, retire."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.figures import CATALOGUE, REPORTED
from funding.layouts import actions
from funding.layouts.forms import CopyForm, PartForms, TemplateForm, initial_parts
from funding.models import Grant, ReportTemplate
from funding.parts import KINDS
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import User
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


def _own(request: SignedInRequest, pk: int) -> ReportTemplate:
    """The template, if seen (else 404) and the reader's to change (else 403)."""
    template = get_object_or_404(ReportTemplate.objects.visible_to(request.user), pk=pk)
    if not _may_change(request.user, template):
        raise PermissionDenied
    return template


def _may_change(user: User, template: ReportTemplate) -> bool:
    return ReportTemplate.objects.changeable_by(user).filter(pk=template.pk).exists()


@requires(Permission.SEE_OVERSIGHT)
def template_list(request: SignedInRequest) -> HttpResponse:
    """All templates: those in use first, with how many grants have each."""
    rows = ReportTemplate.objects.visible_to(request.user).annotate(grant_count=Count("grants"))
    context = {
        "templates": [row for row in rows if row.retired_on is None],
        "retired": [row for row in rows if row.retired_on is not None],
    }
    return render(request, "funding/layouts/list.html", context)


@requires(Permission.SEE_OVERSIGHT)
def template_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One template: its parts in order, its figures, the grants that have it."""
    template = get_object_or_404(ReportTemplate.objects.visible_to(request.user), pk=pk)
    context = {
        "template": template,
        "parts": [{"part": part, "kind": KINDS.get(part.kind)} for part in template.parts.order_by("ordinal")],
        "figures": [CATALOGUE[key].label for key in template.figures or REPORTED if key in CATALOGUE],
        "grants": Grant.objects.visible_to(request.user).filter(template=template).select_related("funder"),
        "may_change": _may_change(request.user, template),
    }
    return render(request, "funding/layouts/card.html", context)


@requires(Permission.MAKE_REPORTS)
def template_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new template begins as a copy of one that is near to it."""
    template = _own(request, pk)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("key")
        try:
            row, _made = once(
                key, "template-copy", ReportTemplate, by=request.user,
                act=lambda: actions.copy_template(by=request.user, template=template, **values),
            )  # fmt: skip
            messages.success(request, _("The copy is made. Change its parts to what the funder asks for."))
            return redirect("template-change", row.pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "funding/layouts/copy.html", {"template": template, "form": form})


@requires(Permission.MAKE_REPORTS)
def template_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names, figures, and the parts in their order."""
    template = _own(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = TemplateForm(posted, template=template)
    parts: Any = PartForms(posted, initial=initial_parts(template))
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        typed = parts.parts()
        try:
            actions.change_template(by=request.user, template=template, parts=typed, **form.cleaned_data)
            messages.success(request, _("The template is saved. Reports in the making take it when they are built."))
            return redirect(template)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            return _conflict(request, form, conflict, typed)
    return render(request, "funding/layouts/change.html", {"template": template, "form": form, "parts": parts})


def _conflict(
    request: SignedInRequest, form: TemplateForm, conflict: Conflict, typed: list[actions.PartValues]
) -> HttpResponse:
    """The saved parts beside the typed ones, each on a line of its own."""
    row: Any = conflict.current
    row.parts_said = "\n".join(map(str, actions.parts_of(row)))
    form.fields["parts_said"] = form.fields["name_sv"].__class__(label=_("Parts"))
    mine = {**conflict.typed, "parts_said": "\n".join(map(str, typed))}
    return conflict_page(request, Conflict(row, mine), form)


@requires(Permission.MAKE_REPORTS)
@require_POST
def template_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """No longer chosen; or, for one that is retired, chosen again."""
    template = _own(request, pk)
    if template.retired_on is None:
        actions.retire_template(by=request.user, template=template, today=timezone.localdate())
        messages.success(request, _("The template is no longer chosen. Grants that have it keep it."))
    else:
        actions.take_template_back(by=request.user, template=template)
        messages.success(request, _("The template may be chosen again."))
    return redirect(template)
