"""What a sheet's XML says before anybody makes room for it: how far it reaches, how much text, what is hidden."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from companies.imports.reader import limits
from companies.imports.reader.limits import Refused


def _forbid(*given: Any) -> None:
    """A document type or an entity: no spreadsheet has one, every bomb of entities does."""
    raise Refused("entities")


def parse(
    pieces: Iterable[bytes], start: Callable[..., None], end: Callable[..., None], text: Callable[..., None]
) -> None:
    """Go through a part of the archive. Element names come with their namespace before a blank."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _forbid
    depth = 0
    try:
        for piece in pieces:
            depth += piece.count(b"<") - 2 * piece.count(b"</") - piece.count(b"/>") - piece.count(b"<?")
            if depth > limits.MOST_DEPTH:
                raise Refused("broken")
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused("broken") from None


def _nothing(*given: Any) -> None:
    """An event that nobody waits for."""


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]


def elements(pieces: Iterable[bytes]) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part with its attributes, all without namespaces."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(key): value for key, value in attributes.items()}))

    parse(pieces, start, _nothing, _nothing)
    return found


def string_lengths(pieces: Iterable[bytes]) -> array:  # type: ignore[type-arg]
    """How long each shared string is."""
    lengths = array("I")

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" si"):
            lengths.append(0)
            if len(lengths) > limits.MOST_STRINGS:
                raise Refused("text")

    def text(said: str) -> None:
        if lengths:
            lengths[-1] += len(said)

    parse(pieces, start, _nothing, text)
    return lengths


def column_of(reference: str) -> int:
    """`A1` is 1, `AB7` is 28; 0 when there are no letters."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column


@dataclass
class SheetScan:
    """Walks over the cells of one sheet and stops at the first that is too much."""

    strings: "array[int]"
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    text: int = 0
    hidden: list[int] = field(default_factory=list)
    unsaved_formulas: int = 0
    merges: int = 0
    _kind: str = ""
    _filled: bool = False
    _formula: bool = False
    _inside: str = ""
    _said: list[str] = field(default_factory=list)

    def run(self, pieces: Iterable[bytes]) -> "SheetScan":
        """Scan the sheet. Raises Refused."""
        parse(pieces, self._start, self._end, self._text)
        if self.last_row * self.last_column > limits.MOST_AREA:
            raise Refused("columns", most=limits.MOST_COLUMNS, reach=self.last_column)
        return self

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self.column = column_of(attributes["r"]) if "r" in attributes else self.column + 1
            self._kind, self._filled, self._formula = attributes.get("t", ""), False, False
        elif tag == "v" or tag == "t":
            self._inside, self._said = tag, []
        elif tag == "f":
            self._formula = True
        elif tag == "mergeCell":
            self.merges += 1
            if self.merges > limits.MOST_MERGES:
                raise Refused("merges", most=limits.MOST_MERGES)
        elif tag == "row":
            said = attributes.get("r", "")
            self.row = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else self.row + 1
            self.column = 0
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden.append(self.row)

    def _text(self, said: str) -> None:
        if self._inside:
            self._said.append(said)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "v" or tag == "t":
            self._take("".join(self._said))
            self._inside = ""
        elif tag == "c" and self._formula and not self._filled:
            self.unsaved_formulas += 1

    def _take(self, said: str) -> None:
        if not said:
            return
        self._filled = True
        self.text += self._length(said)
        if self.text > limits.MOST_TEXT:
            raise Refused("text")
        if self.row > self.last_row:
            self.last_row = self.row
            if self.row > limits.MOST_ROWS + limits.TITLE_ROWS:
                raise Refused("rows", most=limits.MOST_ROWS, reach=self.row)
        self.last_column = max(self.last_column, self.column)

    def _length(self, said: str) -> int:
        """Characters that the cell will hold: of a shared string, those of the string that it points at."""
        if self._kind != "s":
            return len(said)
        if not (said.isascii() and said.isdigit() and len(said) < 9 and int(said) < len(self.strings)):
            raise Refused("broken")
        return self.strings[int(said)]
