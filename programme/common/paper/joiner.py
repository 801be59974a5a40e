"""Has a paper's parts joined in a process of its own, so that its memory is given back."""

import json
import logging
import subprocess
import time
from pathlib import Path
from typing import Any

from programme.common.paper.pool import ENVIRONMENT, command
from programme.common.paper.refusals import broken, too_slow
from programme.common.paper.sections import Limits

logger = logging.getLogger(__name__)


def joined(plan: dict[str, Any], limits: Limits, *, until: float) -> tuple[bytes, int]:
    """The file of a plan and its pages. until: a monotonic time. Raises PdfRefused."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the plan goes in by standard input
            command("paper.joining", nice=limits.nice),
            input=json.dumps(plan).encode(),
            capture_output=True,
            timeout=max(until - time.monotonic(), 0.01),
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_slow(limits.seconds) from None
    if done.stderr:
        logger.warning("paper %r: %s", plan["title"], done.stderr.decode(errors="replace")[-2000:])
    if done.returncode != 0:
        raise broken(done.returncode)
    return Path(plan["target"]).read_bytes(), int(done.stdout)
