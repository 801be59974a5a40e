"""Renders docs/access.md from the hand-written tables, so that the document and the tests cannot differ.

`DEMO=1 python manage.py shell -c "from tests.access.document import write; write()"` writes it anew.
"""

from pathlib import Path

from tests.access import oracle
from tests.access.policy import POLICY

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "access.md"
ROLES = {
    "director": "programme director",
    "auditor": "auditor",
    "leader": "regional leader of Mellersta Norrland",
    "outreach": "outreach lead of Mellersta Norrland",
    "education": "education lead of Mellersta Norrland",
    "coach_a": "coach of company a",
    "funder_tvv": "funder Tillväxtverket",
    "former_coach": "coach of company a until yesterday",
    "nobody": "somebody without an appointment",
}
INTRO = """# Who may do what

Written from the tables in `tests/access/`, which every route of the site is tried against: each role, each object in
and out of reach, read and posted to; a door that is shut for a role with one object and with none; each other method
once for each answer. Companies a, b and lone belong to Mellersta Norrland, c to Norr; the joint session had a and c,
the covered one b: the coach of a logged it while she covered for the coach of b.

"""


def _names(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def render() -> str:
    """The document as Markdown."""
    lines = [INTRO + "## Which objects\n", "| object | who | sees | may change |", "|---|---|---|---|"]
    for kind in (
        "company",
        "contact",
        "logged_contact",
        "interest",
        "unit",
        "enrolment",
        "document",
        "session",
        "note",
        "action",
        "planned",
        "activity",
        "absence",
        "goal",
        "grant",
        "allocation",
        "report",
        "report_comment",
        "question",
        "dossier",
        "work_list",
        "notice",
        "told",
        "delivery",
        "person",
    ):
        for role, words in ROLES.items():
            seen, changed = oracle.sees(role, kind), oracle.changes(role, kind)
            if seen or role == "director":
                lines.append(f"| {kind} | {words} | {_names(seen)} | {_names(changed)} |")
    lines += ["\n## Which pages and verbs\n", "| route | who comes in |", "|---|---|"]
    for name, route in sorted(POLICY.items()):
        who = "everybody, also without login" if route.open_to_all else _doors(route.doors)
        lines.append(f"| {name} | {who} |")
    return "\n".join(lines) + "\n"


def _doors(doors: frozenset[str]) -> str:
    if doors >= oracle.EVERYBODY:
        return "everybody who is logged in"
    groups = {
        "director": {"director"}, "auditor": {"auditor"}, "leaders": {"leader", "leader_norr"},
        "outreach leads": {"outreach"}, "education leads": {"education"},
        "coaches": set(oracle.COACHES), "funders": set(oracle.FUNDERS),
    }  # fmt: skip
    return ", ".join(word for word, members in groups.items() if members <= doors)


def write() -> None:
    """Write the document anew."""
    DOCUMENT.write_text(render(), encoding="utf-8")
