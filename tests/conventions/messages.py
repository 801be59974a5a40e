"""Is every text translated? Compares the texts in the code with locale/sv. Run as a script by `make check`.

Missing, empty, fuzzy and left-over texts are failures, and so is a .mo file that does not hold what the .po says.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ("manage.py", "programme", "companies", "coaching", "funding", "templates", "static")
CATALOGUE = ROOT / "locale" / "sv" / "LC_MESSAGES" / "django.po"
Key = tuple[str, str, str]


def key(entry: polib.POEntry) -> Key:
    """What makes a text one text: its context, singular and plural."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def words(entry: polib.POEntry) -> tuple[str, ...]:
    """The translation: one text, or one for each plural form."""
    return tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)) or (entry.msgstr,)


def texts_in_code() -> dict[Key, polib.POEntry]:
    """The texts that makemessages finds, with where each stands; collected in a copy, so nothing here is changed."""
    with tempfile.TemporaryDirectory(prefix="lyft-messages-") as name:
        copy = Path(name)
        for source in SOURCES:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, copy / source, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
            else:
                shutil.copy(ROOT / source, copy / source)
        (copy / "locale").mkdir()
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", "sv", "--verbosity", "0"],
            cwd=copy,
            env={**os.environ, "DEMO": "1", "VAR_DIR": str(copy / "var")},
            stdin=subprocess.DEVNULL,
            check=True,
        )
        return {key(entry): entry for entry in polib.pofile(str(copy / "locale/sv/LC_MESSAGES/django.po"))}


def place(entry: polib.POEntry) -> str:
    """Where a text stands first."""
    return ":".join(entry.occurrences[0]) if entry.occurrences else "?"


def problems() -> list[str]:
    """A line for each thing that is wrong."""
    if not CATALOGUE.exists():
        return ["locale/sv/LC_MESSAGES/django.po is missing"]
    asked = texts_in_code()
    kept = polib.pofile(str(CATALOGUE))
    found = [f"left over, used nowhere: {entry.msgid!r}" for entry in kept.obsolete_entries()]
    live = {key(entry): entry for entry in kept if not entry.obsolete}
    found += [f"missing: {text[1]!r} ({place(entry)})" for text, entry in asked.items() if text not in live]
    for text, entry in live.items():
        if text not in asked:
            found.append(f"left over, used nowhere: {text[1]!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {text[1]!r}")
        elif not all(word.strip() for word in words(entry)):
            found.append(f"empty: {text[1]!r} ({place(asked[text])})")
    return found + compiled_problems(live)


def compiled_problems(live: dict[Key, polib.POEntry]) -> list[str]:
    """Does the compiled file, which is what people see, hold the same? And are its place-holders right?"""
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists():
        return ["locale/sv/LC_MESSAGES/django.mo is missing; run make messages"]
    shown = {key(entry): words(entry) for entry in polib.mofile(str(compiled))}
    wanted = {text: words(entry) for text, entry in live.items() if not entry.fuzzy and all(words(entry))}
    found = [] if shown == wanted else ["django.mo is older than django.po; run make messages"]
    form = subprocess.run(
        ["msgfmt", "--check-format", "--output-file", os.devnull, str(CATALOGUE)], capture_output=True, text=True
    )
    return found + ([form.stderr.strip()] if form.returncode else [])


def main() -> int:
    """Print what is wrong; 0 when nothing is."""
    found = problems()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
