"""Bombs are refused by the process that reads, for the right reason and within little memory (TRUST.md T8)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from companies.imports.reader import limits
from companies.imports.reader.worker import read
from companies.imports.reading import AT_ONCE, SheetRefused, read_file
from tests.companies.imports.bombs import BOMBS, around, book

ROOT = Path(__file__).resolve().parents[3]
MOST_MEMORY = 150 * 1024 * 1024


def measured(content: bytes) -> tuple[dict[str, Any], int]:
    """What the worker answers, and the most memory that it held, in bytes."""
    asked = json.dumps({"sheet": None, "at_most": None}).encode() + b"\n"
    command = [sys.executable, "-m", "tests.companies.imports.weighed"]
    done = subprocess.run(command, cwd=ROOT, input=asked + content, capture_output=True, check=True)
    return json.loads(done.stdout), int(done.stderr) * 1024


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_for_its_reason_within_150_mib(name: str) -> None:
    make, code = BOMBS[name]
    content = make()
    assert len(content) <= limits.MOST_BYTES  # small enough to be sent

    answer, memory = measured(content)

    assert answer["refused"] == code
    assert memory < MOST_MEMORY


def test_ordinary_book_made_the_same_way_is_read() -> None:
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Org.nr</t></is></c><c r="C1"><v>5560160680</v></c></row>'

    assert read(book(around(cells)))["rows"] == [["Org.nr", "", "5560160680"]]


def test_worker_that_needs_more_memory_than_it_may_have_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companies.imports.reading.WORKER", "tests.companies.imports.starved")

    with pytest.raises(SheetRefused, match="tar för mycket plats"):
        read_file((b";".join([b"x" * 15] * 60) + b"\n") * 4_900)


def test_large_file_is_put_off_when_only_a_moment_is_given() -> None:
    row = b'<row><c><v>1</v></c><c t="str"><v>%s</v></c></row>'
    cells = b"".join(row % (b"%d" % (n * n * 7919) * 6) for n in range(1, 4_900))
    content = book(around(cells), extra={"docProps/app.xml": os.urandom(AT_ONCE)})

    assert read_file(content, only_if_small=True) is None
    reading = read_file(content)
    assert reading is not None and len(reading.rows) == 4_899
