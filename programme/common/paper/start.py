"""Starts a module of `programme.common` in a process of its own, without Django.

`python -P -s start.py paper.worker PARENT NICE`: the id of the process that asks, and how far pages come before this.

The process ends with the one that started it, also when that one is killed: nothing is left rendering for nobody.
"""

import ctypes
import importlib
import importlib.util
import os
import signal
import sys
from pathlib import Path

COMMON = Path(__file__).resolve().parent.parent
PARENT_DEATH = 1  # PR_SET_PDEATHSIG of prctl(2)


def end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends. Elsewhere than on Linux a closed pipe does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PARENT_DEATH, signal.SIGKILL)
        if os.getppid() != parent:
            raise SystemExit(1)


def load_common() -> None:
    """Make the folder above the package `common`: its modules import each other by relative names."""
    spec = importlib.util.spec_from_file_location(
        "common", COMMON / "__init__.py", submodule_search_locations=[str(COMMON)]
    )
    if spec is None or spec.loader is None:
        raise SystemExit(1)
    package = importlib.util.module_from_spec(spec)
    sys.modules["common"] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    end_with(int(sys.argv[2]))
    os.nice(int(sys.argv[3]))
    load_common()
    importlib.import_module(f"common.{sys.argv[1]}").main()
