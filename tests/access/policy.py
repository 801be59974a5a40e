"""The policy table, written by hand: every route of the site, who may come in, on which object.

A new route fails the matrix by name until somebody has thought about it here.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.access.harness import Route
from tests.access.oracle import COACHES, EVERYBODY, FUNDERS, LEADERS, LEADS, READERS
from tests.access.world import MISSING, World
from tests.cast import number

DIRECTOR = frozenset({"director"})
OFFICE = READERS | LEADERS | LEADS
FIELD = OFFICE | COACHES
RUN = DIRECTOR | LEADERS
ENTER = RUN | {"outreach"}  # the way in, up to the enrolment; moving that on is for those who run it
INBOX = OFFICE - {"education"}
SIGNALLED = READERS | LEADERS | COACHES
MONEY = READERS | FUNDERS


def _first_requirement(world: World, stage: Any) -> int:
    return int(world.cast.version.stages.first().requirements.first().pk)


def _signal_of(world: World, report: Any) -> int:
    signal = report.signals.first() if report else None
    return signal.pk if signal else MISSING


def _attach(world: World, interest: Any, company: Any) -> dict[str, Any]:
    return {"company": company.pk}


def _take_in(world: World, interest: Any, named: None) -> dict[str, Any]:
    typed = {"organisation_number": number(620), "name": "Ny AB", "municipality": "Sundsvall"}
    return {**typed, "person": "Vera Vik", "phone": "060-12 34 56"}


def _log(world: World, company: Any, named: None) -> dict[str, Any]:
    return {"kind": "call", "said": "Ring", "version": company.enrolments.get().version, "key": uuid4()}


def _move(world: World, enrolment: Any, named: None) -> dict[str, Any]:
    return {"to": "contacted", "on": timezone.localdate()}


def _series(world: World, activity: Any, enrolment: Any) -> dict[str, Any]:
    """Two sessions with one company, for its coach."""
    coach = enrolment.coach_assignments.get(until_on=None).coach_id
    day = timezone.localdate() + timedelta(days=30)
    when = {"day": day, "time": "09:00", "minutes": "2", "mode": "on_site"}
    return {**when, "coach": coach, "enrolments": [enrolment.pk], "count": 2, "every_days": 7, "key": uuid4()}


def _bulk(world: World, target: None, enrolment: Any) -> dict[str, Any]:
    """Hand it to the other region, without the page between."""
    other = world.cast.norr if enrolment.region == world.cast.mellersta else world.cast.mellersta
    asked = {"act": "transfer", "step": "do", "pk": enrolment.company_id}
    return {**asked, "region": other.pk, "on": timezone.localdate(), "reason": "Nära"}


def _share(world: World, grant: Any, enrolment: Any) -> dict[str, Any]:
    """One per cent of a day that no other share has: another one is laid by each cell that may."""
    day = timezone.localdate() + timedelta(days=60)
    return {"enrolment": enrolment.pk, "percent": 1, "from_on": day, "until_on": day, "key": uuid4()}


def _cost(world: World, grant: Any, named: None) -> dict[str, Any]:
    day = timezone.localdate()
    return {"cost_type": "travel", "booked_on": day, "amount": 1, "what": "Tåg", "reference": uuid4(), "key": uuid4()}


def _target(world: World, grant: Any, named: None) -> dict[str, Any]:
    asked = {"figure": "sessions_held", "value": 7, "code": uuid4().hex[:20], "key": uuid4()}
    return {**asked, "due_on": grant.starts_on + timedelta(days=20)}


def _target_of(world: World, report: Any) -> int:
    target = report.period.grant.targets.first() if report else None
    return target.pk if target else MISSING


def _allocate(world: World, enrolment: Any, grant: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=61)
    return {"grant": grant.pk, "percent": 1, "from_on": day, "until_on": day, "key": uuid4()}


def _comment_of(world: World, report: Any) -> int:
    said = report.comments.first() if report else None
    return said.pk if said else MISSING


def _say(world: World, report: Any, named: None) -> dict[str, Any]:
    return {"text": "Stämmer det?", "key": uuid4()}


def _ask(world: World, report: Any, named: None) -> dict[str, Any]:
    return {"text": "Vad räknas?", "key": uuid4()}


def _say(world: World, question: Any, named: None) -> dict[str, Any]:
    return {"text": "Så räknas det.", "key": uuid4()}


def _seen(world: World, target: None, signal: Any) -> dict[str, Any]:
    return {"pk": signal.pk}


def _last(world: World, question: Any, named: None) -> dict[str, Any]:
    return {"last": question.messages.last().pk}


def _show_to_node(world: World, row: Any, named: None) -> dict[str, Any]:
    """The region of the leader who keeps one; the director may show hers anywhere."""
    return {"region": world.cast.mellersta.pk}


OPEN = Route(open_to_all=True)
OWN_PAGE = Route()
NOT_SET_UP = Route(nothing_there=True)  # the cast has no second factor yet

POLICY: dict[str, Route] = {
    # Front door and own account
    "home": OPEN,  # who is not logged in gets the public start page
    "healthz": OPEN,
    "language-set": Route(open_to_all=True, post_only=True),
    "theme-set": Route(post_only=True),
    "account": OWN_PAGE,
    "gallery": OWN_PAGE,
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_signup": OPEN,
    "account_inactive": OPEN,
    "account_reauthenticate": OWN_PAGE,
    "account_change_password": OWN_PAGE,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": Route(open_to_all=True, plain={"uidb36": "1", "key": "none-such"}),
    "account_reset_password_from_key_done": OPEN,
    "mfa_index": OWN_PAGE,
    "mfa_authenticate": OPEN,
    "mfa_reauthenticate": OWN_PAGE,
    "mfa_activate_totp": OWN_PAGE,
    "mfa_deactivate_totp": NOT_SET_UP,
    "mfa_view_recovery_codes": NOT_SET_UP,
    "mfa_generate_recovery_codes": OWN_PAGE,
    "mfa_download_recovery_codes": NOT_SET_UP,
    "invitation-accept": Route(open_to_all=True, plain={"token": "none-such"}, nothing_there=True),
    # People
    "board-pack": Route(doors=READERS),
    "board-pack-done": Route(doors=READERS, plain={"pk": MISSING}, nothing_there=True),
    "board-pack-take": Route(doors=READERS, plain={"pk": MISSING}, nothing_there=True),
    # One door for all: what each finds is the canaries' matter. A funder finds grants and reports, nobody notes.
    "search": Route(shows=("company", "action"), query=lambda world: "?q=KAN"),
    "person-list": Route(doors=OFFICE, shows=("person",)),
    "person-export": Route(doors=OFFICE, shows=("person",)),
    "person-card": Route(doors=OFFICE, args={"pk": "person"}, shows=("person",)),
    "person-sees": Route(doors=READERS, args={"pk": "person"}, shows=("person",)),
    "rights-list": Route(doors=READERS),  # everybody with a task: tests/people/test_roster.py
    "rights-export": Route(doors=READERS),
    "rights-sign": Route(doors=DIRECTOR),
    "rights-signed": Route(doors=READERS, args={"pk": "rights_review"}, shows=("rights_review",)),
    "rights-signed-export": Route(doors=READERS, args={"pk": "rights_review"}, shows=("rights_review",)),
    # Everybody's own lists; what each opens is asked at the list itself.
    "work-lists": Route(shows=("work_list",)),
    "work-list-badges": Route(shows=("work_list",)),
    "work-list-add": Route(),
    "work-list-card": Route(args={"pk": "work_list"}, shows=("work_list",)),
    "work-list-open": Route(args={"pk": "work_list"}),
    "work-list-share": Route(args={"pk": "work_list"}, writes=True, post_only=True, body=_show_to_node),
    "work-list-rename": Route(
        args={"pk": "work_list"},
        writes=True,
        post_only=True,
        body=lambda world, row, named: {"name": "Ny", "version": 1},
    ),
    "work-list-unshare": Route(args={"pk": "work_list"}, plain={"share": MISSING}, writes=True, post_only=True),
    "work-list-remove": Route(
        args={"pk": "work_list"}, writes=True, post_only=True, body=lambda world, row, named: {"sure": 1}
    ),
    "maintenance-list": Route(doors=DIRECTOR, shows=("maintenance",)),
    "maintenance-export": Route(doors=DIRECTOR, shows=("maintenance",)),
    "maintenance-add": Route(doors=DIRECTOR),
    "maintenance-withdraw": Route(doors=DIRECTOR, args={"pk": "maintenance"}, writes=True, post_only=True),
    "trail": Route(doors=READERS, shows=("audit",)),
    "trail-export": Route(doors=READERS, shows=("audit",)),
    "person-invite": Route(doors=RUN),
    "appointment-add": Route(doors=RUN, args={"pk": "person"}),
    "appointment-end": Route(doors=RUN, args={"pk": "appointment"}, writes=True),
    "invitation-resend": Route(doors=RUN, args={"pk": "person"}, writes=True, post_only=True),
    "person-deactivate": Route(doors=RUN, args={"pk": "person"}, writes=True, post_only=True),
    "person-reactivate": Route(doors=RUN, args={"pk": "person"}, writes=True, post_only=True),
    # Work
    "job-list": Route(shows=("job",)),
    "job-card": Route(args={"pk": "job"}, shows=("job",)),
    "job-state": Route(args={"pk": "job"}),
    "notice-list": OWN_PAGE,
    "notice-export": OWN_PAGE,
    "notice-export-all": Route(doors=READERS, shows=("notice",)),
    "notice-list-all": Route(doors=READERS, shows=("notice",)),
    "notice-preferences": OWN_PAGE,
    "reminder-rule-list": Route(doors=READERS),
    "reminder-rule-change": Route(doors=DIRECTOR, plain={"event": "silence"}),
    "reminder-rule-preview": Route(doors=READERS, plain={"event": "stage_end"}),
    "reminder-rule-export": Route(doors=READERS, plain={"event": "stage_end"}),
    "reminder-rule-remove": Route(doors=DIRECTOR, plain={"event": "silence"}, post_only=True),
    "delivery-resend": Route(doors=READERS, args={"pk": "delivery"}, writes=True, post_only=True),
    "delivery-settle": Route(doors=READERS, args={"pk": "delivery"}, writes=True, post_only=True),
    "delivery-list": Route(doors=READERS, shows=("delivery",)),
    "delivery-export": Route(doors=READERS, shows=("delivery",)),
    "delivery-card": Route(doors=READERS, args={"pk": "delivery"}, shows=("delivery",)),
    "notice-unsubscribe": Route(open_to_all=True, plain={"token": "none-such"}, nothing_there=True),
    # Mails are files in the demo only; the suite keeps them in memory.
    "mail-list": Route(doors=DIRECTOR, nothing_there=True),
    "mail-card": Route(doors=DIRECTOR, plain={"name": "none-such"}, nothing_there=True),
    # Companies
    "company-list": Route(doors=FIELD, shows=("company",)),
    "company-export": Route(doors=FIELD, shows=("company",)),
    "company-bulk": Route(doors=FIELD, post_only=True, body=_bulk, named=("enrolment", ("a", "c"))),
    "company-bulk-done": Route(doors=FIELD, plain={"pk": MISSING}, nothing_there=True),
    "company-card": Route(doors=FIELD, args={"pk": "company"}, shows=("company", "contact", "logged_contact")),
    "company-add": Route(doors=ENTER),
    "company-number-check": Route(doors=ENTER, post_only=True),
    "register-search": Route(doors=ENTER, post_only=True),
    "pipeline": Route(doors=OFFICE, shows=("company", "enrolment")),
    "pipeline-export": Route(doors=OFFICE, shows=("company", "enrolment")),
    "prospect-list": Route(doors=OFFICE, shows=("unit",)),
    "prospect-export": Route(doors=OFFICE, shows=("unit",)),
    "prospect-coverage": Route(doors=OFFICE),
    "map": Route(doors=OFFICE),  # numbers only: what each counts is the figures' matter
    "map-export": Route(doors=OFFICE),
    "prospect-take-up": Route(doors=OFFICE, args={"pk": "unit"}, writes=True, post_only=True),
    "company-change": Route(doors=ENTER, args={"pk": "company"}, writes=True, shows=("company",)),
    "import-add": Route(doors=ENTER, shows=("import",)),
    "import-template": Route(doors=ENTER),
    "import-card": Route(doors=ENTER, args={"pk": "import"}, writes=True),
    "import-columns": Route(doors=ENTER, args={"pk": "import"}, writes=True),
    "import-review": Route(doors=ENTER, args={"pk": "import"}, writes=True, shows=("import",)),
    "import-bad-rows": Route(doors=ENTER, args={"pk": "import"}, writes=True),
    **{
        f"import-{verb}": Route(doors=ENTER, args={"pk": "import"}, writes=True, post_only=True)
        for verb in ("resume", "tick", "save", "remove")
    },
    "contact-add": Route(doors=ENTER, args={"pk": "company"}, writes=True),
    "contact-change": Route(doors=ENTER, args={"pk": "contact"}, writes=True, shows=("contact",)),
    "contact-log": Route(doors=ENTER, args={"pk": "company"}, writes=True, body=_log),
    "contact-correct": Route(doors=ENTER, args={"pk": "logged_contact"}, writes=True, shows=("logged_contact",)),
    "enrolment-add": Route(doors=ENTER, args={"pk": "company"}, writes=True),
    "enrolment-card": Route(doors=FIELD, args={"pk": "enrolment"}),
    "enrolment-next-step": Route(doors=RUN, args={"pk": "enrolment"}, writes=True, shows=("enrolment",)),
    **{
        f"enrolment-{verb}": Route(doors=RUN, args={"pk": "enrolment"}, writes=True)
        for verb in ("admit", "start", "pause", "resume", "withdraw", "complete", "extend", "transfer")
    },
    "enrolment-move": Route(doors=RUN, args={"pk": "enrolment"}, writes=True, body=_move),
    "document-add": Route(doors=RUN, args={"pk": "enrolment"}, writes=True),
    "document-file": Route(doors=FIELD, args={"pk": "document"}, shows=("document",)),
    "document-remove": Route(doors=RUN, args={"pk": "document"}, writes=True),
    "stage-close": Route(doors=RUN, args={"pk": "planned_stage"}, writes=True),
    "requirement-check": Route(
        doors=RUN | COACHES,
        args={"pk": "ticked_stage"},
        writes=True,
        post_only=True,
        plain={"requirement_pk": _first_requirement},
    ),
    # Public pages, and what companies write there
    "regions": OPEN,
    "privacy": OPEN,
    "accessibility": OPEN,
    "interest-send": OPEN,
    "interest-thanks": OPEN,
    "interest-list": Route(doors=INBOX, shows=("interest",)),
    "interest-export": Route(doors=INBOX, shows=("interest",)),
    "interest-card": Route(doors=INBOX, args={"pk": "interest"}, shows=("interest",)),
    **{
        f"interest-{verb}": Route(doors=ENTER, args={"pk": "interest"}, writes=True, post_only=True)
        for verb in ("hand-over", "dismiss")
    },
    **{
        f"interest-{verb}": Route(
            doors=ENTER, args={"pk": "interest"}, writes=True, post_only=True, body=body, named=named
        )
        for verb, body, named in (
            ("take-in", _take_in, None),
            ("attach", _attach, ("company", ("a", "c"))),
        )
    },
    # Coaching
    "session-list": Route(doors=FIELD, shows=("met",)),
    "session-export": Route(doors=FIELD, shows=("met",)),
    "session-log": Route(doors=COACHES),
    "session-offline": Route(doors=COACHES),
    "session-outbox": OWN_PAGE,  # empty: what waits is on the device
    "session-send": Route(doors=COACHES),
    "draft-save": Route(doors=COACHES, plain={"key": "5b0c5f4e-0000-4000-8000-000000000001"}, post_only=True),
    "draft-drop": Route(doors=COACHES, args={"key": "draft"}, writes=True, post_only=True),
    "session-file": Route(doors=FIELD, args={"pk": "session_file"}, shows=("session_file",)),
    "session-files-add": Route(doors=COACHES, args={"pk": "session"}, writes=True),
    "session-file-remove": Route(doors=COACHES, args={"pk": "session_file"}, writes=True, post_only=True),
    "topic-list": Route(doors=OFFICE),
    "topic-add": Route(doors=DIRECTOR),
    "topic-change": Route(doors=DIRECTOR, args={"pk": "topic"}, writes=True),
    "service-worker": OPEN,
    "web-manifest": OPEN,
    "session-card": Route(doors=FIELD, args={"pk": "session"}, shows=("session",)),
    "session-change": Route(doors=COACHES, args={"pk": "session"}, writes=True, shows=("session",)),
    "action-list": Route(doors=FIELD, shows=("action",)),
    "action-export": Route(doors=FIELD, shows=("action",)),
    "action-add": Route(doors=RUN | COACHES, args={"enrolment": "coached"}, writes=True),
    "action-change": Route(doors=RUN | COACHES, args={"pk": "action"}, writes=True, shows=("action",)),
    **{
        f"action-{verb}": Route(doors=RUN | COACHES, args={"pk": "action"}, writes=True, post_only=True)
        for verb in ("begin", "comment")
    },
    "action-drop": Route(doors=RUN | COACHES, args={"pk": "action"}, writes=True, shows=("action",)),
    "action-plan": Route(doors=FIELD, args={"pk": "coached"}, shows=("action", "goal", "comment")),
    "action-plan-pdf": Route(doors=FIELD, args={"pk": "printed"}, shows=("goal",)),
    "goal-add": Route(doors=RUN | COACHES, args={"enrolment": "coached"}, writes=True),
    "goal-change": Route(doors=RUN | COACHES, args={"pk": "goal"}, writes=True, shows=("goal",)),
    **{
        f"goal-{verb}": Route(doors=RUN | COACHES, args={"pk": "goal"}, writes=True, post_only=True)
        for verb in ("reach", "reopen")
    },
    "handover-pack": Route(doors=FIELD, args={"pk": "printed"}, shows=("action", "goal", "contact")),
    "coach-capacity": Route(doors=READERS | LEADERS),
    "coach-capacity-export": Route(doors=READERS | LEADERS),
    "coach-load": Route(doors=READERS | LEADERS, shows=("met",)),
    "coach-load-export": Route(doors=READERS | LEADERS),
    "action-close": Route(doors=RUN | COACHES, args={"pk": "action"}, writes=True, post_only=True),
    "action-reopen": Route(doors=RUN | COACHES, args={"pk": "action"}, writes=True, post_only=True),
    "coach-assign": Route(doors=RUN, args={"enrolment": "enrolment"}, writes=True),
    "coach-assignment-replace": Route(doors=RUN, args={"pk": "assignment"}, writes=True),
    "coach-assignment-end": Route(doors=RUN, args={"pk": "assignment"}, writes=True),
    # The plan
    "plan-list": Route(doors=FIELD, shows=("planned",), query=lambda world: "?whose=all&show=all"),
    "plan-export": Route(doors=FIELD, shows=("planned",), query=lambda world: "?whose=all&show=all"),
    "planned-session-add": Route(doors=COACHES),
    "planned-session-card": Route(doors=FIELD, args={"pk": "planned"}, shows=("planned",)),
    **{
        f"planned-session-{verb}": Route(doors=RUN | COACHES, args={"pk": "planned"}, writes=True)
        for verb in ("move", "cancel")
    },
    **{
        f"planned-session-{verb}": Route(doors=RUN | COACHES, args={"pk": "planned"}, writes=True, post_only=True)
        for verb in ("confirm", "no-show")
    },
    "activity-list": Route(doors=FIELD, shows=("activity",)),
    "activity-export": Route(doors=FIELD, shows=("activity",)),
    "activity-calendar": Route(doors=FIELD, shows=("activity",)),
    "activity-calendar-export": Route(doors=FIELD, shows=("activity",)),
    "activity-add": Route(doors=RUN),
    "activity-card": Route(doors=FIELD, args={"pk": "activity"}, shows=("activity",)),
    "activity-change": Route(doors=RUN, args={"pk": "activity"}, writes=True, shows=("activity",)),
    "activity-series": Route(
        doors=RUN | COACHES, args={"pk": "series"}, writes=True, body=_series, named=("coached", ("a", "c"))
    ),
    "activity-series-export": Route(doors=FIELD, args={"pk": "activity"}),
    "absence-list": Route(doors=FIELD),
    "absence-export": Route(doors=FIELD),
    "absence-add": Route(doors=RUN | COACHES),
    "absence-change": Route(doors=RUN | COACHES, args={"pk": "absence"}, writes=True),
    "absence-withdraw": Route(doors=RUN | COACHES, args={"pk": "absence"}, writes=True, post_only=True),
    "calendar-address": Route(doors=RUN | COACHES),
    "calendar-address-make": Route(doors=RUN | COACHES, post_only=True),
    "calendar-address-withdraw": Route(doors=RUN | COACHES, post_only=True),
    "calendar-feed": Route(open_to_all=True, plain={"token": "none-such"}, nothing_there=True),
    # Signals
    "signal-list": Route(doors=SIGNALLED, shows=("found",)),
    "signal-export": Route(doors=SIGNALLED, shows=("found",)),
    "signal-history": Route(doors=SIGNALLED),
    "signal-see": Route(doors=RUN | COACHES, post_only=True, body=_seen, named=("found", ("a", "c"))),
    "signal-card": Route(doors=SIGNALLED, args={"pk": "noted"}, shows=("noted",)),
    "signal-handle": Route(doors=RUN | COACHES, args={"pk": "noted"}, writes=True, post_only=True),
    "signal-reopen": Route(doors=RUN | COACHES, args={"pk": "noted"}, writes=True, post_only=True),
    "signal-waive": Route(doors=DIRECTOR, args={"pk": "noted"}, writes=True, post_only=True),
    "signal-rule-list": Route(doors=READERS),
    "signal-rule-change": Route(doors=DIRECTOR, plain={"kind": "silent"}),
    # The leader's tasks
    "task-list": Route(doors=LEADERS | LEADS, shows=("task",)),
    "task-export": Route(doors=LEADERS | LEADS, shows=("task",)),
    # The way in, looked back at
    "lost-list": Route(doors=OFFICE, shows=("lost",)),
    "lost-export": Route(doors=OFFICE, shows=("lost",)),
    "pipeline-funnel": Route(doors=OFFICE),
    "cohorts": Route(doors=OFFICE),
    "cohorts-export": Route(doors=OFFICE),
    "forecast": Route(doors=OFFICE),
    "forecast-export": Route(doors=OFFICE),
    # Figures
    "method": OWN_PAGE,
    "figure-rows": Route(doors=OFFICE, plain={"key": "companies_in_coaching"}),
    "figure-export": Route(doors=OFFICE, plain={"key": "companies_in_coaching"}),
    # Structure
    "structure": Route(doors=OFFICE),
    "region-card": Route(doors=OFFICE, args={"pk": "region"}),
    "region-change": Route(doors=DIRECTOR, args={"pk": "region"}, writes=True),
    "host-add": Route(doors=DIRECTOR, args={"pk": "region"}, writes=True),
    "programme-card": Route(doors=OFFICE, args={"pk": "programme"}),
    "programme-change": Route(doors=DIRECTOR, args={"pk": "programme"}, writes=True),
    "programme-copy": Route(doors=DIRECTOR, args={"pk": "programme"}, writes=True),
    "version-add": Route(doors=DIRECTOR, args={"pk": "programme"}, writes=True),
    "stage-change": Route(doors=DIRECTOR, args={"pk": "version"}, writes=True),
    # Funding
    "report-list": Route(doors=MONEY, shows=("grant",)),
    "report-list-export": Route(doors=MONEY, shows=("grant",)),
    "grant-card": Route(doors=MONEY, args={"pk": "grant"}, shows=("grant", "money", "partner", "target")),
    "grant-list": Route(doors=MONEY, shows=("grant",)),
    "grant-list-export": Route(doors=MONEY, shows=("grant",)),
    "grant-add": Route(doors=DIRECTOR),
    "funder-add": Route(doors=DIRECTOR),
    "funder-change": Route(doors=DIRECTOR, args={"pk": "funder"}, writes=True),
    **{
        f"grant-{verb}": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True)
        for verb in ("change", "budget", "decisions", "co-financing")
    },
    "calendar-lay": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True),
    "period-add": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True),
    **{
        f"period-{verb}": Route(doors=DIRECTOR, args={"pk": "period"}, writes=True)
        for verb in ("change", "extend", "skip")
    },
    **{
        f"period-{verb}": Route(doors=DIRECTOR, args={"pk": "period"}, writes=True, post_only=True)
        for verb in ("take-back", "remove")
    },
    "template-list": Route(doors=READERS),
    "template-card": Route(doors=READERS, args={"pk": "layout"}),
    "template-copy": Route(doors=DIRECTOR, args={"pk": "layout"}, writes=True),
    "template-change": Route(doors=DIRECTOR, args={"pk": "layout"}, writes=True),
    "template-retire": Route(doors=DIRECTOR, args={"pk": "layout"}, writes=True, post_only=True),
    "story-list": Route(doors=FIELD, args={"pk": "coached"}),
    "story-write": Route(doors=RUN | COACHES, args={"pk": "coached"}, writes=True, post_only=True),
    "story-card": Route(doors=FIELD, args={"pk": "story"}, shows=("story",)),
    "story-change": Route(doors=RUN | COACHES, args={"pk": "story"}, writes=True, post_only=True),
    "story-withdraw": Route(doors=RUN | COACHES, args={"pk": "story"}, writes=True, post_only=True),
    "report-stories": Route(doors=DIRECTOR, args={"pk": "report"}, writes=True),
    "regions-ask": Route(doors=DIRECTOR, args={"pk": "period"}, writes=True),
    "regional-text-list": Route(doors=RUN),
    "regional-text": Route(doors=RUN, args={"pk": "regional_text"}, writes=True, shows=("regional_text",)),
    "allocation-list": Route(doors=READERS, args={"pk": "paid_grant"}, shows=("paid_grant",)),
    "allocation-export": Route(doors=READERS, args={"pk": "paid_grant"}, shows=("paid_grant",)),
    "allocation-add": Route(
        doors=DIRECTOR, args={"pk": "grant"}, writes=True, body=_share, named=("enrolment", ("a", "c"))
    ),
    "allocation-lay": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True),
    "enrolment-allocate": Route(
        doors=DIRECTOR, args={"pk": "enrolment"}, writes=True, body=_allocate, named=("grant", ("tvv", "vinnova"))
    ),
    **{
        f"allocation-{verb}": Route(doors=DIRECTOR, args={"pk": "allocation"}, writes=True)
        for verb in ("change", "end")
    },
    "allocation-remove": Route(doors=DIRECTOR, args={"pk": "allocation"}, writes=True, post_only=True),
    "target-add": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True, body=_target),
    "target-change": Route(doors=DIRECTOR, args={"pk": "target"}, writes=True),
    "target-end": Route(doors=DIRECTOR, args={"pk": "target"}, writes=True),
    "target-remove": Route(doors=DIRECTOR, args={"pk": "target"}, writes=True, post_only=True),
    "report-explain": Route(
        doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True, plain={"target": _target_of}
    ),
    "cost-list": Route(doors=READERS, args={"pk": "costed_grant"}, shows=("costed_grant",)),
    "cost-export": Route(doors=READERS, args={"pk": "costed_grant"}, shows=("costed_grant",)),
    "cost-add": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True, body=_cost),
    "cost-import": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True),
    "cost-change": Route(doors=DIRECTOR, args={"pk": "cost"}, writes=True),
    "cost-withdraw": Route(doors=DIRECTOR, args={"pk": "cost"}, writes=True),
    "certificate-list": Route(doors=READERS, args={"pk": "certified_grant"}, shows=("certified_grant",)),
    "certificate-add": Route(doors=DIRECTOR, args={"pk": "grant"}, writes=True),
    "certificate-withdraw": Route(doors=DIRECTOR, args={"pk": "certificate"}, writes=True),
    "rate-list": Route(doors=READERS, shows=("rate",)),
    "rate-list-export": Route(doors=READERS, shows=("rate",)),
    "rate-add": Route(doors=DIRECTOR),
    **{f"rate-{verb}": Route(doors=DIRECTOR, args={"pk": "rate"}, writes=True) for verb in ("change", "end")},
    "rate-remove": Route(doors=DIRECTOR, args={"pk": "rate"}, writes=True, post_only=True),
    "period-card": Route(doors=MONEY, args={"pk": "period"}),
    "report-make": Route(doors=DIRECTOR, args={"pk": "period"}, writes=True, post_only=True),
    "report-correct": Route(doors=DIRECTOR, args={"pk": "period"}, writes=True),
    "report-card": Route(doors=MONEY, args={"pk": "report"}, shows=("report", "report_comment")),
    "report-comment": Route(doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True, body=_say),
    "report-comment-answer": Route(
        doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True, body=_say, plain={"comment": _comment_of}
    ),
    **{
        f"report-comment-{verb}": Route(
            doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True, plain={"comment": _comment_of}
        )
        for verb in ("settle", "reopen")
    },
    "report-pdf": Route(doors=MONEY, args={"pk": "report"}),
    "report-xlsx": Route(doors=MONEY, args={"pk": "report"}),
    "report-json": Route(doors=MONEY, args={"pk": "report"}),
    "report-dossier": Route(doors=READERS, args={"pk": "dossier"}, shows=("dossier",)),
    "report-dossier-make": Route(doors=DIRECTOR, args={"pk": "dossier"}, writes=True, post_only=True),
    "verify": OPEN,
    "report-figure": Route(doors=MONEY, args={"pk": "report"}, plain={"number": 1}, shows=("report",)),
    "report-late": Route(doors=MONEY, args={"pk": "report"}),
    "report-texts": Route(doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True),
    **{
        f"report-{verb}": Route(doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True)
        for verb in ("build", "review", "draft", "release", "approve", "send-back")
    },
    "report-changes": Route(doors=MONEY, args={"pk": "report"}),
    "period-files": Route(doors=MONEY, args={"pk": "released_period"}, shows=("released_period",)),
    "news-seen": Route(doors=MONEY, post_only=True),
    "question-ask": Route(doors=FUNDERS, args={"pk": "asked_report"}, writes=True, body=_ask),
    "question-list": Route(doors=MONEY, shows=("question",)),
    "question-export": Route(doors=MONEY, shows=("question",)),
    "question-card": Route(doors=MONEY, args={"pk": "question"}, shows=("question",)),
    "question-write": Route(doors=MONEY, args={"pk": "question"}, writes=True, post_only=True, body=_say),
    "question-close": Route(doors=MONEY, args={"pk": "question"}, writes=True, post_only=True, body=_last),
    "report-waive": Route(
        doors=DIRECTOR, args={"pk": "report"}, writes=True, post_only=True, plain={"signal": _signal_of}
    ),
}
assert EVERYBODY >= FIELD
