"""Cards of enrolments and companies: what they say, to whom, and what they offer."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.models import ActionItem, Attendance, CoachingSession, PlanLetter
from companies.models import Company, Contact, Enrolment, RequirementCheck
from funding.models import Allocation, Grant
from programme.notices.models import Delivery
from programme.oversight.cards.enrolment import TABS
from programme.oversight.cards.history import told
from programme.oversight.trail.verbs import VERBS
from programme.people import audit
from programme.people.models import AuditEvent, User
from programme.structure.models import StageRequirement
from tests.cast import Cast
from tests.coaching.plans import planned
from tests.notices.rules_at_hand import noticed


def card(enrolment: Enrolment, tab: str = "") -> str:
    return reverse("enrolment-card", args=[enrolment.pk]) + (f"?tab={tab}" if tab else "")


def held(cast: Cast, *enrolments: Enrolment, days_ago: int = 1, summary: str = "", note: str = "") -> CoachingSession:
    session = CoachingSession.objects.create(
        coach=cast.coach_a,
        held_on=timezone.localdate() - timedelta(days=days_ago),
        on_site_minutes=180,
        shareable_summary=summary,
        confidential_note=note,
    )
    for enrolment in enrolments:
        Attendance.objects.create(session=session, enrolment=enrolment, women=1, men=2, company_minutes=540)
    return session


@pytest.mark.parametrize("tab", TABS)
def test_enrolment_card_only_for_those_who_see_it(cast: Cast, login, tab: str) -> None:
    for user in (cast.director, cast.auditor, cast.leader, cast.coach_a):
        assert cast.company_a.name in login(user).get(card(cast.a, tab)).content.decode(), user
    for user in (cast.leader_norr, cast.coach_b, cast.coach_c, cast.former_coach):
        missing = login(user).get(card(Enrolment(pk=999_999), tab))
        hidden = login(user).get(card(cast.a, tab))
        assert (hidden.status_code, missing.status_code) == (404, 404), user
        assert cast.company_a.name not in hidden.content.decode()
    for user in (cast.funder_tvv, cast.nobody):
        assert login(user).get(card(cast.a, tab)).status_code == 403


@pytest.mark.parametrize("pk", ["0", "9223372036854775808", "99999999999999999999999"])
def test_card_odd_id_is_not_found(cast: Cast, login, pk: str) -> None:
    for kind in ("enrolments", "companies"):
        assert login(cast.director).get(f"/{kind}/{pk}/").status_code == 404


def test_enrolment_card_unknown_tab_shows_the_first(cast: Cast, login) -> None:
    for tab in ("money", "%00", "lift&tab=lift"):
        assert login(cast.leader).get(card(cast.a, tab)).context["tab"] == "lift"


@pytest.mark.parametrize("tab", TABS)
def test_enrolment_card_never_shows_the_confidential_note(cast: Cast, login, tab: str) -> None:
    held(cast, cast.a, summary="Pulstavlan sitter uppe", note="KANARIE")
    for user in (cast.director, cast.leader, cast.coach_a):
        body = login(user).get(card(cast.a, tab)).content.decode()
        assert "KANARIE" not in body
        assert ("Pulstavlan sitter uppe" in body) == (tab in {"lift", "sessions"})


@pytest.mark.parametrize("tab", TABS)
def test_enrolment_card_joint_session_names_no_other_company(cast: Cast, login, tab: str) -> None:
    session = held(cast, cast.a, cast.b)
    changes = {f"enrolment {cast.b.pk}": [None, "KANARIE"]}
    audit.record("session-log", session, by=cast.coach_a, changes=changes)
    body = login(cast.coach_a).get(card(cast.a, tab)).content.decode()
    assert cast.company_b.name not in body
    assert "KANARIE" not in body


def test_enrolment_card_buttons_follow_rights(cast: Cast, login) -> None:
    def offered(user: User) -> dict[str, bool]:
        head = login(user).get(card(cast.a)).context["card"]
        return {
            "move": head.may_move,
            "log": head.may_log,
            "assign": head.may_assign,
            "actions": head.may_change_actions,
            "acts": bool(head.acts),
        }

    all_but_log = {"move": True, "log": False, "assign": True, "actions": True, "acts": True}
    nothing = dict.fromkeys(all_but_log, False)
    assert offered(cast.leader) == all_but_log
    assert offered(cast.director) == all_but_log
    assert offered(cast.auditor) == nothing
    assert offered(cast.coach_a) == nothing | {"log": True, "actions": True}


@pytest.mark.parametrize(
    ("state", "first"),
    [
        ("interested", "enrolment-move"),
        ("contacted", "enrolment-move"),
        ("applied", "enrolment-admit"),
        ("admitted", "enrolment-start"),
        ("paused", "enrolment-resume"),
    ],
)
def test_enrolment_card_primary_button_is_the_usual_next(cast: Cast, login, state: str, first: str) -> None:
    today = timezone.localdate()
    Enrolment.objects.filter(pk=cast.lone.pk).update(state=state, admitted_on=today, start_on=today, started_on=today)
    response = login(cast.leader).get(card(cast.lone))
    acts = response.context["card"].acts
    assert [act.href for act in acts if act.primary] == [reverse(first, args=[cast.lone.pk])]
    # None of the offered pages may answer "that does not follow": each opens.
    for act in acts:
        assert login(cast.leader).get(act.href).status_code == 200, act.href


def test_enrolment_card_every_link_opens_for_its_reader(cast: Cast, login) -> None:
    """No link is shown that the reader may not open."""
    held(cast, cast.a)
    ActionItem.objects.create(enrolment=cast.a, what="Märk upp", added_by=cast.coach_a)
    for user in (cast.leader, cast.coach_a, cast.auditor, cast.director):
        client = login(user)
        for tab in TABS:
            body = client.get(card(cast.a, tab)).content.decode()
            main = body[body.index("<main") : body.index("</main>")]
            for href in sorted(set(re.findall(r'href="(/[^"#]*)"', main))):
                assert client.get(href.replace("&amp;", "&")).status_code == 200, (user, tab, href)


def test_enrolment_card_shows_what_closes_the_stage(cast: Cast, login) -> None:
    planned = cast.a.planned_stages.get(order=1)
    first = StageRequirement.objects.filter(stage=planned.stage).first()
    RequirementCheck.objects.create(
        planned_stage=planned, requirement=first, done_on=timezone.localdate(), done_by=cast.leader
    )
    now = login(cast.leader).get(card(cast.a)).context["now"]
    assert (now.done, len(now.requirements)) == (1, 2)
    assert [line.done is not None for line in now.requirements] == [True, False]
    body = login(cast.leader).get(card(cast.a)).content.decode()
    assert reverse("requirement-check", args=[planned.pk, first.pk]) in body
    assert reverse("stage-close", args=[planned.pk]) in body
    auditors = login(cast.auditor).get(card(cast.a)).content.decode()
    assert str(first) in auditors
    assert reverse("requirement-check", args=[planned.pk, first.pk]) not in auditors


def test_enrolment_card_before_admission_has_no_plan_and_says_so(cast: Cast, login) -> None:
    response = login(cast.leader).get(card(cast.lone))
    assert response.context["chart"] is None
    assert response.context["now"] is None


def test_enrolment_card_money_only_for_who_sees_reports(cast: Cast, login) -> None:
    today = timezone.localdate()
    grant = Grant.objects.create(
        name_sv="Hemligt bidrag",
        name_en="Hemligt bidrag",
        funder=cast.tvv,
        programme=cast.programme,
        kind="project",
        case_number="Ä 1",
        amount=1,
        starts_on=today,
        ends_on=today,
    )
    Allocation.objects.create(grant=grant, enrolment=cast.a, percent=50, from_on=today, until_on=today)
    for user, sees in ((cast.director, True), (cast.auditor, True), (cast.leader, False), (cast.coach_a, False)):
        body = login(user).get(card(cast.a, "facts")).content.decode()
        assert ("Hemligt bidrag" in body) == sees, user


def test_enrolment_history_tells_who_did_what_from_what_to_what(cast: Cast, login) -> None:
    audit.record(
        "pause", cast.a, by=cast.leader, changes={"state": ["active", "paused"], "reason": [None, "ombyggnad"]}
    )
    audit.record("pause", cast.b, by=cast.leader, changes={"state": ["active", "paused"]})
    history = login(cast.coach_a).get(card(cast.a, "history")).context["history"]
    assert [(event.who, event.what) for event in history] == [(cast.leader.name, str(VERBS["pause"]))]
    states = dict(Enrolment.State.choices)
    assert [(change.old, change.new) for change in history[0].changes] == [
        (str(states["active"]), str(states["paused"])),
        ("–", "ombyggnad"),
    ]


def test_history_masks_a_sole_traders_number(cast: Cast) -> None:
    changes = {"organisation_number": [None, "7001011234"], "gone_field": ["a", "b"], "odd": "no pair"}
    event = audit.record("enter_company", cast.company_a, by=None)
    told_event = told(
        [AuditEvent(subject_kind="company", verb="enter_company", changes=changes, by=None)], own="company"
    )
    assert [(change.label, change.new) for change in told_event[0].changes][0][1] == "700101-••••"
    assert len(told_event[0].changes) == 2
    assert event.verb in VERBS


def test_enrolment_history_shows_who_was_reminded_to_who_sees_the_subject(cast: Cast, login) -> None:
    session = planned(cast.coach_a, timezone.now(), cast.a)
    action = ActionItem.objects.create(enrolment=cast.a, what="Rita om", added_by=cast.coach_a)
    for kind, pk in (("enrolment", cast.a.pk), ("plannedsession", session.pk), ("actionitem", action.pk)):
        noticed(cast.coach_a, subject_kind=kind, subject_id=pk)
    noticed(cast.coach_b, subject_id=cast.b.pk)
    for user in (cast.director, cast.coach_a, cast.leader):
        told = login(user).get(card(cast.a, "history")).context["told"]
        assert {one.subject_kind for one in told} == {"enrolment", "plannedsession", "actionitem"}, user
        assert {one.recipient for one in told} == {cast.coach_a}


@pytest.mark.parametrize("tab", TABS)
def test_enrolment_card_same_queries_at_3_and_30(cast: Cast, login, tab: str) -> None:
    for user in (cast.director, cast.coach_a):
        client = login(user)

        def queries(client=client) -> int:
            client.get(card(cast.a, tab))
            with CaptureQueriesContext(connection) as seen:
                client.get(card(cast.a, tab))
            return len(seen)

        def more(times: int) -> None:
            for n in range(times):
                session = held(cast, cast.a, days_ago=n)
                audit.record("session-log", session, by=cast.coach_a)
                item = ActionItem.objects.create(enrolment=cast.a, what=f"{n}", added_by=cast.coach_a)
                audit.record("action-add", item, by=cast.coach_a)
                Contact.objects.create(company=cast.company_a, name=f"Kontakt {n}")

        more(3)
        few = queries()
        more(27)
        assert queries() == few
        assert few <= 12


def test_company_card_only_for_those_who_see_it(cast: Cast, login) -> None:
    path = reverse("company-card", args=[cast.company_a.pk])
    for user in (cast.director, cast.auditor, cast.leader, cast.coach_a):
        assert cast.company_a.number in login(user).get(path).content.decode()
    for user in (cast.leader_norr, cast.coach_b, cast.former_coach):
        assert login(user).get(path).status_code == 404
    assert login(cast.funder_tvv).get(path).status_code == 403


def test_company_card_offers_changes_only_to_who_may(cast: Cast, login) -> None:
    path = reverse("company-card", args=[cast.company_a.pk])
    for user, may in ((cast.leader, True), (cast.director, True), (cast.auditor, False), (cast.coach_a, False)):
        body = login(user).get(path).content.decode()
        assert (reverse("company-change", args=[cast.company_a.pk]) in body) == may, user


def test_company_card_odd_text_is_only_text(cast: Cast, login) -> None:
    odd = '"><img src=x onerror=alert(1)>{{7*7}}'
    Company.objects.filter(pk=cast.company_a.pk).update(name=odd, website="javascript:alert(1)")
    Contact.objects.filter(company=cast.company_a).update(name=odd, email='a"onclick=x@foretag.example')
    for path in (
        reverse("company-card", args=[cast.company_a.pk]),
        card(cast.a),
        card(cast.a, "facts"),
        reverse("company-list"),
        reverse("home"),
    ):
        body = login(cast.leader).get(path).content.decode()
        assert "<img src=x" not in body
        assert 'href="javascript:' not in body
        assert 'a"onclick' not in body
        assert "{{7*7}}" in body


def test_company_card_same_queries_at_3_and_30(cast: Cast, login) -> None:
    client = login(cast.leader)
    path = reverse("company-card", args=[cast.company_a.pk])

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    few = queries()
    for n in range(30):
        Contact.objects.create(company=cast.company_a, name=f"Kontakt {n}")
        audit.record("change_company", cast.company_a, by=cast.leader, changes={"name": ["a", str(n)]})
        Enrolment.objects.create(
            company=cast.company_a,
            programme_version=cast.version,
            region=cast.mellersta,
            ordinal=2 + n,
            state="withdrawn",
            withdrawal_reason="no_time",
            state_since_on=timezone.localdate(),
            ended_on=timezone.localdate(),
        )
    assert queries() == few
    assert few <= 12


def test_company_card_shows_a_contact_whose_address_refuses_until_a_later_mail_was_sent(cast: Cast, login) -> None:
    contact = cast.company_a.contacts.get()
    session = planned(cast.coach_a, timezone.now(), cast.a)

    def mailed(sequence: int, state: str) -> Delivery:
        letter = PlanLetter.objects.create(planned=session, sequence=sequence, kind="planned", contact=contact)
        return Delivery.objects.create(
            key=f"letter|session_plan|{letter.pk}", letter="session_plan", about_id=letter.pk, state=state,
            not_before_at=timezone.now(), tried_at=timezone.now(), message_id="<x@x>", answer="550 okänd brevlåda",
        )  # fmt: skip

    def shown(user: User) -> str:
        return login(user).get(reverse("company-card", args=[cast.company_a.pk])).content.decode()

    assert "550 okänd brevlåda" not in shown(cast.leader)
    refused = mailed(1, Delivery.State.BOUNCED)
    link = reverse("delivery-card", args=[refused.pk])
    assert ["550 okänd brevlåda" in shown(user) for user in (cast.leader, cast.coach_a, cast.director)] == [True] * 3
    assert [link in shown(user) for user in (cast.leader, cast.director)] == [False, True]
    mailed(2, Delivery.State.SENT)
    assert "550 okänd brevlåda" not in shown(cast.leader)
