"""Each person's notices and wishes; everybody's for those who oversee them; the demo's mails."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.common.pages import page_of
from programme.notices import actions, duties, mail_files
from programme.notices.forms import NoticeFilter, WishesForm
from programme.notices.lists import all_notices, own_notices
from programme.notices.models import Delivery
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

UNSETTLED_SHOWN = 50


@requires(Permission.OWN_ACCOUNT)
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Own notices: open ones first, the longest due on top."""
    notices = own_notices(request.user)
    page = page_of(request, notices)
    may_see_all = request.user.may(Permission.SEE_ALL_NOTICES)
    context = {"page": page, "open_count": notices.open().count(), "may_see_all": may_see_all}
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


@requires(Permission.READ_DEMO_MAIL)
def mail_list(request: HttpRequest) -> HttpResponse:
    """The mails that the demo would have sent."""
    if not mail_files.are_shown():
        raise Http404
    return render(request, "notices/mail_list.html", {"mails": mail_files.newest(), "shown": mail_files.SHOWN})


@requires(Permission.READ_DEMO_MAIL)
def mail_card(request: HttpRequest, name: str) -> HttpResponse:
    """One of the demo's mails, as plain text."""
    mail = mail_files.read(name) if mail_files.are_shown() else None
    if mail is None:
        raise Http404
    return render(request, "notices/mail_card.html", {"mail": mail})
