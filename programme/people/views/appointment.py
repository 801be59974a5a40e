"""Pages that give and end tasks: invite somebody, add an appointment, end one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.people import actions
from programme.people.access import SignedInRequest, requires
from programme.people.forms import AppointmentEndForm, AppointmentForm, InviteForm
from programme.people.mails import MailNotSent
from programme.people.models import Appointment, User
from programme.people.once import once
from programme.people.roles import Permission


@requires(Permission.INVITE_PEOPLE)
def person_invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody. The answer is the same whether the address has an account or not."""
    today = timezone.localdate()
    form = InviteForm(request.POST or None, user=request.user, today=today)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> Appointment:
            return actions.invite(
                by=request.user,
                email=values["email"],
                name=values["name"],
                language=values["language"],
                new=form.new_appointment(),
                now=timezone.now(),
            )

        try:
            once(values["key"], "person-invite", Appointment, by=request.user, act=act)
            messages.success(request, _("A mail is on its way to %(email)s.") % {"email": values["email"]})
            return redirect("person-list")
        except ValidationError as error:
            form.add_error(None, error)
        except MailNotSent:
            messages.error(request, _not_mailed())
            return redirect("person-list")
    return render(request, "people/person_invite.html", {"form": form})


def _not_mailed() -> Any:
    return _("The task is saved, but the mail could not be sent now. Open the person's page to send it again.")


@requires(Permission.INVITE_PEOPLE)
def appointment_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give somebody one more task."""
    person: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = AppointmentForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():

        def act() -> Appointment:
            return actions.appoint(by=request.user, person=person, new=form.new_appointment())

        try:
            once(form.cleaned_data["key"], "appointment-add", Appointment, by=request.user, act=act)
            messages.success(request, _("%(name)s has a new task.") % {"name": person})
            return redirect(person)
        except ValidationError as error:
            form.add_error(None, error)
        except MailNotSent:
            messages.warning(request, _("The task is saved, but no mail about it could be sent."))
            return redirect(person)
    return render(request, "people/appointment_add.html", {"form": form, "shown": person})


@requires(Permission.INVITE_PEOPLE)
def appointment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which day is the last one of an appointment."""
    rows = Appointment.objects.visible_to(request.user).select_related("person", "programme", "region", "funder")
    appointment: Appointment = get_object_or_404(rows, pk=pk)
    if not Appointment.objects.changeable_by(request.user).exclude(person=request.user).filter(pk=pk).exists():
        raise PermissionDenied
    today = timezone.localdate()
    form = AppointmentEndForm(request.POST or None, initial={"until_on": appointment.until_on or today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(
                by=request.user, appointment=appointment, until_on=form.cleaned_data["until_on"], on=today
            )
            messages.success(
                request,
                _("The task ends on %(day)s.") % {"day": form.cleaned_data["until_on"]},
            )
            return redirect(appointment.person)
        except ValidationError as error:
            form.add_error("until_on", error)
    return render(request, "people/appointment_end.html", {"form": form, "appointment": appointment})
