"""The drills' figures: a line each as they end, and all of them as a table, which stands in docs/reminders.md too.

`make drill` names a file in DRILL_LINES; each drill adds its line there.
"""

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path

from tests.packages import program

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "reminders.md"
VARIABLE = "DRILL_LINES"
BEGIN, END = "<!-- make drill: begin -->", "<!-- make drill: end -->"
COLUMNS = ("drill", "set-up", "due", "sent", "lost", "doubled", "in doubt", "seconds", "and")
EMBEDDED, SERVERS = "SQLite, broker in files", "PostgreSQL, Redis"


def note(
    drill: str, set_up: str, *, due: int, sent: int, lost: int, doubled: int, in_doubt: int, seconds: float,
    also: str = "",
) -> None:  # fmt: skip
    """Print a drill's line, and keep it for the table when `make drill` runs.

    due: matters that had to be told. sent: mails that a mail server took. lost: matters that no mail came of and that
    no list shows. doubled: mails that came once too often.
    """
    cells = (drill, set_up, due, sent, lost, doubled, in_doubt, round(seconds), also)
    print("\n" + ", ".join(f"{name} {cell}" for name, cell in zip(COLUMNS, cells, strict=True) if cell != ""))
    kept = os.environ.get(VARIABLE)
    if kept:
        with Path(kept).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(cells) + "\n")


def table(kept: Path) -> str:
    """The lines of a file as a Markdown table, in the order in which the drills ended."""
    rows = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    cells = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    ruler = ["---" if name in {"drill", "set-up", "and"} else "---:" for name in COLUMNS]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(COLUMNS), ruler, *cells])


def machine() -> str:
    """This machine in words: cores, system, and the versions of what the drills run on."""
    release = dict(re.findall(r'^(\w+)="?(.*?)"?$', Path("/etc/os-release").read_text(encoding="utf-8"), re.MULTILINE))
    python = ".".join(str(part) for part in __import__("sys").version_info[:3])
    versions = [
        f"{name} {_version(command)}" for name, command in (("PostgreSQL", "initdb"), ("Redis", "redis-server"))
    ]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {release.get('PRETTY_NAME', 'Linux')}, {', '.join(versions)}, Python {python}"


def _version(command: str) -> str:
    said = subprocess.run([program(command) or command, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+\.[\d.]*\d", said)
    return found[0] if found else "?"


def write(kept: Path, *, on: date, seconds: float) -> None:
    """Put the table into the document, between its markers."""
    said = f"{on.isoformat()}, {machine()}; {seconds / 60:.0f} minutes in all."
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _old, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{said}\n\n{table(kept)}\n{END}{after}", encoding="utf-8")
