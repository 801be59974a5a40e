"""Every read in a page, list, report or export starts at visible_to or changeable_by (STYLE rules 11 and 12)."""

import ast
import re

from django.apps import apps

from tests.conventions.sources import OURS, calls, dotted, modules

# Modules that answer a person's question, by what their path says.
ANSWERS = re.compile(
    r"/views/|/views\.py|/(figures|reports|exports|downloads|queries|caseload|overview|stating|filters)\.py"
    r"|programme/oversight/(?!management/|.*actions|apps\.py|frame\.py)"
)
# Narrower than visible_to, and said in visibility.py too: who reads notes, ticks requirements, logs a plan, waives.
STARTS = {"visible_to", "changeable_by", "notes_readable_by", "checkable_by", "loggable_by", "waivable_by", "none"}
# The structure is open: who may see any region or programme may see all of them, by name.
OPEN = ("programme.structure",)
# Says why visible_to lets a row through, so it may not ask it; test_sees.py compares the two row by row.
REASONS = ("programme/oversight/rights/ways.py", "programme/oversight/rights/kinds.py")
# Reads that start elsewhere and show nothing by themselves: they narrow or describe rows that visible_to gave.
EXCUSED = {
    ("coaching/caseload.py", "CoachingSession.objects.filter"): "sub-query tied to a visible enrolment, own sessions",
    ("coaching/caseload.py", "PlannedSession.objects.open"): "sub-query tied to a visible enrolment: when the next is",
    ("coaching/caseload.py", "Attendance.objects.filter"): "sub-query tied to a visible enrolment: how many came",
    ("coaching/queries.py", "Attendance.objects.filter"): "sub-query tied to the outer enrolment",
    ("funding/money/figures.py", "Cost.objects.filter"): "sub-query tied to a visible grant: what is booked of it",
    ("funding/money/figures.py", "Grant.objects.filter"): "sub-query: whether a grant charges coaches' time, yes or no",
    (
        "programme/oversight/kept_pages.py",
        "AuditEvent.objects.order_by",
    ): "whether anything has happened since",
    ("programme/oversight/board_pack.py", "Job.objects.filter"): "whose files were kept long enough: shown to nobody",
    ("programme/oversight/dashboards/targets.py", "Allocation.objects.filter"): "sub-query: whether a grant names any",
    ("programme/oversight/dashboards/regions.py", "Appointment.objects.in_force"): "the names of regional leaders",
    ("programme/oversight/cards/company.py", "AuditEvent.objects.about"): "what became of a company that was found",
    ("programme/oversight/views/enrolment.py", "AuditEvent.objects.filter"): "what became of an enrolment found",
    (
        "programme/oversight/rights/reminders.py",
        "RightsReview.objects.filter",
    ): "whether a quarter is signed, yes or no",
    ("programme/oversight/signals/listing.py", "User.objects.filter"): "the names of whose the visible signals are",
    ("programme/oversight/signals/views.py", "AuditEvent.objects.about"): "what became of a signal that was found",
    ("programme/oversight/structure/views.py", "Enrolment.objects.filter"): "whether a version is in use, yes or no",
    ("programme/oversight/views/companies.py", "Enrolment.objects.filter"): "whether a version is in use, yes or no",
}


def scoped_models() -> set[str]:
    """Names of our models whose queryset knows visible_to."""
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        and not model.__module__.startswith(OPEN)
        and hasattr(model._default_manager.all(), "visible_to")
    }


def other_starts(tree: ast.AST, models: set[str]) -> list[tuple[int, str]]:
    """Line and text of every read of those models that starts elsewhere."""
    found = []
    for call in calls(tree):
        name = dotted(call.func)
        model, _, method = name.partition(".objects.")
        if model in models and method and method not in STARTS:
            found.append((call.lineno, name))
        if name in {"get_object_or_404", "get_list_or_404"} and call.args and dotted(call.args[0]) in models:
            found.append((call.lineno, f"{name}({dotted(call.args[0])})"))
    return found


def test_reads_in_pages_reports_and_exports_start_at_visible_to() -> None:
    models = scoped_models()

    found = {
        (path, text): f"{path}:{line} {text}"
        for path, tree in modules().items()
        if ANSWERS.search(path) and "/demo/" not in path and path not in REASONS
        for line, text in other_starts(tree, models)
    }

    assert sorted(found[one] for one in found.keys() - EXCUSED.keys()) == []
    assert EXCUSED.keys() - found.keys() == set(), "an excuse that nothing needs any more"


def test_reads_rule_finds_a_planted_hole() -> None:
    planted = ast.parse("rows = Company.objects.filter(pk=1)\nrow = get_object_or_404(Company, pk=1)")

    assert other_starts(planted, scoped_models()) == [(1, "Company.objects.filter"), (2, "get_object_or_404(Company)")]


def test_reads_rule_covers_the_models_that_hold_people_and_companies() -> None:
    held = {"Company", "Enrolment", "CoachingSession", "ActionItem", "Grant", "Report", "Notice", "User"}

    assert held - scoped_models() == set()
