"""Every event of the portal: what it costs to find, and that what it is made of fits together."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.models import ActionItem, CoachAssignment
from companies import actions
from funding.models import Grant, RegionalText, Report
from funding.portal import actions as portal
from programme.notices import texts
from programme.notices.audiences import UPWARD, Audience
from programme.notices.events import Event, Search, all_events, seen_by
from programme.notices.models import Topic
from tests.cast import Cast, active, company, person
from tests.coaching.plans import ahead, away, planned
from tests.companies.test_express import express
from tests.funding.world import build_money, grant, period, reviewer

TODAY = date(2027, 3, 1)  # as the fixture `march` has it
FAR = TODAY + timedelta(days=365)
EVENTS = sorted(all_events())
ONE_A_QUARTER = {"rights_unsigned"}  # of the portal as a whole, so there are no more of it with more companies


@pytest.fixture
def bare(march: Cast) -> Cast:
    """Nobody is enrolled, and there is nothing to remind of; two regions, their people and the director stay."""
    CoachAssignment.objects.all().delete()
    for enrolment in (march.a, march.b, march.c, march.lone):
        actions.withdraw(by=march.director, enrolment=enrolment, on=TODAY, reason="other")
    return march


def add_reports(cast: Cast, n: int) -> None:
    """A report that waits for review, one that is approved, one that was sent back; of grants of their own."""
    now, told = timezone.now(), {"sent_by": cast.director, "sent_at": timezone.now()}
    approved = {"approved_by": reviewer(), "approved_at": now, "approved_sha256": "0"}
    back = {"sent_back_by": reviewer(), "sent_back_at": now, "sent_back_because": "Norr saknas."}
    for state, values in (("in_review", told), ("in_review", told | approved), ("draft", back)):
        one = grant(cast.tvv, cast, f"G-{n}-{Report.objects.count()}")
        of = period(one, 1, TODAY - timedelta(days=60), TODAY - timedelta(days=30))
        Report.objects.create(period=of, state=state, made_by=cast.director, **values)


def add_matters(cast: Cast, first: int, last: int) -> None:
    """For each number a company that everything can be said about."""
    tvv = Grant.objects.first() or build_money(cast).tvv
    for n in range(first, last):
        of = period(tvv, 10 + n, TODAY - timedelta(days=60), TODAY - timedelta(days=30))
        RegionalText.objects.create(period=of, region=cast.mellersta, asks="Vad?", due_on=TODAY, asked_by=cast.director)
        add_reports(cast, n)
        enrolment = active(company(300 + n, f"Bolag {n}", cast.mellersta, "2280"), cast.version, date(2026, 1, 1))
        for coach, begins, ends in ((cast.coach_a, -90, None), (cast.coach_b, -90, 0), (cast.coach_c, 0, None)):
            CoachAssignment.objects.create(
                enrolment=enrolment,
                coach=coach,
                kind="lead" if coach == cast.coach_a else "assisting",
                from_on=TODAY + timedelta(days=begins),
                until_on=None if ends is None else TODAY + timedelta(days=ends),
            )
        ActionItem.objects.create(enrolment=enrolment, what="Mäta", due_on=TODAY, added_by=cast.coach_a)
        planned(cast.coach_a, ahead(-3), enrolment)
        actions.transfer(by=cast.leader, enrolment=enrolment, region=cast.norr, on=TODAY, today=TODAY, reason="Flytt")
        interest = express(timezone.now() - timedelta(days=30), company_name=f"Sökande {n} AB")
        express(timezone.now(), company_name=f"Ny {n} AB")
        actions.hand_over(by=cast.leader, interest=interest, region=cast.norr, now=timezone.now())
        _asked(cast, tvv, n)
        stand_in = person(f"borta{n}@example.org", f"Borta {n}")
        away(stand_in, cast.coach_a, 0, 5)


def _asked(cast: Cast, grant: Grant, n: int) -> None:
    """A released report with a question that waits too long, and one that is answered."""
    reported, then = period(grant, 40 + n, TODAY - timedelta(days=60), TODAY - timedelta(days=30)), timezone.now()
    report = Report.objects.create(
        period=reported, state="released", made_by=cast.director, released_by=cast.director,
        released_at=then,
    )  # fmt: skip
    for text in ("Väntar", "Besvaras"):
        question = portal.ask_question(by=cast.funder_tvv, report=report, text=text)
        if text == "Besvaras":
            portal.write_message(by=cast.director, question=question, text="Svar")


@pytest.mark.parametrize("key", EVENTS)
def test_event_is_found_in_as_many_statements_for_one_company_as_for_three(bare: Cast, key: str) -> None:
    event = all_events()[key]
    person("ulla@example.org", "Ulla Insikt", ("outreach_lead", {"region": bare.mellersta}))
    seen: list[tuple[int, int]] = []
    for first, last in ((0, 1), (1, 3)):
        add_matters(bare, first, last)
        with CaptureQueriesContext(connection) as asked:
            found = list(event.find(Search(TODAY, FAR)))
        seen.append((len(asked), len(found)))
    (statements_of_one, found_of_one), (statements_of_three, found_of_three) = seen
    assert statements_of_one == statements_of_three
    assert statements_of_one <= 6
    assert found_of_one == found_of_three == 1 if key in ONE_A_QUARTER else 0 < found_of_one < found_of_three


@pytest.mark.parametrize("key", EVENTS)
def test_event_is_found_with_all_its_audiences_and_again_for_its_subject_alone(bare: Cast, key: str) -> None:
    event = all_events()[key]
    person("ulla@example.org", "Ulla Insikt", ("outreach_lead", {"region": bare.mellersta}))
    add_matters(bare, 0, 3)
    found = list(event.find(Search(TODAY, FAR)))
    assert found
    assert all(set(event.audiences) <= set(occasion.parties) for occasion in found)
    for occasion in found:
        of_it = [one for one in found if one.subject_id == occasion.subject_id]
        assert list(event.find(Search(TODAY, FAR, frozenset({occasion.subject_id})))) == of_it
    assert list(event.find(Search(TODAY, FAR, frozenset()))) == []


@pytest.mark.parametrize("key", EVENTS)
def test_event_is_whole(key: str) -> None:
    event: Event = all_events()[key]
    assert event.key == key
    assert event.topic in Topic.values
    assert {event.words, event.words_before or event.words} <= set(texts.TEXTS)
    assert {step.audience for step in event.steps} <= set(event.audiences) <= set(Audience.values)
    assert not event.is_news or min(step.days for step in event.steps) >= 0
    assert len({(step.days, step.audience) for step in event.steps}) == len(event.steps) > 0
    assert all(step.days >= 0 for step in event.steps) or event.words_before


def test_audiences_are_answered_for_by_those_above_only() -> None:
    order = list(Audience)
    for audience, above in UPWARD.items():
        assert all(order.index(one) > order.index(Audience(audience)) for one in above)
        assert list(above) == sorted(above, key=order.index)


@pytest.mark.django_db
@pytest.mark.parametrize("key", EVENTS)
def test_event_is_seen_by_nobody_who_sees_nothing(cast: Cast, key: str) -> None:
    """A mail about what its receiver may not see is not sent; news of what somebody has left are the exception."""
    event = all_events()[key]
    assert seen_by(event, cast.nobody, {1, 2, 3}) == (set() if event.rows else {1, 2, 3})
