"""What no source file of the product may hold, and what each must."""

import ast
import re

import pytest
from django.apps import apps

from programme.common.checks import field_names
from tests.conventions.sources import OURS, ROOT, calls, dotted, modules

PURE = re.compile(r"(?<!views)/(figures|reminders|rules|dates|numbers)\.py$|/charts/")
CLOCKS = {"timezone.now", "timezone.localdate", "timezone.localtime", "date.today", "datetime.now", "datetime.today"}
VAGUE_NAMES = {"utils.py", "helpers.py", "managers.py", "services.py", "selectors.py", "misc.py"}
LONGEST_FILE = 500  # lines


def uses(names: set[str]) -> list[str]:
    """Where one of these names is called or imported."""
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom | ast.Import):
                hit = {alias.name for alias in node.names} & names
            elif isinstance(node, ast.Call | ast.Attribute | ast.Name):
                hit = {dotted(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]} & names
            else:
                continue
            found += [f"{path}:{node.lineno} {name}" for name in hit]
    return sorted(set(found))


def test_source_marks_no_text_as_safe_markup() -> None:
    assert uses({"mark_safe", "SafeText"}) == []


def test_source_switches_no_protection_off() -> None:
    found = uses({"csrf_exempt", "xframe_options_exempt", "csp_exempt", "csp_replace", "csp_update"})

    # Mail programs post there without a cookie, and the page looks at no session: a signed link is all that counts.
    # A file that is looked up is hashed as it comes, so its handler is set first, and then the form is protected.
    assert {one.partition(":")[0] for one in found} == {
        "funding/views/verify.py", "programme/notices/views/unsubscribe.py",
    }  # fmt: skip
    assert uses({"csrf_protect"}) and all("verify" in one for one in uses({"csrf_protect"}))
    assert all(one.endswith(" csrf_exempt") for one in found)


def test_source_has_no_signals_and_no_class_views() -> None:
    assert uses({"receiver", "post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "as_view"}) == []


def test_source_tells_no_method_apart_but_get_and_post() -> None:
    """The access matrix leans on it: any other method is tried by one role for each answer."""
    others = []
    for path, tree in modules().items():
        asked = {id(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "method"}
        compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare) and id(node.left) in asked]
        plain = {
            id(node.left)
            for node in compared
            if all(isinstance(other, ast.Constant) and other.value in {"GET", "POST"} for other in node.comparators)
        }
        others += [
            f"{path}:{node.lineno}"
            for node in ast.walk(tree)
            if id(node) in asked - plain and dotted(node).startswith("request.")
        ]
    assert others == []


def test_source_writes_no_sql_by_hand() -> None:
    by_hand = {"raw", "extra", "executescript"}

    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in by_hand
    ]

    assert (uses({"RawSQL"}), found) == ([], [])


def test_source_wakes_celery_only_after_commit() -> None:
    """Inside a transaction `.delay()` runs before the row is there (10 of 10 on PostgreSQL and Redis)."""
    waking = {"delay", "apply_async", "send_task"}

    found = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        if path != "programme/celery.py"
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in waking
    ]

    assert found == []


def test_source_imports_weasyprint_in_the_two_modules_that_lay_out_and_cut_only() -> None:
    found = sorted(
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.split(".")[0] == "weasyprint" for name in _imported(node))
    )

    assert set(found) == {"programme/common/paper/cutting.py", "programme/common/paper/weasy.py"}


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def test_source_reads_the_clock_only_at_doors() -> None:
    """Figures, rules, dates and charts are functions of the day that they are given (STYLE rule 27)."""
    found = [
        f"{path}:{call.lineno} {dotted(call.func)}"
        for path, tree in modules().items()
        if PURE.search(path)
        for call in calls(tree)
        if dotted(call.func) in CLOCKS and not call.args
    ]

    assert found == []


def test_source_files_are_short_and_named_for_a_subject() -> None:
    long = [path for path in modules() if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    vague = [path for path in modules() if path.rpartition("/")[2] in VAGUE_NAMES]

    assert (long, vague) == ([], [])


def test_source_every_module_model_and_public_function_says_what_it_is() -> None:
    found = []
    for path, tree in modules().items():
        if path.endswith(("/apps.py", "/__init__.py")):
            continue
        if not ast.get_docstring(tree):
            found.append(path)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                found.append(f"{path}:{node.lineno} {node.name}")

    assert found == []


def test_source_every_action_is_keyword_only_and_says_who() -> None:
    """STYLE rule 8: `def verb(*, by, ...)`."""
    found = []
    for path, tree in modules().items():
        if not re.search(r"/actions(\.py|/)", path):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not _is_atomic(node):
                continue
            if node.args.args or node.args.posonlyargs:
                found.append(f"{path}:{node.lineno} {node.name}")

    assert found == []


def _is_atomic(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.dump(decorator) for decorator in node.decorator_list)


@pytest.mark.parametrize("label", sorted(m._meta.label for m in apps.get_models() if m.__module__.startswith(OURS)))
def test_source_model_has_an_own_docstring(label: str) -> None:
    model = apps.get_model(label)

    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")


def test_field_names_check_finds_a_day_that_is_not_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    field = apps.get_model("companies.Enrolment")._meta.get_field("start_on")
    assert field_names(None) == []

    monkeypatch.setattr(field, "name", "start")

    assert [error.msg for error in field_names(None)] == ["companies.Enrolment.start should end in _on"]
