"""Reception that can be lost: a small relay between the browser and the portal (TRUST.md F20)."""

import contextlib
import socket
import threading
from collections.abc import Iterator

BUFFER = 65536  # bytes
QUIET_S = 60  # a connection on which nothing happens for so long is over


class Reception:
    """Passes bytes on as long as there is reception. Without it, new connections and open ones break."""

    def __init__(self, port: int) -> None:
        self._target, self._is_there = port, True
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._start(self._answer)

    def _start(self, work, *given: object) -> None:  # type: ignore[no-untyped-def]
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _answer(self) -> None:
        while True:
            try:
                near, _who = self._door.accept()
            except OSError:  # closed: the end
                return
            if not self._is_there:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            for one in (near, far):
                one.settimeout(QUIET_S)
            with self._lock:
                self._open |= {near, far}
            self._start(self._pass, near, far)
            self._start(self._pass, far, near)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        """Until one side ends; then both do."""
        with contextlib.suppress(OSError):
            while data := source.recv(BUFFER):
                target.sendall(data)
        self._end(source, target)

    def _end(self, *those: socket.socket) -> None:
        with self._lock:
            self._open -= set(those)
        for one in those:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def lose(self) -> None:
        """No reception from now on."""
        self._is_there = False
        with self._lock:
            those = list(self._open)
        self._end(*those)

    def regain(self) -> None:
        """Reception again."""
        self._is_there = True

    def close(self) -> None:
        """The end of it."""
        self.lose()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join(timeout=10)


@contextlib.contextmanager
def reception(port: int) -> Iterator[Reception]:
    """A relay to the portal on this port."""
    relay = Reception(port)
    try:
        yield relay
    finally:
        relay.close()
