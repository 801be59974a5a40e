"""The demo's mails."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from programme.notices import mail_files
from programme.people.access import requires
from programme.people.roles import Permission


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
