"""A real SMTP server that keeps every mail: what a test of mails counts."""

import email
import time
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port


class Mailbox:
    """Mails in the order in which they came, as pairs of recipients and message."""

    def __init__(self, port: int = 0) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.port = port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """What EMAIL_URL is to be."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = email.message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), message))
        return "250 kept"

    def first_to(self, address: str, *, within: float = 10.0) -> EmailMessage:
        """The first mail to an address, waited for up to `within` seconds."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for recipients, message in list(self.mails):
                if address in recipients:
                    return message
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address}; there are {[to for to, _ in self.mails]}")

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
