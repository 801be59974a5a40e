"""Each person's notices and wishes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from programme.common.pages import page_of
from programme.notices import actions, duties
from programme.notices.forms import WishesForm
from programme.notices.lists import open_count, own_notices
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.OWN_ACCOUNT)
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Own notices: open ones first, the longest due on top."""
    page = page_of(request, own_notices(request.user))
    may_see_all = request.user.may(Permission.SEE_ALL_NOTICES)
    waiting = open_count(request.user)
    context = {"page": page, "notices_waiting": waiting, "open_count": waiting, "may_see_all": may_see_all}
    return render(request, "notices/notice_list.html", context)


@requires(Permission.OWN_ACCOUNT)
def notice_preferences(request: SignedInRequest) -> HttpResponse:
    """How often the person wants mails about each topic."""
    form = WishesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_wishes(by=request.user, wishes=form.cleaned_data)
        messages.success(request, _("Your wishes are saved."))
        return redirect("notice-preferences")
    concerned = bool(duties.topics_of(request.user))
    return render(request, "notices/notice_preferences.html", {"form": form, "concerned": concerned})
