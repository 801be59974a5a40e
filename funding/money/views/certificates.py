"""Pages about what partners certify: the list by line, a new certificate, taking one back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants.views.grants import own_grant
from funding.models import Certificate, CoFinancing, Grant
from funding.money import actions
from funding.money.forms.certificates import CertificateForm, WithdrawForm
from programme.people.access import SignedInRequest, requires
from programme.people.once import once
from programme.people.roles import Permission


@requires(Permission.SEE_OVERSIGHT)
def certificate_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every line of co-financing with its certificates, also those taken back."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("funder"), pk=pk)
    papers = Certificate.objects.visible_to(request.user).select_related("entered_by", "withdrawn_by")
    lines = CoFinancing.objects.visible_to(request.user).filter(grant=grant).with_certified()
    context = {
        "grant": grant,
        "lines": lines.prefetch_related(Prefetch("certificates", papers, to_attr="papers")),
        "may_change": Grant.objects.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "funding/money/certificate_list.html", context)


@requires(Permission.MAKE_REPORTS)
def certificate_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a partner certifies of a line; `?line=` proposes it."""
    grant = own_grant(request, pk)
    initial = {"line": request.GET.get("line", "")[:12], "certified_on": timezone.localdate()}
    form = CertificateForm(request.POST if request.method == "POST" else None, grant=grant, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        key = values.pop("key")
        try:
            once(
                key, "certificate-add", Certificate, by=request.user,
                act=lambda: actions.add_certificate(by=request.user, today=timezone.localdate(), **values),
            )  # fmt: skip
            messages.success(request, _("The certificate is entered."))
            return redirect("certificate-list", grant.pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "funding/money/certificate_add.html", {"form": form, "grant": grant})


@requires(Permission.MAKE_REPORTS)
def certificate_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """A certificate that is to count no more."""
    rows = Certificate.objects.visible_to(request.user).select_related("co_financing__grant__funder")
    certificate = get_object_or_404(rows, pk=pk)
    if not Certificate.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    grant = certificate.co_financing.grant
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        because, today = form.cleaned_data["withdrawn_because"], timezone.localdate()
        try:
            actions.withdraw_certificate(by=request.user, certificate=certificate, because=because, today=today)
            messages.success(request, _("The certificate is taken back."))
            return redirect("certificate-list", grant.pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"form": form, "certificate": certificate, "grant": grant}
    return render(request, "funding/money/certificate_withdraw.html", context)
