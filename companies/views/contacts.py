"""People at a company."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.forms import ContactAddForm, ContactChangeForm
from companies.models import Company, Contact
from companies.views.acting import company_to_change
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.CHANGE_COMPANIES)
def contact_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new contact of a company."""
    company = company_to_change(request.user, pk)
    form = ContactAddForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.add_contact(by=request.user, company=company, values=form.values(), key=form.cleaned_data["key"])
        messages.success(request, _("The contact is saved."))
        return redirect(company)
    return render(request, "companies/contact_add.html", {"form": form, "company": company})


@requires(Permission.CHANGE_COMPANIES)
def contact_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a contact, or note that the person left."""
    seen = Contact.objects.filter(company__in=Company.objects.visible_to(request.user))
    contact = get_object_or_404(seen.select_related("company"), pk=pk)
    if not Company.objects.changeable_by(request.user).filter(pk=contact.company_id).exists():
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = ContactChangeForm(posted, user=request.user, contact=contact, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.change_contact(by=request.user, contact=contact, version=version, values=form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The contact is saved."))
        return redirect(contact.company)
    return render(request, "companies/contact_change.html", {"form": form, "contact": contact})
