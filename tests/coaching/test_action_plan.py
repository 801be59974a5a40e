"""The action plan: how old actions are, where they stand, what they gave; the page, and the paper for the wall."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from coaching.action_plan import action_plan, effect_sums, effect_text, plan_lines
from coaching.actions import comment_action
from coaching.models import ActionComment, ActionItem, Goal
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.coaching.posts import held
from tests.pdf_text import text_of_pdf

DAY = date(2026, 6, 1)


def agreed(cast: Cast, what: str = "Mäta ställtid", /, **values: object) -> ActionItem:
    """An action of company A in the database."""
    return ActionItem.objects.create(**{"enrolment": cast.a, "what": what, "added_by": cast.coach_a, **values})


def closed(cast: Cast, on: date, /, what: str = "Klar", **values: object) -> ActionItem:
    return agreed(cast, what, closed_on=on, closed_by=cast.coach_a, **values)


def plan_page(enrolment: object) -> str:
    return reverse("action-plan", args=[enrolment.pk])


def test_status_is_read_from_the_days(cast: Cast) -> None:
    Status = ActionItem.Status
    assert agreed(cast).status == Status.OPEN
    assert agreed(cast, begun_on=DAY).status == Status.UNDER_WAY
    assert closed(cast, DAY).status == Status.DONE
    assert closed(cast, DAY, begun_on=DAY, dropped_reason="Maskinen såld").status == Status.DROPPED
    done = ActionItem.objects.done()
    assert [item.status for item in done] == [Status.DONE]


@pytest.mark.parametrize(
    "wrong",
    [
        {"dropped_reason": "Maskinen såld"},  # not closed
        {"closed_on": DAY},  # by nobody
        {"expected_amount": 1},  # of what
        {"reached_amount": 1},
        {"expected_amount": -1, "effect_unit": "kr"},
    ],
)
def test_database_refuses_an_action_that_cannot_be(cast: Cast, wrong: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        agreed(cast, **wrong)


def test_database_refuses_two_owners_and_a_goal_without_unit(cast: Cast) -> None:
    contact = cast.company_a.contacts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        agreed(cast, owner_contact=contact, owner_coach=cast.coach_a)
    for wrong in ({"target_amount": 5}, {"reached_on": DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Goal.objects.create(enrolment=cast.a, what="x", added_by=cast.coach_a, **wrong)


def test_age_and_overdue_turn_on_the_day(cast: Cast) -> None:
    item = agreed(cast, added_on=DAY, due_on=DAY + timedelta(days=10))
    lines = {
        n: next(line for line in plan_lines(cast.a, cast.coach_a, today=DAY + timedelta(days=n)))
        for n in (0, 1, 10, 11)
    }
    with translation.override("en"):
        assert [line.age for line in lines.values()] == [
            "agreed today", "open for 1 day", "open for 10 days", "open for 11 days",
        ]  # fmt: skip
        assert [(line.is_late, line.word, line.shape) for line in (lines[10], lines[11])] == [
            (False, "Open", "kommande"),
            (True, "Overdue", "stopp"),
        ]
    assert item.days_open_on(DAY - timedelta(days=3)) == 0


def test_plan_puts_actions_under_their_goals_and_the_others_last(cast: Cast) -> None:
    first = Goal.objects.create(enrolment=cast.a, what="Först", due_on=DAY, added_by=cast.coach_a)
    Goal.objects.create(enrolment=cast.a, what="Utan dag", added_by=cast.coach_a)
    Goal.objects.create(enrolment=cast.b, what="B:s", added_by=cast.coach_b)
    agreed(cast, "lös")
    agreed(cast, "senare", goal=first, due_on=DAY + timedelta(days=9))
    agreed(cast, "nu", goal=first, due_on=DAY)
    agreed(cast, "utan dag", goal=first)
    closed(cast, DAY, "klar", goal=first)
    closed(cast, DAY + timedelta(days=1), "nyss klar", goal=first)
    closed(cast, DAY, "struken", goal=first, dropped_reason="Nej")

    plan = action_plan(cast.a, cast.coach_a, today=DAY + timedelta(days=2))

    told = [(group.goal and group.goal.what, [line.item.what for line in group.lines]) for group in plan.groups]
    assert told == [
        ("Först", ["nu", "senare", "utan dag", "nyss klar", "klar", "struken"]),
        ("Utan dag", []),
        (None, ["lös"]),
    ]
    assert (plan.open, plan.late, plan.done, plan.reached) == (4, 1, 2, 0)
    assert [(group.done, group.kept, group.is_late) for group in plan.groups] == [
        (2, 5, True), (0, 0, False), (0, 1, False),
    ]  # fmt: skip
    assert action_plan(cast.a, cast.coach_b, today=DAY).is_empty


def test_effects_add_up_by_unit_but_percent_do_not(cast: Cast) -> None:
    items = [
        closed(cast, DAY, effect_unit="kr", effect_per="year", expected_amount=100, reached_amount=Decimal("80.50")),
        agreed(cast, effect_unit="kr", effect_per="year", expected_amount=50),
        agreed(cast, effect_unit="kr", effect_per="once", expected_amount=7),
        closed(cast, DAY, effect_unit="kr", effect_per="year", expected_amount=999, dropped_reason="Nej"),
        closed(cast, DAY, effect_unit="percent", expected_amount=10, reached_amount=12),
        closed(cast, DAY, effect_unit="percent", effect_per="year", reached_amount=5),
        agreed(cast, effect="ordning och reda"),
    ]
    with translation.override("en"):
        told = [(one.label, one.expected_text, one.reached_text) for one in effect_sums(items)]
    assert told == [("kr once", "7", "–"), ("kr per year", "150", "80.5"), ("percent", "10", "12; 5")]


def test_effect_in_words() -> None:
    with translation.override("sv"):
        assert effect_text(Decimal("1000.50"), "kr", "once").replace("\xa0", " ") == "1 000,5 kr"
    with translation.override("en"):
        assert effect_text(Decimal(20), "percent", "year") == "20\xa0%"
        assert effect_text(Decimal(8), "hours", "year") == "8\xa0hours per year"
        assert [effect_text(None, "kr", "once"), effect_text(Decimal(1), "", "once")] == ["", ""]


def test_plan_page_is_read_by_who_sees_the_company_and_offers_acts_to_who_may(cast: Cast, login) -> None:
    item = agreed(cast)
    comment_action(by=cast.coach_a, item=item, text="Provat på ett skift")
    for reader, may in ((cast.coach_a, True), (cast.leader, True), (cast.director, True), (cast.auditor, False)):
        body = login(reader).get(plan_page(cast.a)).content.decode()
        assert "Mäta ställtid" in body and "Provat på ett skift" in body
        assert (reverse("action-close", args=[item.pk]) in body) is may
        assert (reverse("goal-add", args=[cast.a.pk]) in body) is may
    for stranger in (cast.coach_b, cast.former_coach, cast.leader_norr):
        assert login(stranger).get(plan_page(cast.a)).status_code == 404
    assert login(cast.funder_tvv).get(plan_page(cast.a)).status_code == 403


def test_plan_page_of_nothing_says_how_to_begin(cast: Cast, login) -> None:
    body = login(cast.coach_b).get(plan_page(cast.b)).content.decode()
    assert reverse("goal-add", args=[cast.b.pk]) in body
    assert reverse("action-plan-pdf", args=[cast.b.pk]) not in body


def test_plan_page_same_queries_at_3_and_30(cast: Cast, login) -> None:
    client = login(cast.coach_a)

    def queries() -> int:
        client.get(plan_page(cast.a))
        with CaptureQueriesContext(connection) as seen:
            client.get(plan_page(cast.a))
        return len(seen)

    def more(times: int) -> None:
        for n in range(times):
            goal = Goal.objects.create(enrolment=cast.a, what=f"Mål {n}", added_by=cast.coach_a)
            item = agreed(cast, goal=goal, owner_contact=cast.company_a.contacts.get())
            ActionComment.objects.create(item=item, text="x", written_by=cast.leader)

    more(3)
    few = queries()
    more(27)
    assert queries() == few
    assert few <= 12


def test_wall_paper_shows_the_plan_and_nothing_that_stays_inside(cast: Cast, login) -> None:
    goal = Goal.objects.create(
        enrolment=cast.a, what="Halvera ställtiden", target_amount=20, target_unit="minuter", added_by=cast.coach_a
    )
    held(cast.coach_a, timezone.localdate(), cast.a, confidential_note="KANARIE-anteckning")
    item = agreed(cast, goal=goal, owner_name="Kim på svetsen", due_on=DAY)
    agreed(cast, "Ta in Karlsson på samtal", closed_on=DAY, closed_by=cast.coach_a, dropped_reason="KANARIE-skäl")
    comment_action(by=cast.coach_a, item=item, text="KANARIE-kommentar")

    answer = login(cast.coach_a).get(reverse("action-plan-pdf", args=[cast.a.pk]))

    text = text_of_pdf(answer.content)
    for word in ("Norrskena Mekanik AB", "Halvera ställtiden", "20 minuter", "Mäta ställtid", "Kim på svetsen"):
        assert word in text.replace("\xa0", " ").replace("\n", " "), word
    assert timezone.localdate().isoformat() in text
    assert "KANARIE" not in text and "Karlsson" not in text
    contact = cast.company_a.contacts.get()
    assert contact.email not in text and contact.phone not in text
    assert cast.company_a.name not in answer["Content-Disposition"]
    assert AuditEvent.objects.get(verb="plan-print").by == cast.coach_a


def test_comments_stay_and_come_once(cast: Cast, login) -> None:
    item, key = agreed(cast), str(uuid4())
    client, path = login(cast.coach_a), reverse("action-comment", args=[item.pk])
    for _time in range(3):
        client.post(path, {"comment-text": "Väntar på ritning", "comment-key": key, "next": plan_page(cast.a)})
    comment = ActionComment.objects.get()
    assert (comment.text, comment.written_by, comment.item) == ("Väntar på ritning", cast.coach_a, item)
    assert AuditEvent.objects.filter(verb="action-comment").count() == 1
    for empty in ("", "   ", "\x00"):
        assert client.post(path, {"comment-text": empty}).status_code == 422
    long = client.post(path, {"comment-text": "x" * 2001})
    assert (long.status_code, "x" * 2001 in long.content.decode()) == (422, True)
    for person, code in ((cast.coach_b, 404), (cast.auditor, 403), (cast.funder_tvv, 403)):
        assert login(person).post(path, {"comment-text": "Hej"}).status_code == code
    assert ActionComment.objects.count() == 1


def test_migration_dates_old_actions_by_session_or_note(cast: Cast) -> None:
    long_ago = timezone.localdate() - timedelta(days=40)
    session = held(cast.coach_a, long_ago, cast.a)
    at_session, shut, unknown, noted = agreed(cast, session=session), closed(cast, long_ago), agreed(cast), agreed(cast)
    then = timezone.now() - timedelta(days=9)
    AuditEvent.objects.create(
        happened_at=then, by=cast.coach_a, verb="action-add", subject_kind="actionitem", subject_id=noted.pk
    )

    import_module("coaching.migrations.0005_action_plan").date_actions(apps, None)

    days = dict(ActionItem.objects.values_list("pk", "added_on"))
    today = timezone.localdate()
    assert days == {
        at_session.pk: long_ago, shut.pk: long_ago, unknown.pk: today, noted.pk: timezone.localdate(then),
    }  # fmt: skip
