"""Who may see which object, written by hand (docs/access.md says the same in words).

This is the test's own word: it never asks visible_to(), a decorator or a role's permissions.
"""

EVERYBODY = frozenset(
    {
        "director", "leader", "leader_norr", "coach_a", "coach_b", "coach_c", "former_coach", "funder_tvv",
        "funder_vinnova", "auditor", "two_roles", "outreach", "education", "nobody",
    }
)  # fmt: skip
LEADERS = frozenset({"leader", "leader_norr", "two_roles"})
LEADS = frozenset({"outreach", "education"})  # of Mellersta Norrland; the education lead has no inbox
COACHES = frozenset({"coach_a", "coach_b", "coach_c", "former_coach"})
FUNDERS = frozenset({"funder_tvv", "funder_vinnova"})
READERS = frozenset({"director", "auditor", "two_roles"})  # two_roles: auditor, and leader of Norr
NOT_LOGGED_IN = frozenset({"anonymous", "inactive"})

COMPANIES = {
    "director": {"a", "b", "c", "lone"},
    "auditor": {"a", "b", "c", "lone"},
    "two_roles": {"a", "b", "c", "lone"},
    **dict.fromkeys(["leader", *LEADS], {"a", "b", "lone"}),
    "leader_norr": {"c"},
    "coach_a": {"a"},
    "coach_b": {"b"},
    "coach_c": {"c"},
}
# Covered was logged with b by coach_a, who covered for coach_b then: who logged it reads it still, but not its note.
SESSIONS = {
    "director": {"a", "b", "c", "joint", "covered"},
    "auditor": {"a", "b", "c", "joint", "covered"},
    "two_roles": {"a", "b", "c", "joint", "covered"},
    **dict.fromkeys(["leader", *LEADS], {"a", "b", "joint", "covered"}),
    "leader_norr": {"c", "joint"},
    "coach_a": {"a", "joint", "covered"},
    "coach_b": {"b", "covered"},
    "coach_c": {"c", "joint"},
}
# Only who coaches every company of the session today; at the joint one nobody coaches both.
NOTES = {"coach_a": {"a"}, "coach_b": {"b", "covered"}, "coach_c": {"c"}}
# "nowhere" is from a county that no region covers.
INTERESTS = {
    "director": {"mellersta", "norr", "nowhere"},
    "auditor": {"mellersta", "norr", "nowhere"},
    "two_roles": {"mellersta", "norr", "nowhere"},
    "leader": {"mellersta"},
    "leader_norr": {"norr"},
    "outreach": {"mellersta"},
}
REPORTS = {"tvv_released", "tvv_draft", "vinnova_released", "vinnova_draft"}
ALL_PEOPLE = EVERYBODY | {"inactive"}
OWN = {role: {role} for role in EVERYBODY}

