"""Everything that is checked without running the portal: `make check`. Prints a line a check, and why one failed."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conventions.variables import example_values

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
OURS = ("programme", "companies", "coaching", "funding")
MANAGE = (sys.executable, "manage.py")


@dataclass(frozen=True)
class Check:
    """A command that is green when it exits 0."""

    name: str
    command: tuple[str, ...]
    production: bool = False


CHECKS = (
    Check("ruff check", (str(BIN / "ruff"), "check", ".")),
    Check("ruff format", (str(BIN / "ruff"), "format", "--check", ".")),
    Check("mypy", (str(BIN / "mypy"), *OURS)),
    Check("layers", (str(BIN / "lint-imports"),)),
    Check("templates", (str(BIN / "djlint"), "templates", "--lint", "--quiet")),
    Check("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("system checks", (*MANAGE, "check", "--fail-level", "WARNING")),
    Check("production settings", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), production=True),
    Check("translations", (sys.executable, "-m", "tests.conventions.messages")),
)


def environment(folder: str, *, production: bool) -> dict[str, str]:
    """The demo's settings in a throw-away folder, or those of .env.example with a key of our own."""
    kept = {name: value for name, value in os.environ.items() if name not in example_values()}
    if production:
        return {**kept, **example_values(), "SECRET_KEY": secrets.token_urlsafe(60), "VAR_DIR": folder}
    return {**kept, "DEMO": "1", "VAR_DIR": folder}


def main() -> int:
    """0 when every check is green."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="lyft-check-") as folder:
        for check in CHECKS:
            began = time.monotonic()
            done = subprocess.run(
                check.command,
                cwd=ROOT,
                env=environment(folder, production=check.production),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
            word = "failed" if done.returncode else "ok"
            print(f"{check.name:<20} {word:<6} {time.monotonic() - began:5.1f} s", flush=True)
            if done.returncode:
                failed += 1
                print(done.stdout[-6000:], done.stderr[-3000:], sep="\n", flush=True)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
