"""All benchmarks, one after the other, each in a process of its own: `make bench`."""

import importlib.util
import subprocess
import sys

PARTS = ("tests.bench.figures", "tests.bench.scale", "tests.bench.register")

if __name__ == "__main__":
    found = [part for part in PARTS if importlib.util.find_spec(part)]
    sys.exit(max(subprocess.run([sys.executable, "-m", part], check=False).returncode for part in found))