SEES: dict[str, dict[str, set[str]]] = {
    "company": COMPANIES,
    "contact": COMPANIES,
    "logged_contact": {role: names | {"a_by_outreach"} if "a" in names else names for role, names in COMPANIES.items()},
    "unit": {
        **{role: {"mellersta", "norr", "nowhere"} for role in READERS},
        **dict.fromkeys(["leader", *LEADS], {"mellersta"}),
        "leader_norr": {"norr"},
    },
    "lost": {
        **{role: {"mellersta", "norr"} for role in READERS},
        **dict.fromkeys(["leader", *LEADS], {"mellersta"}),
        "leader_norr": {"norr"},
    },
    "enrolment": COMPANIES,
    "planned_stage": COMPANIES,
    "assignment": COMPANIES,
    "session": SESSIONS,
    "note": NOTES,
    "action": COMPANIES,
    "goal": COMPANIES,
    "comment": COMPANIES,
    "interest": INTERESTS,
    "grant": {
        "director": {"tvv", "vinnova"},
        "auditor": {"tvv", "vinnova"},
        "two_roles": {"tvv", "vinnova"},
        "funder_tvv": {"tvv"},
        "funder_vinnova": {"vinnova"},
    },
    "period": {
        "director": REPORTS,
        "auditor": REPORTS,
        "two_roles": REPORTS,
        "funder_tvv": {"tvv_released", "tvv_draft"},  # that a period exists is no secret; its draft is
        "funder_vinnova": {"vinnova_released", "vinnova_draft"},
    },
    "report": {
        "director": REPORTS,
        "auditor": REPORTS,
        "two_roles": REPORTS,
        "funder_tvv": {"tvv_released"},
        "funder_vinnova": {"vinnova_released"},
    },
    "dossier": dict.fromkeys(READERS, {"tvv_released", "vinnova_released"}),  # tells who did what: no funder reads it
    "signal": dict.fromkeys(READERS, REPORTS),
    "report_comment": dict.fromkeys(READERS, REPORTS),  # never a funder, also of a released report
    "job": OWN,
    "delivery": {role: set(ALL_PEOPLE) for role in READERS},
    "notice": {**OWN, **{role: set(ALL_PEOPLE) for role in READERS}},
    "person": {
        **OWN,
        "director": set(ALL_PEOPLE),
        "auditor": set(ALL_PEOPLE),
        "two_roles": set(ALL_PEOPLE),
        **dict.fromkeys(["leader", *LEADS], {"leader", *LEADS, "coach_a", "coach_b", "former_coach"}),
        "leader_norr": {"leader_norr", "coach_c", "two_roles"},
    },
    "region": {role: {"mellersta", "norr"} for role in READERS | LEADERS | LEADS},
    "programme": {role: {"lift"} for role in READERS | LEADERS | LEADS},
    "version": {role: {"running"} for role in READERS | LEADERS | LEADS},
    "stage": {role: {"first"} for role in READERS | LEADERS | LEADS},
}
SEES["money"] = SEES["grant"]  # what stands on the grant's card
SEES["partner"] = {role: {"tvv", "vinnova"} for role in READERS}  # who co-finances: its funder reads the sums
SEES["work_list"] = {  # the director's is shown to all leaders, the leader's to one coach
    "director": {"directors"}, "leader": {"leaders", "directors"}, "coach_a": {"leaders"},
    "leader_norr": {"directors"}, "two_roles": {"directors"},
}  # fmt: skip
SEES["maintenance"] = {"director": {"planned"}}
SEES["rights_review"] = {role: {"signed"} for role in READERS}
SEES["audit"] = SEES["partner"]  # what was done to a report
SEES["waiver"] = SEES["signal"]  # what stood in the way of a release, and why it was let through
# A question is seen by all who see the report, and written in by the directors and by all of the funder's people.
SEES["question"] = SEES["grant"]
SEES["target"] = SEES["grant"]  # what a decision asks for, in the funder's own words
SEES["asked_report"] = SEES["report"]
SEES["released_period"] = {
    role: {name for name in names if name.endswith("_released")} for role, names in SEES["period"].items()
}
SEES["funder"] = SEES["grant"]  # by the same short names
# Which companies a grant pays for: not told to its funder, who sees how many.
SEES["story"] = COMPANIES
SEES["layout"] = {role: {"one"} for role in READERS}  # a report template; which grants have it is seen with them
SEES["regional_text"] = {
    "director": {"mellersta", "norr"}, "leader": {"mellersta"}, "leader_norr": {"norr"}, "two_roles": {"norr"},
}  # fmt: skip
SEES["allocation"] = SEES["paid_grant"] = {role: {"tvv", "vinnova"} for role in READERS}
# What was booked, certified and what an hour is worth: a funder reads sums of its own grants, no paper.
for kind in ("cost", "costed_grant", "rate", "certificate", "certified_grant"):
    SEES[kind] = SEES["allocation"]
