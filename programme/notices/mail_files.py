"""The demo's mails: one file each, readable on a page for the director."""

import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from programme.common.text import clean_line, clean_text

SHOWN = 200  # the newest; older ones stay in the folder
READ_LIMIT = 1_000_000  # bytes of one file
_NAME = re.compile(r"^[0-9]{8}-[0-9]{6}-[0-9]{6}-[0-9a-f]{8}$")


def folder() -> Path:
    """Where the mails lie; only where EMAIL_URL names a folder."""
    return Path(str(getattr(settings, "EMAIL_FILE_PATH", None)))


def are_shown() -> bool:
    """True where this is the demo and its mails go to files."""
    return bool(settings.DEMO and f"{__name__}.EmailBackend" == settings.EMAIL_BACKEND)


class EmailBackend(BaseEmailBackend):
    """Puts each mail into a file of its own, complete or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; returns how many. Raises OSError when the folder cannot be written."""
        into = folder()
        into.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}"
            part = into / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(into / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class FiledMail:
    """A mail from a file, with its plain text."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    text: str


def newest() -> list[FiledMail]:
    """The newest mails, newest first."""
    names = sorted((path.stem for path in folder().glob("*.eml") if _NAME.match(path.stem)), reverse=True)
    return [mail for name in names[:SHOWN] if (mail := read(name))]


def read(name: str) -> FiledMail | None:
    """One mail by its name; None for anything that is not one."""
    if not _NAME.match(name):
        return None
    try:
        with (folder() / f"{name}.eml").open("rb") as file:
            content = file.read(READ_LIMIT)
    except OSError:
        return None
    message: Any = email.message_from_bytes(content, _class=ParsedMessage, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return FiledMail(
        name=name,
        sent_at=datetime.strptime(name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC),
        to=clean_line(str(message.get("To", ""))),
        subject=clean_line(str(message.get("Subject", ""))),
        text=clean_text(body.get_content()) if body else "",
    )
