"""A paper that is being made: parts rendered or kept, the contents, the fonts, and the plan by which all are joined."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from programme.common.paper.contents import Line, contents_section
from programme.common.paper.fonts import VERSIONS, Fonts, digest
from programme.common.paper.fragments import head_of
from programme.common.paper.kept import Kept
from programme.common.paper.pool import Answer, Pool
from programme.common.paper.refusals import too_long
from programme.common.paper.sections import Heads, Limits, Section, page_of, pieces


@dataclass
class Part:
    """A rendered piece that waits to be joined."""

    piece: list[Section]
    path: Path
    objects: int
    pages: list[int]
    anchors: dict[str, list[float]]
    marks: list[list[Any]]


class Paper:
    """A paper that is being made: its parts, in their order, and the fonts that they use."""

    def __init__(
        self, folder: Path, kept: Kept, pool: Pool, setup: dict[str, Any], *, language: str, limits: Limits
    ) -> None:
        self.folder, self.kept, self.pool = folder, kept, pool
        self.language, self.limits = language, limits
        self.parts: list[Part | None] = []
        self.rendered = self.reused = self.pages = 0
        hashes = {
            address: hashlib.sha256(Path(path).read_bytes()).hexdigest() for address, path in setup["files"].items()
        }
        self.fonts = Fonts(folder, kept, {hashes[address]: path for address, path in setup["files"].items()})
        self._before = digest(["section", VERSIONS, setup["sheets"], hashes])

    # --- Rendering ---------------------------------------------------------------------------------

    def render(self, front: Iterable[Section], rest: Iterable[Section], progress: Callable[[int], None]) -> None:
        """Render everything but the contents."""
        done = 0

        def tell(piece: list[Section]) -> None:
            nonlocal done
            done += len(piece)
            progress(done)

        def jobs() -> Iterator[tuple[Any, dict[str, Any]]]:
            for source in (front, rest):
                for piece in pieces(source):
                    place, page = len(self.parts), page_of(piece, language=self.language)
                    self.parts.append(None)
                    light = [_light(section) for section in piece]
                    key = self.key(page)
                    if (part := self.reuse(place, light, key)) is not None:
                        self.parts[place] = part
                        tell(piece)
                    else:
                        yield (place, light, key), {"html": page}

        for (place, piece, key), answer in self.pool.run(jobs()):
            self.parts[place] = self.take(place, piece, key, answer)
            tell(piece)

    def key(self, page: str) -> str:
        """Under which a rendered page is kept."""
        return digest([self._before, page])

    def reuse(self, place: int, piece: list[Section], key: str) -> Part | None:
        """The kept part, if it is whole and its fonts are there."""
        content = self.kept.get(key)
        if content is None:
            return None
        try:
            part = self._part(place, piece, content)
        except ValueError:
            return None
        if part is not None:
            self.reused += 1
        return part

    def take(self, place: int, piece: list[Section], key: str, answer: Answer) -> Part:
        """A part that was rendered now; keeps it."""
        content, *fonts = answer.contents
        for sha256, font in zip(answer.told["files"], fonts, strict=True):
            self.fonts.add_file(sha256, font)
        part = self._part(place, piece, content)
        if part is None:
            raise LookupError("a font file is missing")
        self.kept.put(key, content)
        self.rendered += 1
        return part

    def _part(self, place: int, piece: list[Section], content: bytes) -> Part | None:
        head = head_of(content)
        if not all(self.fonts.has(face.file) for face in head.faces.values()):
            return None
        self.pages += len(head.pages)
        if self.pages > self.limits.pages:
            raise too_long(self.limits.pages)
        for face in head.faces.values():
            self.fonts.use(face)
        path = self.folder / str(place)
        path.write_bytes(content)
        keys = {section.key for section in piece}
        anchors = {key: at for key, at in head.anchors.items() if key in keys}
        return Part(piece, path, head.objects, head.pages, anchors, head.marks)

    # --- Contents ----------------------------------------------------------------------------------

    def list_contents(self, heading: str, *, after: int) -> None:
        """Render the list of contents and put it behind so many parts. Its own length moves what it lists."""
        place, length = len(self.parts), 1
        while True:
            section = contents_section(heading, list(self._lines(after, length)))
            page = page_of([section], language=self.language)
            key, light = self.key(page), [_light(section)]
            part = self.reuse(place, light, key)
            if part is None:
                ((_ticket, answer),) = self.pool.run([(None, {"html": page})])
                part = self.take(place, light, key, answer)
            if len(part.pages) <= length:  # never back to fewer: two lengths could call for each other
                break
            self.pages -= len(part.pages)
            length = len(part.pages)
        self.parts.insert(after, part)

    def _lines(self, after: int, length: int) -> Iterator[Line]:
        page = 1
        for number, part in enumerate(self.whole()):
            page += length if number == after else 0
            for section in part.piece:
                if section.listed:
                    yield Line(section.key, section.heading, section.level, page + int(part.anchors[section.key][0]))
            page += len(part.pages)

    def whole(self) -> list[Part]:
        """The parts, all of them there."""
        return [part for part in self.parts if part is not None]

    # --- Joining -----------------------------------------------------------------------------------

    def plan(self, title: str, heads: Heads) -> dict[str, Any]:
        """What joining.py must know. Makes the fonts that are not kept."""
        parts = self.whole()
        said = self._heads(parts, heads)
        faces, named = self.fonts.made(self.pool, said)
        places: dict[str, list[float]] = {}
        marks: list[tuple[int, str, str]] = []
        for number, part in enumerate(parts):
            for key, (page, x, y) in part.anchors.items():
                places[key] = [number, page, x, y]
            marks += _marks(number, part, places)
        return {
            "target": str(self.folder / "paper.pdf"),
            "memory": self.limits.memory,
            "title": title,
            "language": self.language,
            "producer": f"WeasyPrint {VERSIONS[1]}",
            "fragments": [
                {"path": str(part.path), "objects": part.objects, "pages": part.pages, "heads": words}
                for part, words in zip(parts, said, strict=True)
            ],
            "places": places,
            "headings": {section.key: section.heading for part in parts for section in part.piece},
            "marks": marks,
            "faces": faces,
            "heads": named,
        }

    def _heads(self, parts: list[Part], heads: Heads) -> list[list[dict[str, str]]]:
        """The words over each page of each part; none over a bare one."""
        total, number, said = sum(len(part.pages) for part in parts), 0, []
        for part in parts:
            words = []
            for page in range(len(part.pages)):
                number += 1
                begun = [one for one in part.piece if part.anchors[one.key][0] <= page]
                now = next((one for one in begun if part.anchors[one.key][0] == page), begun[-1])
                words.append(
                    {}
                    if now.bare
                    else {
                        "top_left": heads.title,
                        "top_right": now.heading,
                        "bottom_left": heads.foot,
                        "bottom_right": heads.pages.format(page=number, pages=total),
                    }
                )
            said.append(words)
        return said


def _light(section: Section) -> Section:
    """The section without its content, to be remembered."""
    return Section(**{**section.__dict__, "html": ""})


def _marks(number: int, part: Part, places: dict[str, list[float]]) -> list[tuple[int, str, str]]:
    """The bookmarks of a part: its sections, each with the headings below its own."""
    found: list[tuple[int, str, str]] = []
    for place, section in enumerate(part.piece):
        if not section.listed:
            continue
        found.append((section.level, section.heading, section.key))
        start = _at(part.anchors[section.key])
        end = _at(part.anchors[part.piece[place + 1].key]) if place + 1 < len(part.piece) else (10**9, 0.0)
        for count, (level, text, page, x, y) in enumerate(part.marks):
            if start <= _at([page, x, y - 1]) and _at([page, x, y - 1]) < end and text != section.heading:
                key = f"{section.key}~{count}"
                places[key] = [number, page, x, y]
                found.append((section.level + max(level - 1, 1), text, key))
    return found


def _at(place: list[float]) -> tuple[float, float]:
    page, _x, y = place
    return page, -y
