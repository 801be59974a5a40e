"""Pages on which the director tells everybody about maintenance."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.common.pages import page_of
from programme.notices import actions
from programme.notices.maintenance_form import MaintenanceFilter, MaintenanceForm
from programme.notices.models import Maintenance
from programme.people.access import SignedInRequest, requires
from programme.people.once import once
from programme.people.roles import Permission


def _everywhere_only(request: SignedInRequest) -> None:
    """Raises PermissionDenied for a director of one programme: the portal is closed for all of them."""
    if not request.user.rights.national(Permission.SAY_MAINTENANCE):
        raise PermissionDenied


@requires(Permission.SAY_MAINTENANCE)
def maintenance_list(request: SignedInRequest) -> HttpResponse:
    """What stands on every page or will, and earlier ones, narrowed by the address."""
    _everywhere_only(request)
    now = timezone.now()
    form = MaintenanceFilter(request.GET)
    rows = form.narrow(Maintenance.objects.visible_to(request.user).select_related("entered_by"), now)
    for problem in form.problems:
        messages.warning(request, problem)
    context = {
        "form": form,
        "is_filtered": form.any,
        "count": rows.count(),
        "ahead": rows.ahead(now).order_by("from_at", "pk"),
        "page": page_of(request, rows.exclude(pk__in=rows.ahead(now).order_by().values("pk"))),
        "now": now,
    }
    return render(request, "notices/maintenance_list.html", context)


@requires(Permission.SAY_MAINTENANCE)
def maintenance_add(request: SignedInRequest) -> HttpResponse:
    """Write a notice."""
    _everywhere_only(request)
    form = MaintenanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> Maintenance:
            return actions.enter_maintenance(
                by=request.user,
                text_sv=values["text_sv"],
                text_en=values["text_en"],
                from_at=values["from_at"],
                until_at=values["until_at"],
                now=timezone.now(),
            )

        try:
            once(values["key"], "maintenance-add", Maintenance, by=request.user, act=act)
            messages.success(request, _("The notice is saved. It stands on every page from a week before."))
            return redirect("maintenance-list")
        except ValidationError as error:
            form.add_error("until_time", error)
    return render(request, "notices/maintenance_add.html", {"form": form})


@requires(Permission.SAY_MAINTENANCE)
@require_POST
def maintenance_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a notice off every page."""
    _everywhere_only(request)
    row: Maintenance = get_object_or_404(Maintenance.objects.visible_to(request.user), pk=pk)
    actions.withdraw_maintenance(by=request.user, maintenance=row, now=timezone.now())
    messages.success(request, _("The notice is withdrawn."))
    return redirect("maintenance-list")
