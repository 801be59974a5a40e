"""Everybody's notices, and how the reminders stand, for those who oversee them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from programme.common.pages import page_of
from programme.notices.forms import NoticeFilter
from programme.notices.lists import all_notices, with_notice_count
from programme.notices.models import Delivery
from programme.notices.standing import standing
from programme.people.access import SignedInRequest, may_enter, requires
from programme.people.roles import Permission

UNSETTLED_SHOWN = 50


@requires(Permission.SEE_ALL_NOTICES)
def notice_list_all(request: SignedInRequest) -> HttpResponse:
    """Everybody's notices, with the mails on top that somebody should look at."""
    form = NoticeFilter(request.GET, user=request.user)
    form.is_valid()  # a bad value is simply not among the clean ones
    now = timezone.now()
    page = page_of(request, all_notices(request.user, form.cleaned_data, now=now))
    for notice in page.object_list:  # an auditor reads of matters whose pages are forms for others
        notice.opens = may_enter(request.user, notice.path)
    unsettled = Delivery.objects.visible_to(request.user).unsettled()
    context = {
        "standing": standing(request.user, now=now),
        "page": page,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "unsettled": with_notice_count(unsettled).select_related("recipient")[:UNSETTLED_SHOWN],
        "unsettled_count": unsettled.count(),
        "may_change": Delivery.objects.changeable_by(request.user).exists(),
    }
    return render(request, "notices/notice_list_all.html", context)
