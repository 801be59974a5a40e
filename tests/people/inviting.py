"""What the tests of people share."""

import re

from django.core.mail import EmailMessage

from programme.people.models import User
from tests.cast import Cast

PASSWORD = "En-mening-om-kugghjul-7"
TODAY = "2026-01-15"


def answers(cast: Cast, **values: object) -> dict[str, object]:
    """The invitation form, filled in by a leader of Mellersta Norrland for a new coach."""
    return {
        "name": "Ny Coach",
        "email": "ny.coach@example.org",
        "language": "sv",
        "role": "coach",
        "region": cast.mellersta.pk,
        "from_on": TODAY,
        **values,
    }


def link_in(mail: EmailMessage) -> str:
    """The path of the personal link in a mail."""
    found = re.search(r"https?://[^/\s]+(/people/invitations/\S+/)", str(mail.body))
    assert found, mail.body
    return found.group(1)


def find(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()
