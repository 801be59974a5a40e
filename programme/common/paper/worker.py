"""Renders sections and makes fonts, one after the other, in a process of its own that speaks over its pipes.

In: a run of messages, each 4 bytes of length and that much JSON; first {sheets, files, memory}, then jobs: {html} or
{font: {path, index, axes, glyphs, signs}}. Out, for each: 4 bytes of length, JSON {sizes, resident, told?} and the
contents whose sizes it names: first the fragment or the font, then font files that this process met for the first time
(their SHA-256 in `files`). A closed pipe ends the process, and so does a job that cannot be
done: the exit code says why.
"""

import gc
import json
import os
import resource
import sys
from typing import Any

from .cutting import FontFiles, fragment_of, leave_fonts_out
from .typefaces import made
from .weasy import Printer

OUT_OF_MEMORY = 4
COLLECT_AFTER = 6  # pages between two looks for garbage: each takes as long as a tenth of a page


def message() -> Any:
    """The next one, or None at the end."""
    length = sys.stdin.buffer.read(4)
    return json.loads(sys.stdin.buffer.read(int.from_bytes(length, "big"))) if len(length) == 4 else None


def answer(told: dict[str, Any], contents: list[bytes]) -> None:
    """Write one answer."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - not a file but what the kernel counts
        resident = int(file.read().split()[1]) * resource.getpagesize()
    told |= {"sizes": [len(one) for one in contents], "resident": resident}
    text = json.dumps(told).encode()
    sys.stdout.buffer.write(len(text).to_bytes(4, "big") + text)
    for one in contents:
        sys.stdout.buffer.write(one)
    sys.stdout.buffer.flush()


def serve(setup: dict[str, Any]) -> None:
    """Do one job after the other."""
    leave_fonts_out()
    printer, files = Printer(setup["sheets"], setup["files"]), FontFiles()
    gc.collect()
    gc.freeze()
    gc.disable()  # a third less time; what a page leaves is collected between pages
    pages, sent = 0, set[str]()
    while (job := message()) is not None:
        if "font" in job:
            told, font = made(**job["font"])
            answer({"told": told}, [font])
            continue
        document = printer.lay_out(job["html"])
        fragment = fragment_of(document, files)
        pages += len(document.pages)
        del document
        new = sorted(files.contents.keys() - sent)
        sent.update(new)
        answer({"files": new}, [fragment, *(files.contents[name] for name in new)])
        if pages >= COLLECT_AFTER:
            gc.collect()
            pages = 0


def main() -> None:
    """Bound the memory, then serve."""
    setup = message()
    if setup is None:
        return
    resource.setrlimit(resource.RLIMIT_AS, (setup["memory"], setup["memory"]))
    try:
        serve(setup)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
