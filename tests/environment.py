"""The environment of the suite, set before Django reads its settings (loaded by `-p` in pyproject.toml)."""

import os
import tempfile

os.environ["DEMO"] = "1"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="lyft-tests-")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop beside the test
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
