"""A PDF file that is written from its beginning to its end, object by object."""

import hashlib
import zlib
from array import array
from pathlib import Path

PER_STREAM = 400  # objects in one object stream: a reader unpacks one to find one object


def text(words: str) -> bytes:
    """A PDF text string."""
    return b"<FEFF" + words.encode("utf-16-be", "surrogatepass").hex().upper().encode() + b">"


def reference(number: int) -> bytes:
    """How other objects refer to an object."""
    return b"%d 0 R" % number


class Writer:
    """A PDF file that grows: objects with numbers given by the caller."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("xb")
        self._sum = hashlib.sha256()
        self._at = 0
        # Of each object, by number: its kind in the table, then place in the file or object stream, then index in that.
        self._kinds, self._where, self._index = bytearray([0]), array("Q", [0]), array("L", [0xFFFF])
        self._waiting: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._sum.update(data)
        self._at += len(data)

    def reserve(self, count: int = 1) -> int:
        """The first of so many numbers that nobody else gets."""
        first = len(self._kinds)
        self._kinds.extend(bytes(count))
        self._where.extend([0] * count)
        self._index.extend([0] * count)
        return first

    def _put(self, number: int, kind: int, where: int, index: int = 0) -> None:
        self._kinds[number], self._where[number], self._index[number] = kind, where, index

    def add(self, number: int, told: bytes) -> None:
        """An object that is no stream."""
        self._waiting.append((number, told))
        if len(self._waiting) >= PER_STREAM:
            self._pack()

    def add_stream(self, number: int, told: bytes, data: bytes) -> None:
        """A stream: its dictionary, with the length, and its data."""
        self._put(number, 1, self._at)
        self._write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, told, data))

    def squeeze(self, number: int, data: bytes, extra: bytes = b"") -> None:
        """A stream that is compressed here."""
        packed = zlib.compress(data, 6)
        self.add_stream(number, b"<<%s/Filter /FlateDecode/Length %d>>" % (extra, len(packed)), packed)

    def _pack(self) -> None:
        own, at, index, parts = self.reserve(), 0, [], []
        for place, (number, told) in enumerate(self._waiting):
            self._put(number, 2, own, place)
            index.append(b"%d %d" % (number, at))
            parts.append(told)
            at += len(told) + 1
        head = b" ".join(index) + b"\n"
        self.squeeze(own, head + b"\n".join(parts), b"/Type /ObjStm/N %d/First %d" % (len(self._waiting), len(head)))
        self._waiting = []

    def end(self, root: int, info: int) -> None:
        """The table of all objects, and the file's identity, which follows from its content."""
        if self._waiting:
            self._pack()
        own, mark = self.reserve(), self._sum.digest()[:16].hex().encode()
        self._put(own, 1, self._at)
        rows = zip(self._kinds, self._where, self._index, strict=True)
        table = b"".join(b"%c%s%s" % (a, b.to_bytes(5, "big"), c.to_bytes(2, "big")) for a, b, c in rows)
        extra = b"/Type /XRef/W [1 5 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]"
        start = self._at
        self.squeeze(own, table, extra % (own + 1, root, info, mark, mark))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        self._out.close()
