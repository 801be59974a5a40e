"""Every verb that the code writes to the audit trail, read from the syntax trees.

A verb is the first argument of `record` and `record_many`. Where a function hands one on that it was given, its
callers say it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tests.conventions.sources import dotted, modules

AUDIT = "programme/people/audit.py"


@dataclass(frozen=True)
class Place:
    """Where a function takes a verb: its name, the module that it is known in ("" for all), position and name."""

    function: str
    path: str
    position: int
    parameter: str

    def takes(self, call: ast.Call, path: str) -> bool:
        """True when the call is one of this function."""
        return dotted(call.func).rpartition(".")[2] == self.function and self.path in {"", path}

    def given(self, call: ast.Call) -> ast.expr | None:
        """What a call gives as the verb."""
        by_name = {keyword.arg: keyword.value for keyword in call.keywords}
        at = call.args[self.position] if 0 <= self.position < len(call.args) else None
        return by_name.get(self.parameter, at)


RECORD = Place("record", "", 0, "verb")
RECORD_MANY = Place("record_many", "", 0, "verb")


def verbs_written(trees: dict[str, ast.Module] | None = None) -> tuple[set[str], set[str]]:
    """All verbs, and where one is written that could not be read."""
    trees = modules() if trees is None else trees
    verbs: set[str] = set()
    unread: set[str] = set()
    waiting, known = [RECORD, RECORD_MANY], {RECORD, RECORD_MANY}
    while waiting:
        place = waiting.pop()
        for path, tree in trees.items():
            if path == AUDIT:
                continue
            for function, call in _calls(tree):
                if not place.takes(call, path):
                    continue
                said, handed_on = _read(place.given(call), function, path)
                verbs |= said
                if not said and not handed_on:
                    unread.add(f"{path}:{call.lineno}")
                waiting += handed_on - known
                known |= handed_on
    return verbs, unread


def _calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Every call with the outermost function that it stands in."""
    for node in tree.body:
        function = node if isinstance(node, ast.FunctionDef) else None
        yield from ((function, call) for call in ast.walk(node) if isinstance(call, ast.Call))


def _read(given: ast.expr | None, function: ast.FunctionDef | None, path: str) -> tuple[set[str], set[Place]]:
    """The verbs of an expression, and the functions that were given it."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return {given.value}, set()
    if isinstance(given, ast.IfExp):
        parts = [_read(part, function, path) for part in (given.body, given.orelse)]
        return set().union(*(said for said, _on in parts)), set().union(*(on for _said, on in parts))
    if isinstance(given, ast.Name) and function is not None:
        said, on = set(), set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(dotted(target) == given.id for target in node.targets):
                found = _read(node.value, function, path)
                said, on = said | found[0], on | found[1]
        takes = function.args.posonlyargs + function.args.args
        names = [one.arg for one in takes + function.args.kwonlyargs]
        if given.id in names:
            position = [one.arg for one in takes].index(given.id) if given.id in [one.arg for one in takes] else -1
            where = path if function.name.startswith("_") else ""
            on.add(Place(function.name, where, position, given.id))
        return said, on
    return set(), set()
