"""The environment variables that the settings read, and those that .env.example explains."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"text", "flag", "number", "words"}
LINE = re.compile(r"^#?([A-Z][A-Z0-9_]*)=(.*)$")


def example_values() -> dict[str, str]:
    """Every variable of .env.example that has a value there, also those in commented lines."""
    return {name: value for name, value in example_lines() if value}


def example_lines() -> list[tuple[str, str]]:
    """Name and value of each line of .env.example that shows a variable."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return [(found[1], found[2].strip()) for found in map(LINE.match, text.splitlines()) if found]


def read_by_settings() -> set[str]:
    """Names that settings.py asks programme.environment for, found in its syntax tree."""
    tree = ast.parse((ROOT / "programme" / "settings.py").read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "env" and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                names.add(name.value)
    return names
