"""The first director of a fresh installation."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from programme.people.actions import accept_invitation
from programme.people.models import AuditEvent
from programme.people.roles import Permission, Role
from tests.people.inviting import PASSWORD, find, link_in


@pytest.mark.django_db
def test_invite_director_mails_a_link_that_makes_a_director(django_capture_on_commit_callbacks, capsys) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call_command("invite_director", "First@example.org", "Första Direktören")
    assert "first@example.org" in capsys.readouterr().out.lower()
    path = link_in(mail.outbox[0])
    Client().post(path, {"name": "Första Direktören", "password": PASSWORD, "again": PASSWORD})
    director = find("first@example.org")
    assert director.check_password(PASSWORD)
    assert director.rights.roles == {Role.DIRECTOR}
    assert director.rights.national(Permission.CHANGE_STRUCTURE)
    assert [(e.verb, e.by) for e in AuditEvent.objects.order_by("pk")][0] == ("person-invite", None)


@pytest.mark.django_db
def test_invite_director_again_sends_a_new_link_until_a_password_is_set(django_capture_on_commit_callbacks) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("invite_director", "first@example.org", "F")
    first, second = (link_in(message).split("/")[-2] for message in mail.outbox)
    assert find("first@example.org").appointments.count() == 1
    accept_invitation(token=second, name="F", password=PASSWORD, now=timezone.now())
    with pytest.raises(CommandError):
        call_command("invite_director", "first@example.org", "F")
    assert first != second


@pytest.mark.django_db
def test_invite_director_with_a_bad_address_makes_nobody() -> None:
    with pytest.raises(CommandError):
        call_command("invite_director", "not-an-address", "X")
    assert find("not-an-address") is None
