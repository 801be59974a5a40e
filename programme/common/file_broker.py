"""The quick start's message broker: a folder of files, one a message. Nobody ever reads a file that is half written.

Kombu's own writes a message under its final name, so that a worker that looks in between takes an empty file, cannot
read it, and ends. Here a file gets its name when it is complete, and is taken by renaming it.
"""

import contextlib
import logging
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)
SCHEME = "files"  # of the broker's address: files://localhost


class Channel(filesystem.Channel):  # type: ignore[misc]
    """Puts and takes messages whole."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        """Add a message; the names sort by time."""
        name = f"{round(time.monotonic() * 1000):015d}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, str_to_bytes(dumps(payload)))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest message that nobody else has taken. Raises Empty. What cannot be read is dropped."""
        folder, ending = Path(self.data_folder_in), f"{queue}.msg"
        for name in sorted(path.name for path in folder.iterdir()):
            if name.partition(".")[2] != ending:
                continue
            taken = folder / f".{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:  # another worker was first
                continue
            content = taken.read_bytes()
            taken.unlink()
            try:
                return loads(bytes_to_str(content))
            except ValueError:
                logger.warning("message %s cannot be read and waits for the sweep", name)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Remember which queues hear an exchange; its file is there, and whole, before it is opened."""
        file: Path = self._exchange_file(exchange)
        if not file.exists():
            with contextlib.suppress(FileExistsError):
                _write_whole(file, b"[]", anew=True)
        super()._queue_bind(exchange, routing_key, pattern, queue)


def _write_whole(path: Path, content: bytes, *, anew: bool = False) -> None:
    """Write a file that has its name only when it is complete. `anew` raises FileExistsError when it is there."""
    part = path.with_name(f".{uuid.uuid4()}.part")
    part.write_bytes(content)
    try:
        if not anew:
            part.replace(path)
            return
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class Transport(filesystem.Transport):  # type: ignore[misc]
    """Kombu's, with our channel."""

    Channel = Channel


def register() -> None:
    """Make addresses that begin with files:// known to Kombu."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
