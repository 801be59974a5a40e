"""Reception that can be lost: a small relay between the browser and the portal (TRUST.md F20)."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Reception:
    """Passes bytes on as long as there is reception. Without it, connections are refused and open ones break."""

    def __init__(self, port: int) -> None:
        self._target, self._is_there = port, True
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._relay, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _do(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._is_there:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        self._open |= {writer, back}
        try:
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            self._open -= {writer, back}

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
            target.write_eof()
        except (OSError, RuntimeError):
            target.transport.abort()

    async def _cut(self) -> None:
        self._is_there = False
        for writer in list(self._open):
            writer.transport.abort()

    def lose(self) -> None:
        """No reception from now on."""
        self._do(self._cut())

    def regain(self) -> None:
        """Reception again."""
        self._is_there = True

    def close(self) -> None:
        """The end of it."""
        self._do(self._cut())
        self._server.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)


@contextmanager
def reception(port: int) -> Iterator[Reception]:
    """A relay to the portal on this port."""
    relay = Reception(port)
    try:
        yield relay
    finally:
        relay.close()
