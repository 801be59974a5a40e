"""The demo world, loaded once a run. Portals start on a copy of it, but where the first start is what is tested."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from tests.conventions.variables import example_lines

ROOT = Path(__file__).resolve().parent.parent


def demo_environment(folder: Path) -> dict[str, str]:
    """The demo's in a folder, with nothing of the suite's own."""
    names = {name for name, _value in example_lines()}
    clean = {name: value for name, value in os.environ.items() if name not in names}
    return {**clean, "DEMO": "1", "VAR_DIR": str(folder)}


def loaded_demo(shared: Path) -> Path:
    """The folder with the demo world below a folder that the workers share; the second to ask waits for the first."""
    folder, done = shared / "demo", shared / "demo-is-loaded"
    with (shared / "demo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for command in (["migrate", "-v0"], ["load_demo", "-v0"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=ROOT,
                    env=demo_environment(folder),
                    stdin=subprocess.DEVNULL,
                    check=True,
                    timeout=300,
                )
            done.touch()
    return folder
