"""The signed stamp in the public form: when it was opened, and the key that makes a double click one row.

People need some seconds to fill a form in and do not leave it open for days; programs are quick, or keep an old copy.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer

SHORTEST, LONGEST = timedelta(seconds=3), timedelta(hours=12)
_SIGNER = "companies.interest.stamp"


@dataclass(frozen=True)
class Stamp:
    """A form that was opened."""

    key: UUID
    opened_at: datetime

    def is_likely(self, now: datetime) -> bool:
        """True when a person may have taken that long."""
        return SHORTEST <= now - self.opened_at <= LONGEST


def issue(now: datetime) -> str:
    """A stamp for a form that is opened now."""
    return Signer(salt=_SIGNER).sign_object({"key": uuid4().hex, "at": int(now.timestamp())})


def read(text: str) -> Stamp | None:
    """The stamp; None when it is not one of ours."""
    try:
        held = Signer(salt=_SIGNER).unsign_object(text)
    except BadSignature:
        return None
    return Stamp(UUID(held["key"]), datetime.fromtimestamp(held["at"], tz=UTC))
