"""A year of days under libfaketime: what was mailed to whom on which day is what a plain list says, no more, no less.

The portal goes through the year in a process of its own (year_walk.py), over PostgreSQL and a real SMTP server; the
list is reckoned from the same script by code that knows nothing of the portal (year_reference.py).
"""

import os
import subprocess
import sys
import time
from collections import Counter
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from programme.notices.models import Delivery, LedgerDay
from tests.services import drill_table
from tests.services.drill import ROOT, pointed_at
from tests.services.drill_clock import STOCKHOLM, Clock
from tests.services.mailbox import Mailbox
from tests.services.year_reference import NAMES, PEOPLE, WORDS, Mailed, expected
from tests.services.year_script import COMPANIES, DAYS, DOWN, GRANT, happenings

WALK = "import django; django.setup(); from tests.services.year_walk import main; main()"


def mailed(box: Mailbox) -> tuple[Counter[Mailed], int]:
    """Each thing that a mail to one of the people says, with the local day of the mail; and how many mails."""
    known = {f"{name}@example.org": name for name in PEOPLE}
    sayings = _all_sayings()
    found: Counter[Mailed] = Counter()
    mails = 0
    for (address, *_others), message in box.mails:
        if address not in known:
            continue  # letters to companies about planned sessions
        mails += 1
        body = message.get_body(("plain",))
        assert body
        text = " ".join(body.get_content().split())
        day = parsedate_to_datetime(str(message["Date"])).astimezone(STOCKHOLM).date()
        for words in sayings:
            said = text.count(words)
            if said:
                found[known[address], words, day] += said
    return found, mails


@pytest.mark.drill
@pytest.mark.timeout(1200)
def test_year_of_days_mails_what_the_plain_list_says(
    own_database: str, mailbox: Mailbox, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    began = time.monotonic()
    given = {
        "DJANGO_SETTINGS_MODULE": "programme.settings", "DEMO": "1", "VAR_DIR": str(tmp_path),
        "DATABASE_URL": own_database, "REDIS_URL": "", "EMAIL_URL": mailbox.url, "NOTICES_FROM_HOUR": "7",
        "MAILS_PER_MINUTE": "0", "SITE_URL": "http://127.0.0.1:8000", **Clock(tmp_path / "clock").environment(),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WALK], cwd=ROOT, env={**os.environ, **given}, text=True,
        capture_output=True, timeout=1000,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]

    wanted = Counter(expected())
    found, mails = mailed(mailbox)
    missing, extra = wanted - found, found - wanted
    with django_db_blocker.unblock(), pointed_at(own_database):
        unsettled = Delivery.objects.unsettled().count()
        days, faults = LedgerDay.objects.count(), LedgerDay.objects.exclude(faults="").count()
    drill_table.note(
        f"A year of {DAYS} days, against a plain list", drill_table.SERVERS.partition(",")[0], due=wanted.total(),
        sent=mails, lost=missing.total(), doubled=extra.total(), in_doubt=unsettled, seconds=time.monotonic() - began,
        also=f"{len(COMPANIES)} companies; beat was down on {DAYS - days} days; the mails say {found.total():,} things",
    )  # fmt: skip
    assert sorted(missing.items()) == []
    assert sorted(extra.items()) == []
    assert (unsettled, faults) == (0, 0)
    assert days == DAYS - sum(length for _first, length in DOWN)
    assert {kind for kind, words in WORDS.items() if any(_says(words, one) for one in found)} == set(WORDS)


def _all_sayings() -> set[str]:
    """Everything that could be said in the year, right or wrong, of every company, action and absence."""
    abouts = {one.name for one in COMPANIES}
    abouts |= {f"{one.company}: {one.what}" for one in happenings() if one.verb == "add"}
    abouts |= {one.what for one in happenings() if one.verb == "interest"}
    abouts |= {f"{GRANT}, {one.since}–{one.until}" for one in happenings() if one.verb == "period"}
    abouts |= {
        f"{NAMES[name]}, {one.on.isoformat()}–{one.until.isoformat()}"
        for one in happenings() if one.verb == "away" for name in (one.who, one.to)
    }  # fmt: skip
    return {words % about for words in WORDS.values() for about in abouts}


def _says(words: str, one: Mailed) -> bool:
    before, after = words.split("%s")
    return one[1].startswith(before) and one[1].endswith(after)
