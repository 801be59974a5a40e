"""The quick start's broker: no message is read before it is complete, none is taken twice, none stops the worker."""

import threading
import time
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

from programme.common.file_broker import Channel, Transport

LONG = "x" * 200_000
MESSAGES = 150
UNTIL_S = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


def connect(folder: Path) -> Connection:
    return Connection(
        transport=Transport,
        transport_options={
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
        },
    )


def channel(folder: Path) -> Channel:
    return connect(folder).channel()


def test_messages_read_while_they_are_written_arrive_whole_and_once(folder: Path) -> None:
    taken: list[int] = []
    broken: list[BaseException] = []
    until = time.monotonic() + UNTIL_S

    def read() -> None:
        mine = channel(folder)
        while len(taken) < MESSAGES and time.monotonic() < until and not broken:
            try:
                taken.append(mine._get("work")["number"])
            except Empty:
                continue
            except Exception as error:  # what would end a worker
                broken.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    writer = channel(folder)
    for number in range(MESSAGES):
        writer._put("work", {"number": number, "body": LONG})
    for reader in readers:
        reader.join()

    assert broken == []
    assert sorted(taken) == list(range(MESSAGES))
    assert list((folder / "queue").iterdir()) == []


def test_message_that_cannot_be_read_is_dropped_and_the_next_is_taken(folder: Path) -> None:
    (folder / "queue" / "000_half.work.msg").write_bytes(b"")
    here = channel(folder)
    here._put("work", {"number": 1})

    assert here._get("work") == {"number": 1}
    with pytest.raises(Empty):
        here._get("work")


def test_messages_come_in_the_order_in_which_they_were_put(folder: Path) -> None:
    here = channel(folder)

    for number in range(3):
        here._put("work", {"number": number})
        time.sleep(0.002)  # names sort by milliseconds

    assert [here._get("work")["number"] for _ in range(3)] == [0, 1, 2]


def test_message_for_another_queue_is_left_alone(folder: Path) -> None:
    here = channel(folder)
    here._put("other", {"number": 1})

    with pytest.raises(Empty):
        here._get("work")
    assert here._get("other") == {"number": 1}


def test_message_published_over_an_exchange_reaches_every_queue_that_is_bound(folder: Path) -> None:
    exchange = Exchange("news", type="fanout")
    with connect(folder) as connection:
        here = connection.channel()
        for name in ("first", "second"):
            Queue(name, exchange=exchange, channel=here).declare()

        connection.Producer(here, exchange=exchange).publish({"number": 7})

        assert [connection.SimpleQueue(name).get(timeout=5).payload for name in ("first", "second")] == [
            {"number": 7},
            {"number": 7},
        ]
