"""Debian packages that the tests use: installs what is missing, or says in one line what to install.

Run as `python -m tests.packages`. Standard library only.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What is looked for, and the Debian package that brings it.
PROGRAMS = {
    "chromium-headless-shell": "chromium-headless-shell",
    "pdftoppm": "poppler-utils",
    "redis-server": "redis-server",
    "initdb": "postgresql",
    "pg_ctl": "postgresql",
    "xgettext": "gettext",
}
# The clock of a process: loaded into it before all other libraries.
CLOCK = ("/usr/lib", "*/faketime/libfaketimeMT.so.1", "libfaketime")
LIBRARIES = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}


def program(name: str) -> str | None:
    """Where a program is: on the path, or among PostgreSQL's binaries, which Debian keeps off the path."""
    found = shutil.which(name)
    if found:
        return found
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(kept[-1]) if kept else None


def has_library(name: str) -> bool:
    """True when the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def clock() -> str | None:
    """Where the library is that gives a process a clock of its own."""
    folder, pattern, _package = CLOCK
    return next((str(path) for path in sorted(Path(folder).glob(pattern))), None)


def missing() -> list[str]:
    """The packages to install, each once."""
    programs = {package for name, package in PROGRAMS.items() if program(name) is None}
    if clock() is None:
        programs.add(CLOCK[2])
    return sorted(programs | {package for name, package in LIBRARIES.items() if not has_library(name)})


def root_prefix() -> list[str] | None:
    """How to run a command as root without being asked for a password; None when there is no way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install(packages: list[str]) -> bool:
    """Install by apt without questions; True when it worked. Its output is shown only when it did not."""
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return False
    print(f"Installing Debian packages: {' '.join(packages)} ...", flush=True)
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    patient = ["-o", "Dpkg::Options::=--force-confdef", "-o", "DPkg::Lock::Timeout=120"]
    subprocess.run([*quiet, "update", "-qq"], stdin=subprocess.DEVNULL, capture_output=True)
    done = subprocess.run(
        [*quiet, "install", "-qq", "-y", "--no-install-recommends", *patient, *packages],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """0 when every program is there."""
    packages = missing()
    if packages and install(packages):
        packages = missing()
    if packages:
        print(f"The tests need Debian packages. Run: apt-get install {' '.join(packages)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
