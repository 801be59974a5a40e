"""All benchmarks, one after the other, each in a process of its own: `make bench`."""

import subprocess
import sys

PARTS = (
    "tests.bench.figures",
    "tests.bench.forecast",
    "tests.bench.scale",
    "tests.bench.performance",
    "tests.bench.register",
    "tests.bench.reminders",
    "tests.bench.spreadsheet",
    "tests.bench.papers",
)  # a further benchmark is one more module here

if __name__ == "__main__":
    sys.exit(max(subprocess.run([sys.executable, "-m", part], check=False).returncode for part in PARTS))
