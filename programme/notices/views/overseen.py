"""Everybody's notices and mails, for those who oversee them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.common.pages import page_of
from programme.notices import actions
from programme.notices.forms import NoticeFilter
from programme.notices.lists import all_notices
from programme.notices.models import Delivery
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

UNSETTLED_SHOWN = 50


@requires(Permission.SEE_ALL_NOTICES)
def notice_list_all(request: SignedInRequest) -> HttpResponse:
    """Everybody's notices, with the mails on top that somebody should look at."""
    form = NoticeFilter(request.GET, user=request.user)
    form.is_valid()  # a bad value is simply not among the clean ones
    page = page_of(request, all_notices(request.user, form.cleaned_data))
    unsettled = Delivery.objects.visible_to(request.user).unsettled()
    context = {
        "page": page,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "unsettled": unsettled.select_related("recipient").annotate(notice_count=Count("notices"))[:UNSETTLED_SHOWN],
        "unsettled_count": unsettled.count(),
        "may_resend": Delivery.objects.changeable_by(request.user).exists(),
    }
    return render(request, "notices/notice_list_all.html", context)


@requires(Permission.SEE_ALL_NOTICES)
@require_POST
def delivery_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a mail once more that is in doubt, refused or given up."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    if not Delivery.objects.changeable_by(request.user).filter(pk=delivery.pk).exists():
        raise PermissionDenied
    actions.resend(by=request.user, delivery=delivery, now=timezone.now())
    messages.success(request, _("The mail to %(name)s is on its way again.") % {"name": delivery.addressee})
    return redirect("notice-list-all")
