"""A missing or dangerous setting stops the start with one line that says how to mend it (TRUST.md T26)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT
from tests.conventions.variables import example_lines, example_values

KEY = "k3y." * 5 + "abcdefghijklmnopqrstuvwxyz0123456789"


def start(folder: Path, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Load the settings as production would, with some variables changed, or taken away by None."""
    names = {name for name, _value in example_lines()}
    clean = {name: value for name, value in os.environ.items() if name not in names and not name.endswith("_FILE")}
    given: dict[str, str | None] = {**example_values(), "SECRET_KEY": KEY, "VAR_DIR": str(folder), **changed}
    return subprocess.run(
        [sys.executable, "-c", "import programme.settings as s; print(s.SECRET_KEY)"],
        cwd=ROOT,
        env={**clean, **{name: value for name, value in given.items() if value is not None}},
        capture_output=True,
        text=True,
    )


def test_settings_with_everything_given_start(tmp_path: Path) -> None:
    started = start(tmp_path)

    assert (started.returncode, started.stdout.strip(), started.stderr) == (0, KEY, "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "demo-only-key-" + "x" * 50),
        ("SECRET_KEY_FILE", "/nowhere/secret_key"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("DEBUG", "1"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "mysql://db/lyft"),
        ("REDIS_URL", None),
        ("EMAIL_URL", None),
        ("EMAIL_URL", "carrier-pigeon://loft"),
        ("SITE_URL", None),
        ("SITE_URL", "http://portal.example.org"),
        ("FROM_EMAIL", None),
        ("TRUSTED_PROXY_COUNT", "many"),
    ],
)
def test_settings_with_one_bad_value_refuse_to_start_and_name_it(
    tmp_path: Path, variable: str, value: str | None
) -> None:
    started = start(tmp_path, **{variable: value})

    assert started.returncode != 0
    assert started.stdout == ""
    assert started.stderr.count("\n") == 1, started.stderr
    assert started.stderr.startswith("Lyftportalen does not start: ")
    assert variable in started.stderr
    assert KEY not in started.stderr


def test_settings_secret_from_a_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret_key"
    secret.write_text("from-a-file-" * 6 + "\n", encoding="utf-8")

    started = start(tmp_path, SECRET_KEY=None, SECRET_KEY_FILE=str(secret))

    assert (started.returncode, started.stdout.strip()) == (0, "from-a-file-" * 6)


def test_settings_of_the_demo_need_nothing(tmp_path: Path) -> None:
    nothing: dict[str, None] = dict.fromkeys(example_values())

    started = start(tmp_path, **{**nothing, "SECRET_KEY": None, "DEMO": "1", "VAR_DIR": str(tmp_path)})

    assert (started.returncode, started.stderr) == (0, "")
