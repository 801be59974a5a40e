"""Two beats and two workers at once, a worker that is told to stop in mid batch, rows that cannot be mailed."""

import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programme.notices.models import Delivery
from tests.cast import Cast
from tests.services import drill_table
from tests.services.drill import Crew, SlowMailbox, Stack
from tests.services.drill_mails import State, await_mails, figures, one_each
from tests.services.drill_work import MEGABYTE, make_receivers

pytestmark = [pytest.mark.drill, pytest.mark.timeout(400)]
BOTH = pytest.mark.parametrize("stack", ["sqlite", "postgresql"], indirect=True)


@BOTH
def test_two_beats_and_two_workers_at_once_mail_each_matter_once(
    stack: Stack, workers_cast: Cast, tmp_path: Path
) -> None:
    began = time.monotonic()
    make_receivers(400, on=timezone.localdate())
    with SlowMailbox(0.01) as box:
        crews = [Crew(stack, tmp_path, box.url, name=name) for name in ("one", "two")]
        try:
            for crew in crews:
                crew.start()
            await_mails(crews[0], 400, within=120)
            time.sleep(4)  # some sweeps more, by both
        finally:
            for crew in crews:
                crew.kill()
        found = figures(box, one_each())
        drill_table.note(
            "Two beats and two workers at once", stack.words, due=400, sent=found.sent, lost=found.lost,
            doubled=found.doubled, in_doubt=len(found.doubted), seconds=time.monotonic() - began,
        )  # fmt: skip
        assert (found.sent, found.lost, found.doubled, found.doubted) == (400, 0, 0, frozenset())


@BOTH
def test_worker_that_is_told_to_stop_in_mid_batch_leaves_nothing_in_doubt(
    stack: Stack, workers_cast: Cast, tmp_path: Path
) -> None:
    began, stops, codes = time.monotonic(), 5, []
    make_receivers(400, on=timezone.localdate())
    with SlowMailbox(0.02) as box:
        crew = Crew(stack, tmp_path, box.url)
        try:
            for n in range(stops):
                before = len(box.mails)
                crew.start()
                crew.wait_until(lambda: len(box.mails) > before + 10, within=60)  # noqa: B023  used within the round
                codes.append(crew.stop())
                assert not Delivery.objects.filter(state__in=[State.SENDING, State.IN_DOUBT]).exists(), n
            stopped_at = len(box.mails)
            crew.start()
            await_mails(crew, 400, within=120)
        finally:
            crew.kill()
        found = figures(box, one_each())
        drill_table.note(
            f"Worker told to stop (SIGTERM) in mid batch {stops} times", stack.words, due=400, sent=found.sent,
            lost=found.lost, doubled=found.doubled, in_doubt=len(found.doubted), seconds=time.monotonic() - began,
            also=f"{stopped_at} mails before the last stop",
        )  # fmt: skip
        assert (found.sent, found.lost, found.doubled, found.doubted) == (400, 0, 0, frozenset())
        assert codes == [0] * stops and stopped_at < 400


@BOTH
def test_poisoned_row_fails_alone_and_is_listed(stack: Stack, workers_cast: Cast, tmp_path: Path) -> None:
    began = time.monotonic()
    people = make_receivers(200, on=timezone.localdate())
    poisoned, long, emoji = people[50], people[70], people[90]
    bad = "receiver.a50@example.org\nBcc: everybody@example.org"
    with connection.cursor() as cursor:  # by SQL: no form would take these
        cursor.execute("UPDATE people_user SET email = %s WHERE id = %s", [bad, poisoned.pk])
        cursor.execute("UPDATE people_user SET name = %s WHERE id = %s", [MEGABYTE, long.pk])
        cursor.execute("UPDATE people_user SET name = %s WHERE id = %s", ["Bolag 👩‍🏭 \u202e AB", emoji.pk])
    with SlowMailbox(0.002) as box:
        crew = Crew(stack, tmp_path, box.url)
        try:
            crew.start()
            await_mails(crew, 200, within=90)
        finally:
            crew.kill()
        found = figures(box, one_each())
        listed = list(Delivery.objects.unsettled().values_list("recipient", "state"))
        client = Client()
        client.force_login(workers_cast.director)
        page = client.get(reverse("notice-list-all")).content.decode()
        drill_table.note(
            "A poisoned address, a label of 1 MB, an emoji", stack.words, due=200, sent=found.sent, lost=found.lost,
            doubled=found.doubled, in_doubt=len(found.doubted), seconds=time.monotonic() - began,
            also=f"{len(listed)} listed as given up, {found.sent} others went out",
        )  # fmt: skip
        assert listed == [(poisoned.pk, State.FAILED)]
        assert poisoned.name in page
        assert (found.sent, found.lost, found.doubled, found.doubted) == (199, 0, 0, frozenset())
        assert not [to for to, _message in box.mails if to not in [[f"receiver.a{n}@example.org"] for n in range(200)]]
