"""Reads one spreadsheet and ends (started by companies/imports/reading.py).

In: a line of JSON {sheet, at_most}, then the file. Out: JSON with the rows, or {refused, facts}.
It runs without Django, without the project's environment, and with bounds on memory and time.
"""

import json
import resource
import sys
from typing import Any

from companies.imports.reader import limits
from companies.imports.reader.kinds import kind_of
from companies.imports.reader.limits import Refused
from companies.imports.reader.text_file import read_text
from companies.imports.reader.workbook import read_workbook


def read(content: bytes, *, sheet: int | None = None, at_most: int | None = None) -> dict[str, Any]:
    """What the file holds, or why it is refused."""
    try:
        if len(content) > limits.MOST_BYTES:
            raise Refused("size")
        if kind_of(content) == "xlsx":
            return read_workbook(content, sheet, at_most)
        return read_text(content, at_most)
    except Refused as refused:
        return {"refused": refused.code, "facts": refused.facts}


def main() -> None:
    """Bound memory and time, read, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.SECONDS, limits.SECONDS))
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        answer = read(sys.stdin.buffer.read(), sheet=asked["sheet"], at_most=asked["at_most"])
    except MemoryError:
        answer = {"refused": "memory", "facts": {}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
