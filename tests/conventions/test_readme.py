"""README states only what the code can be checked against (STYLE rule 45)."""

import re

from programme.oversight.demo.accounts import ACCOUNTS, PASSWORD
from tests.conventions.sources import ROOT
from tests.conventions.variables import example_lines, read_by_settings

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_names_every_variable_that_the_settings_read_and_no_other() -> None:
    table = README[README.index("| variable |") : README.index("## Where to change what")]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in first_cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}

    assert named == read_by_settings()


def test_env_example_names_every_variable_that_the_settings_read_and_no_other() -> None:
    explained = {name for name, _value in example_lines()}

    assert explained - {"POSTGRES_PASSWORD"} == read_by_settings()


def test_readme_lists_the_demo_accounts_and_their_password() -> None:
    listed = re.findall(r"^\| (\S+@example\.org) \|", README, re.MULTILINE)

    assert listed == [email for email, _what in ACCOUNTS]
    assert f"`{PASSWORD}`" in README


def test_readme_commands_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b(?=[`\s]*(?:`|#|\())", README))

    assert {"demo", "test", "check", "demo-reset"} <= said
    assert said - targets == set()


def test_readme_files_and_pictures_exist() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    named = [
        path
        for path in re.findall(r"`([a-z_./]+(?:\.py|\.css|\.po|\.toml|\.yml|/))`", README)
        if "/" in path and not path.startswith(("/", "var/", "actions/"))
    ]

    assert len(linked) > 5 and len(named) > 10
    assert [path for path in [*linked, *named] if not (ROOT / path).exists()] == []
