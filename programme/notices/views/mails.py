"""Every mail's fate, for those who oversee them: the list, a page a mail, and what the director does about one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.common.pages import page_of
from programme.notices import actions
from programme.notices.forms import MailFilter
from programme.notices.history import history_of
from programme.notices.lists import all_mails
from programme.notices.models import Delivery, Notice
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission


@requires(Permission.SEE_ALL_NOTICES)
def delivery_list(request: SignedInRequest) -> HttpResponse:
    """Every mail, the latest first."""
    form = MailFilter(request.GET, user=request.user)
    form.is_valid()  # a bad value is simply not among the clean ones
    page = page_of(request, all_mails(request.user, form.cleaned_data, now=timezone.now()))
    context = {"page": page, "form": form, "is_filtered": any(form.cleaned_data.values())}
    return render(request, "notices/delivery_list.html", context)


@requires(Permission.SEE_ALL_NOTICES)
def delivery_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail: what it says, what the server answered, what was done about it."""
    rows = Delivery.objects.visible_to(request.user).select_related("recipient", "settled_by")
    delivery = get_object_or_404(rows, pk=pk)
    notices = list(Notice.objects.visible_to(request.user).filter(delivery=delivery).order_by("topic", "due_on", "pk"))
    context = {
        "delivery": delivery,
        "notices": notices,
        "history": history_of(delivery),
        "may_change": Delivery.objects.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "notices/delivery_card.html", context)


@requires(Permission.SEE_ALL_NOTICES)
@require_POST
def delivery_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a mail once more that is in doubt, refused or given up."""
    delivery = _to_change(request.user, pk)
    actions.resend(by=request.user, delivery=delivery, now=timezone.now())
    messages.success(request, _("The mail to %(name)s is on its way again.") % {"name": delivery.addressee})
    return redirect("notice-list-all")


@requires(Permission.SEE_ALL_NOTICES)
@require_POST
def delivery_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what became of a mail: one in doubt came, one that was refused or given up is dealt with."""
    delivery = _to_change(request.user, pk)
    seen = request.POST.get("state", "")
    if not actions.settle(by=request.user, delivery=delivery, seen=seen, now=timezone.now()):
        messages.info(request, _("The mail to %(name)s has moved on; see what is said of it now.")
                      % {"name": delivery.addressee})  # fmt: skip
        return redirect("delivery-card", pk)
    came = _("It is noted that the mail to %(name)s came.")
    dealt = _("The mail to %(name)s is dealt with.")
    messages.success(request, (came if seen == Delivery.State.IN_DOUBT else dealt) % {"name": delivery.addressee})
    return redirect("notice-list-all")


def _to_change(user: User, pk: int) -> Delivery:
    """404 when the person may not see it, 403 when only not change it."""
    delivery = get_object_or_404(Delivery.objects.visible_to(user), pk=pk)
    if not Delivery.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return delivery
