"""A real SMTP server that answers as each address asks for."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.mailbox import Mailbox

SILENCE, SILENCE_AFTER_TAKING, HANG_UP = "silence", "silence after taking", "hang up"
SILENT_FOR_S = 30


class FaultyMailbox(Mailbox):
    """`at_rcpt` and `at_data` name, by address, the answer or the fault. Everybody else is kept with 250."""

    def __init__(self) -> None:
        super().__init__()
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}

    @property
    def message_ids(self) -> list[str]:
        """Of the mails that were kept, in order."""
        return [str(message["Message-ID"]) for _to, message in self.mails]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.at_rcpt.get(address)
        if fault == HANG_UP:
            server.transport.abort()
            return "421 gone"
        if fault:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.at_data.get(envelope.rcpt_tos[0])
        if fault == SILENCE_AFTER_TAKING:
            await super().handle_DATA(server, session, envelope)
        if fault in {SILENCE, SILENCE_AFTER_TAKING}:
            await asyncio.sleep(SILENT_FOR_S)
        return fault or await super().handle_DATA(server, session, envelope)
