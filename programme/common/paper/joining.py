"""Joins fragments to one PDF: tagged, PDF/A-3a with the PDF/UA-1 mark. Runs in a process of its own, one file each.

It writes while it reads, a section at a time: a thousand pages take little more memory than ten. Structure trees become
one, ids are made unique, the parent tree is numbered through, links and bookmarks lead into the whole file, and running
heads and feet are drawn as artifacts over the finished pages; so a section can be kept whatever its pages are numbered.
The same plan gives the same bytes.

In: the plan as JSON on standard input (paper.py). Out: the file at plan["target"]; its pages on standard out.
"""

import importlib.util
import json
import resource
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from .bookmarks import outlines
from .fragments import TOKEN, Head, filled, head_of
from .overlays import Pen, drawn
from .typography import add_face
from .writer import Writer, reference, text


class Joining:
    """A file that is being written: the numbers of its shared objects, and the leaves of its trees so far."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.out = out = Writer(Path(plan["target"]))
        self.catalog, self.info, self.pages, self.root, self.document, self.save = (out.reserve() for _ in range(6))
        self.bases = [out.reserve(one["objects"]) for one in plan["fragments"]]
        self.nodes = [out.reserve() for _ in plan["fragments"]]
        self.faces = {key: out.reserve(5) for key in plan["faces"]}
        self.pens = {name: Pen(plan["faces"][key]["told"]) for name, key in plan["heads"].items()}
        self.count = self.following = 0  # pages so far, and the next key of the parent tree
        self.tops: list[bytes] = []
        self.parents: list[bytes] = []
        self.ids: list[bytes] = []

    def target(self, key: str) -> bytes:
        """The destination of a link or bookmark; null for a section that is not in the paper."""
        place = self.plan["places"].get(key)
        if place is None:
            return b"null"
        number, page, x, y = place
        return b"[%d 0 R /XYZ %.2f %.2f 0]" % (self.bases[number] + self.plan["fragments"][number]["pages"][page], x, y)

    def add(self, number: int) -> None:
        """Write the fragment with this number."""
        one = self.plan["fragments"][number]
        content = Path(one["path"]).read_bytes()
        head, base, out = head_of(content), self.bases[number], self.out
        overlays = out.reserve(len(head.pages))
        fill = Filling(self, number, head, overlays)
        block, streams = filled(content, head, fill)
        for place, told in enumerate(block):
            out.add(base + place, told)
        for place, (told, data) in enumerate(streams, start=len(block)):
            out.add_stream(base + place, told, data)
        for place, size in enumerate(head.sizes):
            out.squeeze(overlays + place, drawn(one["heads"][place], self.pens, size))
        kids = b" ".join(reference(base + page) for page in head.pages)
        told = b"<</Type /Pages/Parent %d 0 R/Count %d/Kids [%s]>>"
        out.add(self.nodes[number], told % (self.pages, len(head.pages), kids))
        self.tops += [reference(base + top) for top in head.tops]
        self._parents(head, fill)
        self._ids(head, base, fill.prefix)
        self.following += len(head.parents)
        self.count += len(head.pages)

    def _parents(self, head: Head, fill: "Filling") -> None:
        """A leaf of the parent tree."""
        own, first = self.out.reserve(), self.following
        entries = [
            b"%d %s" % (first + place, TOKEN.sub(lambda found: fill(found[1]), told.encode()))
            for place, told in enumerate(head.parents)
        ]
        limits = (first, first + len(head.parents) - 1)
        self.out.add(own, b"<</Limits [%d %d]/Nums [%s]>>" % (*limits, b" ".join(entries)))
        self.parents.append(reference(own))

    def _ids(self, head: Head, base: int, prefix: bytes) -> None:
        """A leaf of the tree of ids."""
        if not head.ids:
            return
        own = self.out.reserve()
        names = [(b"(%s%s)" % (prefix, name.encode()), reference(base + number)) for name, number in head.ids]
        entries = b" ".join(b"%s %s" % one for one in names)
        self.out.add(own, b"<</Limits [%s %s]/Names [%s]>>" % (names[0][0], names[-1][0], entries))
        self.ids.append(reference(own))

    def end(self) -> int:
        """Write what all fragments share. Returns the number of pages."""
        out, plan = self.out, self.plan
        self._structure()
        for key, first in self.faces.items():
            add_face(out, first, plan["faces"][key])
        kids = b" ".join(reference(node) for node in self.nodes)
        out.add(self.pages, b"<</Type /Pages/Count %d/Kids [%s]>>" % (self.count, kids))
        out.add_stream(self.save, b"<</Length 2>>", b"q\n")
        bookmarks = outlines(out, plan["marks"], self.target)
        parts = [
            b"<</Type /Catalog/Pages %d 0 R/StructTreeRoot %d 0 R" % (self.pages, self.root),
            b"/MarkInfo <</Marked true>>/Lang %s/Metadata %d 0 R" % (text(plan["language"]), self._metadata()),
            b"/ViewerPreferences <</DisplayDocTitle true>>/OutputIntents [%d 0 R]" % self._intent(),
            b"/Outlines %d 0 R/PageMode /UseOutlines" % bookmarks if bookmarks else b"",
            b">>",
        ]
        out.add(self.catalog, b"".join(parts))
        out.add(self.info, b"<</Title %s/Producer %s>>" % (text(plan["title"]), text(plan["producer"])))
        out.end(self.catalog, self.info)
        return self.count

    def _structure(self) -> None:
        out = self.out
        tree, names = out.reserve(), out.reserve()
        out.add(tree, b"<</Kids [%s]>>" % b" ".join(self.parents))
        out.add(names, b"<</Kids [%s]>>" % b" ".join(self.ids) if self.ids else b"<</Names []>>")
        told = b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d/IDTree %d 0 R>>"
        out.add(self.root, told % (self.document, tree, self.following, names))
        told = b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>"
        out.add(self.document, told % (self.root, b" ".join(self.tops)))

    def _metadata(self) -> int:
        words = {name: escape(self.plan[name]) for name in ("title", "language", "producer")}
        own, xmp = self.out.reserve(), XMP.format(**words).encode()
        self.out.add_stream(own, b"<</Type /Metadata/Subtype /XML/Length %d>>" % len(xmp), xmp)
        return own

    def _intent(self) -> int:
        """What colours mean: sRGB, by the profile that WeasyPrint brings."""
        found = importlib.util.find_spec("weasyprint")
        if found is None or not found.submodule_search_locations:
            raise LookupError("weasyprint is not installed")
        profile, own = self.out.reserve(), self.out.reserve()
        content = Path(found.submodule_search_locations[0], "pdf", "sRGB2014.icc").read_bytes()
        self.out.squeeze(profile, content, b"/N 3")
        told = b"<</Type /OutputIntent/S /GTS_PDFA1/OutputConditionIdentifier (sRGB)/Info (sRGB)"
        self.out.add(own, b"%s/DestOutputProfile %d 0 R>>" % (told, profile))
        return own


class Filling:
    """What stands for the tokens of one fragment in this file (their list is in fragments.py)."""

    def __init__(self, joining: Joining, number: int, head: Head, overlays: int) -> None:
        self.prefix = b"%06d-" % number
        self._joining, self._head = joining, head
        self._base, self._overlays, self._first = joining.bases[number], overlays, joining.following
        self._fixed = {
            b"P": reference(joining.nodes[number]),
            b"D": reference(joining.document),
            b"I": self.prefix,
            b"Q": reference(joining.save),
        }

    def __call__(self, token: bytes) -> bytes:
        if token.isdigit():
            return b"%d 0 R" % (self._base + int(token))
        if token in self._fixed:
            return self._fixed[token]
        kind, rest = token[:1], token[1:].decode()
        if kind == b"O":
            return reference(self._overlays + int(rest))
        if kind == b"S":
            return b"%d" % (self._first + int(rest))
        if kind == b"F":
            faces, plan = self._head.faces, self._joining.plan
            return reference(self._joining.faces[faces[rest].key if rest in faces else plan["heads"][rest]])
        if kind == b"L":
            return self._joining.target(rest)
        if kind == b"T":
            return text(self._joining.plan["headings"].get(rest, rest))
        raise ValueError(f"unknown token {token!r}")


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdf:Producer>{producer}</pdf:Producer>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def main() -> None:
    """Read the plan, bound the memory, write the file."""
    plan = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (plan["memory"], plan["memory"]))
    joining = Joining(plan)
    for number in range(len(plan["fragments"])):
        joining.add(number)
    sys.stdout.write(str(joining.end()))
