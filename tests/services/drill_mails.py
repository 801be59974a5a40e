"""What became of a drill's mails, counted on both sides: in the portal's database and at the mail server."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from programme.notices.models import Delivery, Notice
from tests.services.drill import Crew
from tests.services.mailbox import Mailbox

State = Delivery.State
BUSY = [State.PENDING, State.SENDING]
UNTRIED = {"state__in": BUSY, "attempts": 0}


@dataclass(frozen=True)
class Figures:
    """sent: mails that came. lost: those that no list shows and that did not come, or are called sent and did not come.

    doubled: mails that came once too often, by Message-ID or by receiver. doubted: Message-IDs of those in doubt.
    """

    sent: int
    lost: int
    doubled: int
    doubted: frozenset[str]


def figures(box: Mailbox, due: Mapping[str, int]) -> Figures:
    """Compare what came with how many mails were due at each address."""
    mails = list(box.mails)
    came = Counter(address for receivers, _message in mails for address in receivers)
    ids = Counter(str(message["Message-ID"]) for _receivers, message in mails)
    shown = Counter(
        email or ""
        for email in Delivery.objects.filter(state__in=Delivery.UNSETTLED).values_list("recipient__email", flat=True)
    )
    said_sent = set(Delivery.objects.filter(state=State.SENT).values_list("message_id", flat=True))
    doubted = Delivery.objects.filter(state=State.IN_DOUBT).values_list("message_id", flat=True)
    missing = sum(max(0, number - came[address] - shown[address]) for address, number in due.items())
    too_many = sum(max(0, number - due.get(address, 0)) for address, number in came.items())
    twice = sum(number - 1 for number in ids.values())
    return Figures(len(mails), max(missing, len(said_sent - set(ids))), max(too_many, twice), frozenset(doubted))


def one_each(prefix: str = "") -> dict[str, int]:
    """One mail is due to each receiver who has a notice."""
    addresses = Notice.objects.filter(recipient__email__startswith=f"receiver.{prefix}")
    return dict.fromkeys(addresses.values_list("recipient__email", flat=True), 1)


def await_mails(crew: Crew, number: int, *, within: float) -> None:
    """Wait until so many mails exist and none of them is under way."""
    crew.wait_until(
        lambda: Delivery.objects.count() >= number and not Delivery.objects.filter(state__in=BUSY).exists(),
        within=within,
    )