SEES["session_file"] = SESSIONS
SEES["draft"] = {role: {role} for role in ("coach_a", "coach_b", "coach_c")}
SEES["topic"] = {role: {"first"} for role in READERS | LEADERS | LEADS | COACHES}
# Sessions in a list, by the companies that were there: coach_a met b when she covered for coach_b.
SEES["met"] = {**COMPANIES, "coach_a": {"a", "b"}}
SEES["task"] = {  # what waits in one's own regions, by its company
    **dict.fromkeys(["leader", *LEADS], {"a", "b", "lone"}), **dict.fromkeys(["leader_norr", "two_roles"], {"c"}),
}  # fmt: skip
# Signals about companies; one of them is about a report that is due, which only those who oversee reports know of.
SEES["found"] = {
    role: names & {"a", "b", "c"} for role, names in COMPANIES.items() if role not in LEADS
}  # fmt: skip
SEES["noted"] = {role: names | {"due"} if role in READERS else names for role, names in SEES["found"].items()}
SEES["appointment"] = SEES["person"]
SEES["import"] = {role: {role} for role in ("director", *LEADERS, "outreach")}  # one's own files
# As sessions; the one of the series is with company a.
SEES["planned"] = {
    role: (names | {"series"} if "a" in names else names) - {"covered"} for role, names in SESSIONS.items()
}
SEES["activity"] = SEES["series"] = {
    **{role: {"mellersta", "norr"} for role in READERS},
    **dict.fromkeys(["leader", *LEADS, "coach_a", "coach_b"], {"mellersta"}),
    **dict.fromkeys(["leader_norr", "coach_c"], {"norr"}),
}
SEES["absence"] = {  # coach_a is to cover for both; neither has begun, so it opens nothing yet
    **{role: {"b", "c"} for role in (*READERS, "coach_a")},
    **dict.fromkeys(["leader", *LEADS, "coach_b"], {"b"}),
    **dict.fromkeys(["leader_norr", "coach_c"], {"c"}),
}
SEES["coached"] = COMPANIES  # enrolments, seen as what an action can be added to

# Notices to somebody else about a company's enrolment; about a report's period only for who oversees the notices.
SEES["told"] = {
    **{role: names & {"a", "b", "c"} for role, names in COMPANIES.items()},
    **{role: {"a", "b", "c", "tvv_draft"} for role in READERS},
}

