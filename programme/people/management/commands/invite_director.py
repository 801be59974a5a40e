"""The first person of a fresh installation: mail a personal link to the programme director."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from programme.common.text import clean_line
from programme.people.actions import invite
from programme.people.mails import MailNotSent
from programme.people.passing_on import NewAppointment
from programme.people.roles import Role


class Command(BaseCommand):
    """`manage.py invite_director EMAIL NAME`; running it again sends a new link until a password is set."""

    help = "Invite a director of all programmes by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        now = timezone.now()
        try:
            validate_email(email)
            invite(
                by=None,
                email=email,
                name=clean_line(name)[:120] or email,
                language=settings.LANGUAGE_CODE,
                new=NewAppointment(role=Role.DIRECTOR, from_on=timezone.localdate(now)),
                now=now,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except MailNotSent as error:
            raise CommandError(f"The mail was not sent ({error}). Mend EMAIL_URL and run this again.") from None
        self.stdout.write(f"A link that works for seven days was mailed to {email}.")
