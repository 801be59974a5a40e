"""Who may see which object, written by hand (docs/access.md says the same in words).

This is the test's own word: it never asks visible_to(), a decorator or a role's permissions.
"""

EVERYBODY = frozenset(
    {
        "director", "leader", "leader_norr", "coach_a", "coach_b", "coach_c", "former_coach", "funder_tvv",
        "funder_vinnova", "auditor", "nobody",
    }
)  # fmt: skip
LEADERS = frozenset({"leader", "leader_norr"})
COACHES = frozenset({"coach_a", "coach_b", "coach_c", "former_coach"})
FUNDERS = frozenset({"funder_tvv", "funder_vinnova"})
READERS = frozenset({"director", "auditor"})
NOT_LOGGED_IN = frozenset({"anonymous", "inactive"})

COMPANIES = {
    "director": {"a", "b", "c", "lone"},
    "auditor": {"a", "b", "c", "lone"},
    "leader": {"a", "b", "lone"},
    "leader_norr": {"c"},
    "coach_a": {"a"},
    "coach_b": {"b"},
    "coach_c": {"c"},
}
SESSIONS = {
    "director": {"a", "b", "c", "joint"},
    "auditor": {"a", "b", "c", "joint"},
    "leader": {"a", "b", "joint"},
    "leader_norr": {"c", "joint"},
    "coach_a": {"a", "joint"},
    "coach_b": {"b"},
    "coach_c": {"c", "joint"},
}
# Only who coaches every company of the session today; at the joint one nobody coaches both.
NOTES = {"coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"}}
REPORTS = {"tvv_released", "tvv_draft", "vinnova_released", "vinnova_draft"}
ALL_PEOPLE = EVERYBODY | {"inactive"}
OWN = {role: {role} for role in EVERYBODY}

SEES: dict[str, dict[str, set[str]]] = {
    "company": COMPANIES,
    "contact": COMPANIES,
    "enrolment": COMPANIES,
    "planned_stage": COMPANIES,
    "assignment": COMPANIES,
    "session": SESSIONS,
    "note": NOTES,
    "action": COMPANIES,
    "grant": {
        "director": {"tvv", "vinnova"},
        "auditor": {"tvv", "vinnova"},
        "funder_tvv": {"tvv"},
        "funder_vinnova": {"vinnova"},
    },
    "period": {
        "director": REPORTS,
        "auditor": REPORTS,
        "funder_tvv": {"tvv_released", "tvv_draft"},  # that a period exists is no secret; its draft is
        "funder_vinnova": {"vinnova_released", "vinnova_draft"},
    },
    "report": {
        "director": REPORTS,
        "auditor": REPORTS,
        "funder_tvv": {"tvv_released"},
        "funder_vinnova": {"vinnova_released"},
    },
    "signal": {"director": REPORTS, "auditor": REPORTS},
    "job": OWN,
    "delivery": {"director": set(ALL_PEOPLE), "auditor": set(ALL_PEOPLE)},
    "notice": {**OWN, "director": set(ALL_PEOPLE), "auditor": set(ALL_PEOPLE)},
    "person": {
        **OWN,
        "director": set(ALL_PEOPLE),
        "auditor": set(ALL_PEOPLE),
        "leader": {"leader", "coach_a", "coach_b", "former_coach"},
        "leader_norr": {"leader_norr", "coach_c"},
    },
    "region": {role: {"mellersta", "norr"} for role in READERS | LEADERS},
    "programme": {role: {"lift"} for role in READERS | LEADERS},
    "version": {role: {"running"} for role in READERS | LEADERS},
    "stage": {role: {"first"} for role in READERS | LEADERS},
}
SEES["appointment"] = SEES["person"]
SEES["coached"] = COMPANIES  # enrolments, seen as what an action can be added to

# Who may change which object; whoever is not named may change none.
CHANGES: dict[str, dict[str, set[str]]] = {
    "company": {"director": COMPANIES["director"], "leader": COMPANIES["leader"], "leader_norr": {"c"}},
    "enrolment": {"director": COMPANIES["director"], "leader": COMPANIES["leader"], "leader_norr": {"c"}},
    "session": {"coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"}},
    "action": {
        "director": {"a", "b", "c"}, "leader": {"a", "b"}, "leader_norr": {"c"},
        "coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"},
    },
    "report": {"director": {"tvv_draft", "vinnova_draft"}},
    "period": {"director": REPORTS},
    "signal": {"director": {"tvv_draft", "vinnova_draft"}},
    "delivery": {"director": set(ALL_PEOPLE)},
    "region": {"director": {"mellersta", "norr"}},
    "programme": {"director": {"lift"}},
    "version": {"director": {"running"}},
    "stage": {"director": {"first"}},
    "appointment": {
        "director": set(ALL_PEOPLE) - {"director"}, "leader": {"coach_a", "coach_b", "former_coach"},
        "leader_norr": {"coach_c"},
    },
}  # fmt: skip
# A leader never changes her own appointment or account as somebody else's.
CHANGES["person"] = {
    "director": set(ALL_PEOPLE) - {"director"},
    "leader": {"coach_a", "coach_b", "former_coach"},
    "leader_norr": {"coach_c"},
}
CHANGES["coached"] = {**CHANGES["enrolment"], "coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"}}
SEES["ticked_stage"] = COMPANIES
CHANGES["ticked_stage"] = CHANGES["coached"]
CHANGES["contact"] = CHANGES["company"]
CHANGES["planned_stage"] = CHANGES["assignment"] = CHANGES["enrolment"]


def sees(role: str, kind: str) -> set[str]:
    """Short names of the objects of a kind that a role may see."""
    return SEES[kind].get(role, set())


def changes(role: str, kind: str) -> set[str]:
    """Short names of the objects of a kind that a role may change."""
    return CHANGES.get(kind, {}).get(role, set())