UNITS = {"director": {"mellersta", "norr", "nowhere"}, "leader": {"mellersta"}}
NORR = {"leader_norr": {"c"}, "two_roles": {"c"}}
# Who may change which object; whoever is not named may change none.
CHANGES: dict[str, dict[str, set[str]]] = {
    "company": {
        "director": COMPANIES["director"], "leader": COMPANIES["leader"], "outreach": COMPANIES["leader"], **NORR,
    },
    "enrolment": {"director": COMPANIES["director"], "leader": COMPANIES["leader"], **NORR},
    "unit": {**UNITS, "leader_norr": {"norr"}, "two_roles": {"norr"}, "outreach": {"mellersta"}},
    "interest": {
        "director": INTERESTS["director"], "leader": {"mellersta"}, "leader_norr": {"norr"}, "two_roles": {"norr"},
        "outreach": {"mellersta"},
    },
    "session": {"coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"}},
    "action": {
        "director": {"a", "b", "c"}, "leader": {"a", "b"}, **NORR,
        "coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"},
    },
    "report": {"director": REPORTS},  # the harness knows besides that a released one never changes
    "dossier": {"director": {"tvv_released", "vinnova_released"}},  # each has one: asking again makes none
    "period": {"director": REPORTS},
    "signal": {"director": {"tvv_draft", "vinnova_draft"}},
    "delivery": {"director": set(ALL_PEOPLE)},
    "region": {"director": {"mellersta", "norr"}},
    "programme": {"director": {"lift"}},
    "version": {"director": {"running"}},
    "stage": {"director": {"first"}},
    "appointment": {
        "director": set(ALL_PEOPLE) - {"director"}, "leader": {"coach_a", "coach_b", "former_coach", *LEADS},
        "leader_norr": {"coach_c", "two_roles"}, "two_roles": {"coach_c", "leader_norr"},
    },
}  # fmt: skip
# A leader never changes her own appointment or account as somebody else's.
CHANGES["person"] = {
    "director": set(ALL_PEOPLE) - {"director"},
    "leader": {"coach_a", "coach_b", "former_coach", *LEADS},
    "leader_norr": {"coach_c"},  # two_roles is an auditor too, which she may not end
    "two_roles": {"coach_c", "leader_norr"},
}
FUNDERS_OWN = {"funder_tvv": {"tvv"}, "funder_vinnova": {"vinnova"}}
CHANGES["question"] = {"director": {"tvv", "vinnova"}, **FUNDERS_OWN}
CHANGES["asked_report"] = {role: {f"{name}_released" for name in names} for role, names in FUNDERS_OWN.items()}
CHANGES["found"] = {
    "director": {"a", "b", "c"}, "leader": {"a", "b"}, **NORR, "coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"},
}  # fmt: skip
CHANGES["noted"] = {**CHANGES["found"], "director": {"a", "b", "c", "due"}}
CHANGES["grant"] = CHANGES["funder"] = CHANGES["allocation"] = {"director": {"tvv", "vinnova"}}
CHANGES["work_list"] = {"director": {"directors"}, "leader": {"leaders"}}
CHANGES["maintenance"] = SEES["maintenance"]
CHANGES["cost"] = CHANGES["rate"] = CHANGES["certificate"] = CHANGES["grant"]
CHANGES["target"] = CHANGES["grant"]
CHANGES["session_file"] = CHANGES["session"]
CHANGES["draft"] = SEES["draft"]
CHANGES["topic"] = {"director": {"first"}}
CHANGES["goal"] = CHANGES["action"]
SEES["printed"] = {role: names & {"a", "c"} for role, names in COMPANIES.items()}  # two: a paper takes a second to make
CHANGES["coached"] = {**CHANGES["enrolment"], "coach_a": {"a"}, "coach_b": {"b"}, "coach_c": {"c"}}
SEES["ticked_stage"] = COMPANIES
# A coach what is with her own companies only; who leads, what belongs to an activity of hers.
CHANGES["planned"] = {
    "director": {"series"}, "leader": {"series"}, "coach_a": {"a", "series"}, "coach_b": {"b"}, "coach_c": {"c"},
}  # fmt: skip
CHANGES["activity"] = {
    "director": {"mellersta", "norr"}, "leader": {"mellersta"}, "leader_norr": {"norr"}, "two_roles": {"norr"},
}  # fmt: skip
CHANGES["series"] = {  # planned in one go; a coach with her own companies
    **CHANGES["activity"], "coach_a": {"mellersta"}, "coach_b": {"mellersta"}, "coach_c": {"norr"},
}  # fmt: skip
CHANGES["absence"] = {
    "director": {"b", "c"}, "leader": {"b"}, "leader_norr": {"c"}, "two_roles": {"c"}, "coach_b": {"b"},
    "coach_c": {"c"},
}  # fmt: skip
CHANGES["ticked_stage"] = CHANGES["coached"]
CHANGES["contact"] = CHANGES["company"]
# Who leads a region corrects what anybody wrote; the outreach lead what she wrote herself.
CHANGES["logged_contact"] = {
    **{role: SEES["logged_contact"][role] for role in ("director", "leader")}, **NORR, "outreach": {"a_by_outreach"},
}  # fmt: skip
CHANGES["import"] = SEES["import"]
CHANGES["planned_stage"] = CHANGES["assignment"] = CHANGES["enrolment"]
# A document of each company that its coaches see, and one for the office only.
SEES["document"] = {
    role: names if role in COACHES else names | {f"{name}_office" for name in names}
    for role, names in COMPANIES.items()
}
CHANGES["story"] = CHANGES["goal"]
CHANGES["regional_text"], CHANGES["layout"] = SEES["regional_text"], {"director": {"one"}}
CHANGES["document"] = {role: {*n, *(f"{one}_office" for one in n)} for role, n in CHANGES["enrolment"].items()}


def sees(role: str, kind: str) -> set[str]:
    """Short names of the objects of a kind that a role may see."""
    return SEES[kind].get(role, set())


def changes(role: str, kind: str) -> set[str]:
    """Short names of the objects of a kind that a role may change."""
    return CHANGES.get(kind, {}).get(role, set())
