"""Reads the numbers of a page as a visitor meets them: which lead to rows, which unfold, which stand still."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

# A number as people write it, in Swedish or English, not a part of a word.
NUMBER = re.compile(r"(?<![\w.,:-])[−-]?\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?:[,.]\d+)?|(?<![\w.,:-])[−-]?\d+(?:[,.]\d+)?")
VOID = {"input", "br", "img", "hr", "meta", "link", "col", "wbr", "source", "use", "path", "circle", "rect", "line"}
SKIPPED = {"svg", "script", "style", "select", "code", "textarea", "form"}  # pictures have tables; forms ask


@dataclass
class Piece:
    """A run of text with a number: where it leads (empty: nowhere), and the rows that it unfolds, if it does."""

    text: str
    href: str
    where: str  # the classes and tags around it, outermost first
    unfolds: int | None = None
    row: str = ""  # all the text of its own link, table row or list item

    @property
    def numbers(self) -> list[Decimal]:
        """The numbers in it."""
        found = NUMBER.findall(self.text)
        return [Decimal(re.sub(r"[\u00a0\u202f ]", "", one).replace(",", ".").replace("−", "-")) for one in found]


@dataclass
class _Open:
    tag: str
    classes: str
    href: str = ""
    pieces: list[Piece] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    items: int = 0


class Reader(HTMLParser):
    """Collects the pieces of <main>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[_Open] = []
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in VOID:
            return
        if tag == "li":
            for one in reversed(self.stack):
                if one.tag == "details":
                    one.items += 1
                    break
        self.stack.append(_Open(tag, told.get("class") or told.get("id") or "", told.get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or all(one.tag != tag for one in self.stack):
            return
        while self.stack:
            closed = self.stack.pop()
            if closed.tag == "a" and closed.text and not self._skips():
                self._note("".join(closed.text), closed.href)
            if closed.tag == "details":
                for piece in closed.pieces:
                    piece.unfolds = closed.items
            if closed.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(one.tag == "main" for one in self.stack) or self._skips() or not data.strip():
            return
        for one in reversed(self.stack):
            if one.tag == "a":
                one.text.append(data)
                return
        self._note(data, "")

    def _skips(self) -> bool:
        return any(one.tag in SKIPPED for one in self.stack)

    def _note(self, text: str, href: str) -> None:
        said = " ".join(text.split(" ")).strip()
        said = re.sub(r"[ \n\t]+", " ", said)
        if not NUMBER.search(said):
            return
        piece = Piece(said, href, " ".join(f"{one.tag}.{one.classes}" for one in self.stack))
        self.pieces.append(piece)
        if any(one.tag == "summary" for one in self.stack):
            next(one for one in reversed(self.stack) if one.tag == "details").pieces.append(piece)


def pieces_of(html: str) -> list[Piece]:
    """Every run of text with a number in the page's main part."""
    reader = Reader()
    reader.feed(html)
    return reader.pieces
