"""The environment of the suite, set before Django reads its settings (loaded by `-p` in pyproject.toml).

TEST_DATABASE_URL moves the whole suite to that database server, and TEST_REDIS_URL with it to that Redis.
"""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

# Requests leave cycles by the thousand, and a look for them walks everything that Django and pytest hold.
gc.set_threshold(50_000, 20, 50)
# What a developer's own shell may hold must not change what is tested.
for name in (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DEBUG",
    "MEDIA_ROOT",
):
    os.environ.pop(name, None)
os.environ["DEMO"] = "1"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="lyft-tests-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
Path(os.environ["VAR_DIR"], "static").mkdir()  # whitenoise warns when there is none
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop beside the test
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    if os.environ.get("TEST_REDIS_URL"):
        # A Redis database for each pytest worker: gw0 has 1, gw1 has 2. Number 0 is for tests of services.
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        os.environ["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL'].rpartition('/')[0]}/{worker + 1}"
