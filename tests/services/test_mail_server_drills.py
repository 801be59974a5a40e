"""A mail server that is silent, slow, greylists, refuses one of many, hangs up: each address ends in one final state.

Real workers under libfaketime, so that the waits of a day pass in seconds, and a real SMTP server with moods.
"""

import asyncio
import socket
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programme.notices.models import Delivery, MailLine
from tests.cast import Cast
from tests.servers import free_port
from tests.services import drill_table
from tests.services.drill import Crew, Stack
from tests.services.drill_clock import STOCKHOLM, Clock
from tests.services.drill_mails import State, figures, one_each
from tests.services.drill_work import RECEIVERS, make_receivers
from tests.services.mailbox import Mailbox

pytestmark = [pytest.mark.drill, pytest.mark.timeout(400)]
GREY, REFUSED, SLOW, MUTE = "grey", "refused", "slow", "mute"  # what a receiver's address begins with
BUSY = "421 4.3.2 busy, try again"


class MoodyMailbox(Mailbox):
    """Treats each address as its beginning says; hangs up on everybody while `is_busy`."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.is_busy = False
        self.asked: Counter[str] = Counter()  # how often each address was named
        self.hung_up = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked[address] += 1
        mood = address.removeprefix(RECEIVERS)
        if self.is_busy:
            self.hung_up += 1
            asyncio.get_running_loop().call_later(0.05, server.transport.close)
            return BUSY
        if mood.startswith(REFUSED):
            return "550 5.1.1 no such mailbox"
        if mood.startswith(GREY) and self.asked[address] == 1:
            return "450 4.2.0 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mood = envelope.rcpt_tos[0].removeprefix(RECEIVERS)
        if mood.startswith(SLOW):
            for byte in b"250-wait\r\n":  # a byte a second; the whole answer takes longer than the time-out
                server.transport.write(bytes([byte]))
                await asyncio.sleep(1.2)
        if mood.startswith(MUTE) and self.asked[envelope.rcpt_tos[0]] == 1:
            if "mute.kept" in envelope.rcpt_tos[0]:
                await super().handle_DATA(server, session, envelope)
            await asyncio.sleep(30)  # the worker has gone by then
        return await super().handle_DATA(server, session, envelope)


def people(**numbers: int) -> None:
    """So many receivers of each mood."""
    for mood, number in numbers.items():
        make_receivers(number, on=timezone.localdate(), prefix=mood.replace("_", "."))


def states() -> Counter[str]:
    """How many mails are in which state."""
    return Counter(Delivery.objects.values_list("state", flat=True))


def ahead(clock: Clock, minutes: int) -> None:
    """The workers' clock goes on by so many minutes from the real time."""
    clock.set(timezone.now().astimezone(STOCKHOLM) + timedelta(minutes=minutes))


@pytest.mark.parametrize("stack", ["postgresql"], indirect=True)
def test_moods_of_a_mail_server_leave_each_address_in_one_final_state(
    stack: Stack, workers_cast: Cast, tmp_path: Path
) -> None:
    began, clock = time.monotonic(), Clock(tmp_path / "clock")
    people(a=60, grey=20, refused=15, slow=2)
    with MoodyMailbox() as box:
        crew = Crew(stack, tmp_path, box.url, more={**clock.environment(), "MAIL_LEASE_SECONDS": "60"})
        try:
            box.is_busy = True
            crew.start()
            crew.wait_until(lambda: MailLine.objects.filter(closed_until_at__isnull=False).exists(), within=60)
            time.sleep(5)
            hung_up = box.hung_up
            box.is_busy = False
            ahead(clock, 2)
            crew.wait_until(lambda: states()[State.SENT] >= 55 and states()[State.BOUNCED] >= 10, within=120)
            ahead(clock, 20)
            crew.wait_until(lambda: not Delivery.objects.filter(attempts=0).exists(), within=60)
            ahead(clock, 40)
            crew.wait_until(lambda: states() == {State.SENT: 82, State.BOUNCED: 15}, within=120)
            time.sleep(4)
        finally:
            crew.kill()
        wanted = {address: number for address, number in one_each().items() if REFUSED not in address}
        found = figures(box, wanted)
        refused = sum(number for address, number in box.asked.items() if REFUSED in address and number > 1)
        drill_table.note(
            "Mail server hangs up (421), greylists, refuses some, slow (a byte a second)", stack.words, due=97,
            sent=found.sent, lost=found.lost, doubled=found.doubled, in_doubt=len(found.doubted),
            seconds=time.monotonic() - began,
            also=f"15 refused and shown as such; {hung_up} tries before the line was closed",
        )  # fmt: skip
        assert states() == {State.SENT: 82, State.BOUNCED: 15}
        assert (found.sent, found.lost, found.doubled, found.doubted) == (82, 0, 0, frozenset())
        assert 5 <= hung_up <= 7
        assert refused <= hung_up  # a refused address is asked again only if the server hung up on it before


class Deaf:
    """A port that takes connections and never says a word."""

    def __init__(self, port: int) -> None:
        self.held: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        try:
            while True:
                self.held.append(self._listener.accept()[0])
        except OSError:
            return

    def end(self) -> None:
        """Nobody listens there any more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)
        for one in self.held:
            one.close()


@pytest.mark.parametrize("stack", ["postgresql"], indirect=True)
def test_silent_mail_server_leaves_nothing_lost_and_doubts_go_out_once_more(
    stack: Stack, workers_cast: Cast, tmp_path: Path
) -> None:
    began, clock, port = time.monotonic(), Clock(tmp_path / "clock"), free_port()
    people(a=40, mute_kept=2, mute_lost=1)
    deaf = Deaf(port)
    given = {**clock.environment(), "MAIL_LEASE_SECONDS": "60"}
    crew = Crew(stack, tmp_path, f"smtp://127.0.0.1:{port}", more=given)
    try:
        crew.start()
        crew.wait_until(lambda: len(deaf.held) >= 2, within=60)  # each try waits ten seconds
        assert states() == {State.PENDING: 43}  # nothing was claimed
        deaf.end()
        with MoodyMailbox(port) as box:
            crew.wait_until(lambda: states() == {State.SENT: 40, State.IN_DOUBT: 3}, within=180)
            found, came = figures(box, one_each()), len(box.mails)
            page = _page_of(workers_cast)
            listed = [pk for pk in Delivery.objects.filter(state=State.IN_DOUBT).values_list("pk", flat=True)
                      if reverse("delivery-resend", args=[pk]) in page]  # fmt: skip
            ahead(clock, 17)
            crew.wait_until(lambda: states() == {State.SENT: 43}, within=120)
            time.sleep(4)
            again = Counter(str(message["Message-ID"]) for _to, message in box.mails)
    finally:
        crew.kill()
    drill_table.note(
        "Mail server silent, at once and after the text of 3 mails", stack.words, due=43, sent=came, lost=found.lost,
        doubled=found.doubled, in_doubt=len(found.doubted), seconds=time.monotonic() - began,
        also=f"2 of those in doubt had come; after 15 minutes they went out once more, {len(again)} Message-IDs in all",
    )  # fmt: skip
    assert (came, found.lost, found.doubled, len(found.doubted), len(listed)) == (42, 0, 0, 3, 3)
    assert len(again) == 43
    assert {key for key, number in again.items() if number > 1} <= found.doubted and max(again.values()) == 2


def _page_of(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.director)
    return client.get(reverse("notice-list-all")).content.decode()
