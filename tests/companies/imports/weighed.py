"""The worker, telling afterwards the most memory that it held (the kernel's own count of this process alone)."""

import sys
from pathlib import Path

from companies.imports.reader import worker

if __name__ == "__main__":
    worker.main()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    sys.stderr.write(peak.split()[1])
