"""Our mail server connection. It knows whether a mail had been handed over when the line went silent."""

import smtplib
from dataclasses import dataclass
from typing import Any

from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend

from programme.common.text import clean_line
from programme.notices.models import Delivery

TEXT_MAY_FOLLOW = 354  # the server's answer to DATA; from here on silence tells nothing
CLOSING = 421  # the server says goodbye, whatever it was asked: the next mail would hear the same
State = Delivery.State


class _Knowing:
    """Remembers whether the present mail's text was on its way."""

    handed_over = False
    answer = ""

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.handed_over, self.answer = False, ""
        return super().sendmail(*args, **kwargs)  # type: ignore[misc]

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()  # type: ignore[misc]
        if code == TEXT_MAY_FOLLOW:
            self.handed_over = True
        elif self.handed_over and not self.answer:  # the answer to the text itself
            self.answer = _line(code, words)
        return code, words


class _Plain(_Knowing, smtplib.SMTP):
    pass


class _Encrypted(_Knowing, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend, for every mail of the portal."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:  # type: ignore[override]
        return _Encrypted if self.use_ssl else _Plain

    @property
    def handed_over(self) -> bool:
        """True when the last mail's text was on its way to the server."""
        return bool(getattr(self.connection, "handed_over", False))


def sent_answer(server: BaseEmailBackend) -> str:
    """What the server said when it took the last mail; nothing for folders."""
    return str(getattr(getattr(server, "connection", None), "answer", ""))


def handed_over(server: BaseEmailBackend) -> bool:
    """True when the last mail may have arrived; False for servers that cannot tell, such as folders."""
    return bool(getattr(server, "handed_over", False))


@dataclass(frozen=True)
class Verdict:
    """What became of a mail that was not plainly taken: the state to give it, and the server's words.

    is_about_the_line: the server itself is unwell, and the next mail would fare no better.
    """

    state: Delivery.State
    answer: str
    is_about_the_line: bool = False


def judge(error: OSError, *, may_have_arrived: bool) -> Verdict:
    """Read a failure: temporary (4xx, no contact), permanent (5xx about this mail), or nobody can know.

    A refused sender or greeting is our own fault and not the recipient's, so it is tried again and given up in time.
    """
    code, words = _answer(error)
    about_this_mail = isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError))
    if about_this_mail and 500 <= code < 600:
        return Verdict(State.BOUNCED, words)
    if about_this_mail and 400 <= code < 500:
        return Verdict(State.PENDING, words, is_about_the_line=code == CLOSING)
    return Verdict(State.IN_DOUBT if may_have_arrived else State.PENDING, words, is_about_the_line=True)


def _answer(error: OSError) -> tuple[int, str]:
    """The code and words of the server's answer; 0 and the error's words when there was none."""
    code: int = 0
    words: Any = str(error) or type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    return code, _line(code, words)


def _line(code: int, words: Any) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return clean_line(f"{code} {said}" if code else said)[:300]
