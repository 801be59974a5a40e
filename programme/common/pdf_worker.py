"""Renders one PDF in a process of its own (started by pdf.py): the job on standard input, the file on standard out.

The only module that imports pikepdf (TRUST.md T9, T10). It is started by paper/start.py, without Django, without the
project's environment and with bounds on memory, so that a report can neither read secrets nor take the worker down.
Nothing is fetched: the files that a page may use come with the job.

In: one JSON object {html, title, sheets: {address: css}, files: {address: path}, max_pages, memory}.
Out: the number of pages on a line of its own, then the PDF. Exit codes: 0 done, 3 too many pages, 4 out of memory.
"""

import gc
import hashlib
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

from .paper.weasy import Printer

TOO_MANY_PAGES, OUT_OF_MEMORY = 3, 4
PDFUA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"


def content_in_the_tree(pdf: pikepdf.Pdf) -> dict[tuple[int, int], set[int]]:
    """Per page (by object number): ids of the marked content that the structure tree refers to."""
    found: dict[tuple[int, int], set[int]] = {}

    def children(element: pikepdf.Object) -> Iterator[Any]:
        kids = element.get("/K")
        if kids is not None:
            yield from kids if isinstance(kids, pikepdf.Array) else [kids]

    waiting: list[tuple[Any, tuple[int, int] | None]] = [(kid, None) for kid in children(pdf.Root.StructTreeRoot)]
    while waiting:
        element, page = waiting.pop()
        if isinstance(element, int):
            if page is not None:
                found.setdefault(page, set()).add(element)
            continue
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/Pg" in element:
            page = element.Pg.objgen
        if element.get("/Type") == pikepdf.Name.MCR:
            waiting.append((int(element.MCID), page))
        elif element.get("/Type") == pikepdf.Name.StructElem:
            waiting.extend((kid, page) for kid in children(element))
    return found


def mark_artifacts(pdf: pikepdf.Pdf) -> int:
    """Mark running heads and page numbers as artifacts, so that nobody has to hear them on each page.

    WeasyPrint marks them as content that stands outside the tree (its issue 1836). Returns how many were marked.
    """
    kept, marked = content_in_the_tree(pdf), 0
    pagination = [pikepdf.Name.Artifact, pikepdf.Dictionary(Type=pikepdf.Name.Pagination)]
    for page in pdf.pages:
        ids = kept.get(page.obj.objgen, set())
        instructions: list[Any] = []
        for instruction in pikepdf.parse_content_stream(page):
            if instruction.operator == pikepdf.Operator("BDC"):
                properties = instruction.operands[1]
                outside = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
                if outside and int(properties.MCID) not in ids:
                    instruction = pikepdf.ContentStreamInstruction(pagination, instruction.operator)
                    marked += 1
            instructions.append(instruction)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
    return marked


def finished(rendered: bytes) -> bytes:
    """The accessible file: artifacts marked, PDF/UA-1 claimed beside PDF/A-3a, the same bytes for the same input."""
    with pikepdf.open(io.BytesIO(rendered)) as pdf:
        mark_artifacts(pdf)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata[PDFUA_PART] = "1"
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def render(job: dict[str, Any]) -> tuple[int, bytes]:
    """Pages and bytes. Raises SystemExit when there are more pages than the job allows."""
    document = Printer(job["sheets"], job["files"]).lay_out(job["html"], pdf_variant="pdf/a-3a")
    if len(document.pages) > job["max_pages"]:
        raise SystemExit(TOO_MANY_PAGES)
    document.metadata.title = job["title"]
    document.metadata.attachments = []
    identifier = hashlib.sha256(job["html"].encode()).digest()[:16]
    return len(document.pages), finished(document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier))


def main() -> None:
    """Bound the memory, render, write."""
    job = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    gc.disable()  # a third less time for a process that ends after one file
    try:
        pages, content = render(job)
    except MemoryError:
        raise SystemExit(OUT_OF_MEMORY) from None
    sys.stdout.buffer.write(f"{pages}\n".encode() + content)
