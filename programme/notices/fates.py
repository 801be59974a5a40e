"""What became of a mail, and of a notice's mail, in words: with a mark, a colour and the time. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from programme.notices.models import Delivery, Notice

COLLECTED = "|digest|"  # in the key of a collected mail
OFF = "off"
# State of a mail -> mark of marks.svg, and colour.
MARKS = {
    "pending": ("kommande", ""),
    "sending": ("granskas", ""),
    "sent": ("klar", "l-ok"),
    "in_doubt": ("efter", "l-warn"),
    "bounced": ("stopp", "l-bad"),
    "failed": ("stopp", "l-bad"),
    "skipped": ("avhopp", ""),
}
PLAIN = "intresse"


@dataclass(frozen=True)
class Fate:
    """A mark and a word, and what there is to say besides."""

    mark: str
    style: str
    word: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.word}, {self.detail}" if self.detail else self.word


def of_mail(mail: "Delivery") -> Fate:
    """What became of a mail, or is to become of it."""
    mark, style = MARKS[mail.state]
    if mail.state == "pending":
        return Fate(mark, style, _word_of_waiting(mail), _wait(mail))
    word = str(mail.get_state_display())
    if mail.settled_at and mail.state != "sent":
        return Fate("klar", "", word, _("dealt with by hand %(when)s") % {"when": _moment(mail.settled_at)})
    if mail.state == "sent":
        when = _moment(mail.sent_at) if mail.sent_at else ""
        return Fate(mark, style, word, _("%(when)s, said by hand") % {"when": when} if mail.settled_at else when)
    return Fate(mark, style, word, _moment(mail.tried_at) if mail.tried_at else "")


def of_notice(notice: "Notice") -> Fate:
    """Why a notice was or was not mailed. A `wish` that was read with it says whether mails are switched off."""
    if notice.skipped:
        when = _moment(notice.skipped_at) if notice.skipped_at else ""
        return Fate("avhopp", "", str(notice.get_skipped_display()), when)
    if notice.delivery is not None:
        return of_mail(notice.delivery)
    if notice.settled_at:
        return Fate(PLAIN, "", _("Settled before a mail"))
    if getattr(notice, "wish", None) == OFF:
        return Fate(PLAIN, "", _("No mail, by own wish"))
    return Fate(PLAIN, "", _("No mail yet"))


def _word_of_waiting(mail: "Delivery") -> str:
    return _("In a collected mail") if COLLECTED in mail.key and not mail.attempts else str(mail.get_state_display())


def _wait(mail: "Delivery") -> str:
    when = {"when": _moment(mail.not_before_at)}
    if not mail.attempts:
        return _("from %(when)s") % when
    tries = ngettext("tried %(n)s time", "tried %(n)s times", mail.attempts) % {"n": mail.attempts}
    return _("%(tries)s, again from %(when)s") % {"tries": tries, **when}


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), "SHORT_DATETIME_FORMAT")
