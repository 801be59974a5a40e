"""From the bytes that somebody sent to rows of text, by a process of its own; what is refused is refused in words."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.imports.reader import limits
from programme.common.numbers import as_text

logger = logging.getLogger(__name__)

WORKER = "companies.imports.reader.worker"
TIME_LIMIT = 25  # seconds on the clock, under the web server's 30; the worker has fewer of processor time
AT_ONCE = 1_500_000  # bytes unpacked that are read while the person waits: well under a second

_WORDS: dict[str, Any] = {
    "size": gettext_lazy("The file is larger than 5 MB. Split it, or take away pictures and formatting."),
    "empty": gettext_lazy("There is nothing in the file. Choose a file with companies in it."),
    "other": gettext_lazy("This is no spreadsheet. Choose a file of the kind XLSX or CSV."),
    "xls": gettext_lazy("The file is of the old kind XLS. Open it, save it as XLSX and choose that file."),
    "xlsb": gettext_lazy("The file is of the kind XLSB. Open it, save it as XLSX and choose that file."),
    "ods": gettext_lazy("The file is of the kind ODS. Open it, save it as XLSX and choose that file."),
    "html": gettext_lazy(
        "The file is a web page with the name of a spreadsheet. Open it, save it as XLSX and choose that file."
    ),
    "encrypted": gettext_lazy("The file has a password. Save it without a password and choose it again."),
    "macro": gettext_lazy("There are macros in the file. Save it as XLSX without macros and choose that file."),
    "external": gettext_lazy(
        "The file fetches values from other files. Copy the rows, paste them as values into a new file and choose that."
    ),
    "members": gettext_lazy("The file has too many parts to be a list of companies. Copy the rows into a new file."),
    "unpacked": gettext_lazy(
        "Unpacked, the file is %(megabytes)s MB, which is too much. Copy the rows into a new file."
    ),
    "entities": gettext_lazy("The file holds instructions that no list needs. Copy the rows into a new file."),
    "text": gettext_lazy("There is too much text in the cells. Copy the rows that you need into a new file."),
    "memory": gettext_lazy("The file takes too much room to read. Copy the rows that you need into a new file."),
    "rows": gettext_lazy(
        "The sheet reaches to row %(reach)s. At most %(most)s rows are read at a time: split the file, or take away "
        "what stands below the list."
    ),
    "columns": gettext_lazy(
        "The sheet has %(reach)s columns. At most %(most)s are read: take away those that are not needed."
    ),
    "merges": gettext_lazy(
        "The sheet has more than %(most)s merged cells. Take the merging away, or copy the rows into a new file."
    ),
    "quote": gettext_lazy("A quotation mark is opened near row %(row)s and never closed. Close it and try again."),
    "broken": gettext_lazy("The file is damaged and cannot be opened. Save it anew and choose it again."),
}


class SheetRefused(Exception):
    """The file is not read, for a reason in words that say what to do."""


@dataclass(frozen=True)
class Reading:
    """What a file holds: its sheets, and the rows of one of them as text, in the file's order from its first row.

    facts: what the person is told about how it was read (alphabet, separator, hidden rows, days from 1904).
    """

    rows: list[list[str]]
    sheets: list[dict[str, Any]] = field(default_factory=list)
    sheet: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


def words_for(code: str, facts: dict[str, Any]) -> str:
    """Why a file is refused, and what to do about it."""
    return str(_WORDS[code]) % {name: as_text(value) for name, value in facts.items()}


def read_file(content: bytes, *, sheet: int | None = None, only_if_small: bool = False) -> Reading | None:
    """Read the file; None when it is `only_if_small` and would take more than a moment. Raises SheetRefused.

    The worker gets an environment of its own: a reader that is tricked finds no secrets in it.
    """
    if len(content) > limits.MOST_BYTES:
        raise SheetRefused(words_for("size", {}))
    asked = json.dumps({"sheet": sheet, "at_most": AT_ONCE if only_if_small else None})
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the file goes in by standard input
            [sys.executable, "-P", "-s", "-m", WORKER],
            input=asked.encode() + b"\n" + content,
            capture_output=True,
            timeout=TIME_LIMIT,
            env={
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": "/nonexistent",
                "PYTHONPATH": str(settings.BASE_DIR),
            },
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SheetRefused(words_for("memory", {})) from None
    if done.returncode != 0:  # out of memory or time: the kernel or the allocator has ended it
        logger.warning("spreadsheet: worker ended %s: %s", done.returncode, done.stderr.decode(errors="replace")[-500:])
        raise SheetRefused(words_for("memory", {}))
    return _reading(json.loads(done.stdout))


def _reading(answer: dict[str, Any]) -> Reading | None:
    if "refused" in answer:
        raise SheetRefused(words_for(answer["refused"], answer["facts"]))
    if answer.get("later"):
        return None
    told = ("kind", "since_1904", "hidden_rows", "unsaved_formulas", "alphabet", "separator")
    facts = {name: answer[name] for name in told if name in answer}
    return Reading(answer["rows"], answer["sheets"], answer["sheet"], facts)


def told_of(facts: dict[str, Any]) -> list[str]:
    """What a person should know about how the file was read, a sentence each."""
    told = []
    if facts.get("kind") == "text":
        names = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("vertical line")}
        separator = names.get(facts["separator"], facts["separator"])
        told.append(
            _("Text in %(alphabet)s, columns separated by %(separator)s.")
            % {"alphabet": facts["alphabet"], "separator": separator}
        )
    if hidden := facts.get("hidden_rows"):
        shown = ", ".join(str(number) for number in hidden[:10]) + (" …" if len(hidden) > 10 else "")
        told.append(_("Hidden in the file, and read too: row %(rows)s.") % {"rows": shown})
    if facts.get("unsaved_formulas"):
        told.append(
            _("Formulas without a saved result, read as empty: %(count)s. Open and save the file to mend that.")
            % {"count": facts["unsaved_formulas"]}
        )
    if facts.get("since_1904"):
        told.append(_("Days in the file count from 1904, and are read so."))
    return told
