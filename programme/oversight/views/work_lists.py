"""Work lists: keep a list as it is narrowed, find it again with its number, show it to others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.oversight.parameters import say
from programme.oversight.work_lists.forms import KeepForm, RenameForm, ShareForm
from programme.oversight.work_lists.kinds import BY_NAME
from programme.oversight.work_lists.reading import BADGES, counted_lists, described, kept_of, shown_lists
from programme.people import actions
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import WorkList
from programme.people.roles import Permission
from programme.people.sharing import may_share
from programme.people.versions import Conflict


@requires(Permission.OWN_ACCOUNT)
def work_lists(request: SignedInRequest) -> HttpResponse:
    """One's own lists and those that others show her, each with its number of rows today."""
    lists, made_at = counted_lists(request.user, today=timezone.localdate())
    context = {
        "own": [one for one in lists if not one.owner],
        "others": [one for one in lists if one.owner],
        "made_at": made_at,
        "most": actions.MOST_WORK_LISTS,
        "badges": BADGES,
    }
    return render(request, "oversight/work_lists.html", context)


@requires(Permission.OWN_ACCOUNT)
def work_list_badges(request: SignedInRequest) -> HttpResponse:
    """The strip of a home page, fetched after it, so that no page waits for these numbers."""
    lists, _made_at = counted_lists(request.user, today=timezone.localdate())
    return render(request, "oversight/_work_list_badges.html", {"lists": lists})


@requires(Permission.OWN_ACCOUNT)
def work_list_add(request: SignedInRequest) -> HttpResponse:
    """Keep the list that `?list=` names, narrowed as the rest of the address says; nothing else of it is kept."""
    kind = BY_NAME.get(request.GET.get("list", ""))
    if kind is None:
        messages.warning(request, _("That list cannot be kept. Open one and press Save as work list there."))
        return redirect("work-lists")
    if not request.user.may(kind.permission):
        raise PermissionDenied
    filters, problems = kept_of(kind, request.GET, request.user, today=timezone.localdate())
    say(request, problems)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.save_work_list(
                by=request.user, name=form.cleaned_data["name"], list_name=kind.name, filters=filters,
                now=timezone.now(), key=form.cleaned_data["key"],
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("“%(name)s” is among your lists, with its number.") % {"name": row})
            return redirect("work-lists")
    words = described(kind, filters, request.user, today=timezone.localdate())
    context = {"form": form, "kind": kind, "words": words, "filters": filters}
    return render(request, "oversight/work_list_add.html", context)


@requires(Permission.OWN_ACCOUNT)
def work_list_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list itself, narrowed; the list's card instead when something that it names is gone."""
    row = _seen(request, pk)
    shown = shown_lists([row], request.user, today=timezone.localdate())[0]
    if not shown.href:
        return redirect(row)
    say(request, shown.notes)
    return redirect(shown.href)


@requires(Permission.OWN_ACCOUNT)
def work_list_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it asks for and whom it is shown to; for its owner also the name, the sharing and the way out."""
    return _card(request, _seen(request, pk))


@requires(Permission.OWN_ACCOUNT)
@require_POST
def work_list_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give it another name."""
    row = _own(request, pk)
    form = RenameForm(request.POST)
    if form.is_valid():
        values, version = {"name": form.cleaned_data["name"]}, form.cleaned_data["version"]
        try:
            actions.rename_work_list(by=request.user, work_list=row, version=version, values=values)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The new name is saved."))
            return redirect(row)
    return _card(request, row, form=form)


def _card(
    request: SignedInRequest, row: WorkList, *, form: RenameForm | None = None, share_form: ShareForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    is_mine = WorkList.objects.changeable_by(request.user).filter(pk=row.pk).exists()
    context = {
        "row": row,
        "shown": shown_lists([row], request.user, today=today, count=True)[0],
        "is_mine": is_mine,
        "form": form or RenameForm(initial={"name": row.name, "version": row.version}),
        "may_share": is_mine and may_share(request.user),
        "share_form": share_form or ShareForm(user=request.user, today=today),
        "shares": row.shares.select_related("person", "region") if is_mine else [],
        "address": request.build_absolute_uri(row.get_open_url()),
    }
    return render(request, "oversight/work_list_card.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def work_list_share(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show it to a person, a role or a region."""
    row = _own(request, pk)
    form = ShareForm(request.POST, user=request.user, today=timezone.localdate())
    if form.is_valid():
        try:
            share = actions.share_work_list(by=request.user, work_list=row, shown_to=form.shown_to())
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            words = _("The list is shown to: %(who)s. Everybody sees only the rows that are theirs to see.")
            messages.success(request, words % {"who": share})
            return redirect(row)
    return _card(request, row, share_form=form)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def work_list_unshare(request: SignedInRequest, pk: int, share: int) -> HttpResponse:
    """Show it to them no longer."""
    row = actions.unshare_work_list(by=request.user, work_list=_own(request, pk), share=share)
    messages.success(request, _("The list is no longer shown to them."))
    return redirect(row)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def work_list_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it away, for everybody."""
    row = _own(request, pk)
    actions.remove_work_list(by=request.user, work_list=row)
    messages.success(request, _("“%(name)s” is removed. What it listed is as it was.") % {"name": row})
    return redirect("work-lists")


def _seen(request: SignedInRequest, pk: int) -> WorkList:
    rows = WorkList.objects.visible_to(request.user).select_related("owner").prefetch_related("shares")
    row: WorkList = get_object_or_404(rows, pk=pk)
    return row


def _own(request: SignedInRequest, pk: int) -> WorkList:
    """The list, if seen (else 404) and one's own (else 403)."""
    row = _seen(request, pk)
    if not WorkList.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return row
