"""The typefaces of a paper: which there are, which glyphs they need, and their files, made once and kept."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from programme.common.paper.fragments import Face
from programme.common.paper.kept import Kept
from programme.common.paper.pool import Pool

ENGINE = 1  # counts changes of what a section's bytes are, given its page
VERSIONS = [ENGINE, *(version(name) for name in ("weasyprint", "pydyf", "fonttools", "pyphen"))]
# The fonts of running heads and feet, by the names that cutting.py puts on each page.
HEAD_AXES = {
    "LyA": {"opsz": 14.0, "wght": 400.0},
    "LyB": {"opsz": 14.0, "wght": 500.0},
    "LyC": {"opsz": 14.0, "wght": 600.0},
}


def digest(what: Any) -> str:
    """SHA-256 of something that JSON can say."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


class Fonts:
    """Typefaces by key, and the whole font files that they are instances of."""

    def __init__(self, folder: Path, kept: Kept, files: dict[str, str]) -> None:
        """files: SHA-256 to path of our own; the first is that of running heads and feet."""
        self.folder, self.kept, self.files = folder, kept, dict(files)
        self.head_file = next(iter(files))
        self.faces: dict[str, Face] = {}

    def use(self, face: Face) -> None:
        """Note what a part draws with a typeface."""
        bare = Face(face.file, face.index, face.axes, face.family, face.italic, {})
        known = self.faces.setdefault(face.key, bare)
        known.texts |= {glyph: text for glyph, text in face.texts.items() if glyph not in known.texts}
        known.missing = sorted({*known.missing, *face.missing})

    def add_file(self, sha256: str, content: bytes) -> None:
        """A font file of this machine that a part was drawn with."""
        if sha256 not in self.files:
            self.kept.put(digest(["file", sha256]), content)
            self._write(sha256, content)

    def has(self, sha256: str) -> bool:
        """Whether the font file is there."""
        if sha256 not in self.files:
            content = self.kept.get(digest(["file", sha256]))
            if content is None or hashlib.sha256(content).hexdigest() != sha256:
                return False
            self._write(sha256, content)
        return True

    def _write(self, sha256: str, content: bytes) -> None:
        path = self.folder / f"{sha256}.font"
        path.write_bytes(content)
        self.files[sha256] = str(path)

    def made(self, pool: Pool, said: list[list[dict[str, str]]]) -> tuple[dict[str, Any], dict[str, str]]:
        """All that joining.py must know of the typefaces, by key, and the keys of those of the heads, by name.

        said: the words over each page of each part. What is not kept is made by the pool.
        """
        signs = "".join(sorted({sign for part in said for page in part for words in page.values() for sign in words}))
        named, own = {}, {}
        for name, axes in HEAD_AXES.items():
            face = Face(self.head_file, 0, axes, "Inter", False, {})
            known = self.faces.setdefault(face.key, face)
            named[name], own[known.key] = known.key, signs + "…"
        jobs = [(key, {"font": self._font_job(face, own.get(key, ""))}) for key, face in sorted(self.faces.items())]
        faces: dict[str, Any] = {}
        waiting = []
        for key, job in jobs:
            kept_as = digest(["font", VERSIONS, key, job["font"]["glyphs"], job["font"]["signs"]])
            content = self.kept.get(kept_as)
            if content is None:
                waiting.append(((key, kept_as), job))
            else:
                faces[key] = self._face(key, content)
        for (key, kept_as), answer in pool.run(waiting):
            content = json.dumps(answer.told["told"]).encode() + b"\n" + answer.contents[0]
            self.kept.put(kept_as, content)
            faces[key] = self._face(key, content)
        return {key: faces[key] for key in sorted(faces)}, named

    def _font_job(self, face: Face, signs: str) -> dict[str, Any]:
        glyphs = sorted(int(glyph) for glyph in face.texts)
        path = self.files[face.file]
        return {"path": path, "index": face.index, "axes": face.axes, "glyphs": glyphs, "signs": signs}

    def _face(self, key: str, content: bytes) -> dict[str, Any]:
        told, font = content.split(b"\n", 1)
        face, tag = self.faces[key], digest([key])
        facts = json.loads(told)
        path = self.folder / f"{tag}.face"
        path.write_bytes(font)
        texts = {str(glyph): sign for sign, glyph in facts["signs"].items()} | face.texts
        weight = f"-{face.axes['wght']:g}" if "wght" in face.axes else ""
        return {
            "path": str(path),
            "told": facts,
            "texts": texts,
            "missing": face.missing,
            "italic": face.italic,
            "name": face.family.replace(" ", "-") + weight,
            "tag": "".join(chr(65 + int(letter, 16)) for letter in tag[:6]),
        }
