"""Every verb of the audit trail has words, each once, and no words stand there for a verb that nobody writes."""

import ast

from programme.oversight.trail.verbs import GROUPS, VERBS
from tests.conventions.verbs import verbs_written


def test_every_verb_that_the_code_writes_has_words() -> None:
    verbs, unread = verbs_written()

    assert unread == set(), "say the verb as a text, or hand it on by a function whose callers do"
    assert verbs - VERBS.keys() == set()
    assert len(verbs) > 150


def test_every_verb_with_words_is_written_somewhere_and_stands_in_one_group() -> None:
    verbs, _unread = verbs_written()

    assert VERBS.keys() - verbs == set()
    assert len(VERBS) == sum(len(group.words) for group in GROUPS)


def test_verbs_are_read_where_they_are_chosen_handed_on_or_hidden() -> None:
    planted = """
def _end(row, verb, *, by):
    audit.record(verb, row, by=by)
def stop(*, row, by):
    kind = "stop" if row.pk else "halt"
    _end(row, kind, by=by)
def leave(*, row, by):
    record("leave-late" if row.late else "leave", row, by=by)
def hide(*, row, by):
    record(f"hide-{row.pk}", row, by=by)
"""

    assert verbs_written({"companies/actions/planted.py": ast.parse(planted)}) == (
        {"stop", "halt", "leave", "leave-late"},
        {"companies/actions/planted.py:10"},
    )
