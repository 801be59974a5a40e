"""Lists and board beside the same computed row by row: companies that came again, regions that differ, editions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.models import Attendance, CoachAssignment, CoachingSession, CoachingSoFar
from coaching.queries import last_session_kept, last_session_on
from coaching.so_far import recount
from companies.actions.rules import settle_which_counts
from companies.models import Company, Enrolment, PlannedStage
from programme.oversight import company_list, pipeline
from programme.oversight.company_list import SORTS, Filters, company_rows, present_enrolments
from programme.oversight.company_order import in_order, in_turn
from programme.oversight.dashboards import board
from programme.people.models import User
from programme.structure.models import Programme, ProgrammeVersion
from tests.cast import Cast, company

State = Enrolment.State
COMPANIES = 40
READERS = ("director", "leader", "leader_norr", "coach_a", "auditor")


def other_editions(cast: Cast) -> list[ProgrammeVersion]:
    """The cast's edition, one more, and one of another programme; each with three stages."""
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=date(2020, 1, 1))
    made = [
        ProgrammeVersion.objects.create(programme=programme, name=name)
        for programme, name in ((cast.programme, "Utgåva 2026"), (other, "Utgåva 1"))
    ]
    for version in made:
        for order in (1, 2, 3):
            version.stages.create(
                order=order, name_sv=f"S{order}", name_en=f"S{order}", start_month=order, end_month=order + 1
            )
    return [cast.version, *made]


def enrolled(random: Random, row: Company, version: ProgrammeVersion, cast: Cast, nth: int) -> Enrolment:
    """In any state, since any day, in either region, late or not, in any stage."""
    today = timezone.localdate()
    state = State(random.choice(State.values))
    since = today - timedelta(days=random.randrange(0, 40))
    started = since - timedelta(days=100) if state in (*Enrolment.RUNNING, State.COMPLETED) else None
    admitted = state not in (State.INTERESTED, State.CONTACTED, State.APPLIED, State.WITHDRAWN)
    enrolment = Enrolment.objects.create(
        company=row, programme_version=version, region=random.choice([cast.mellersta, cast.norr]), ordinal=nth,
        state=state, state_since_on=since, started_on=started,
        admitted_on=since if admitted else None,
        start_on=today + timedelta(days=random.randrange(-9, 9)) if admitted else None,
        ended_on=since if state in Enrolment.ENDED else None,
        withdrawal_reason="no_time" if state == State.WITHDRAWN else "",
        next_step_on=random.choice([None, today - timedelta(days=2), today, today + timedelta(days=3)]),
        owner=random.choice([None, cast.leader]),
    )  # fmt: skip
    if started:
        current = random.randrange(1, 4)
        for stage in version.stages.all()[:3]:
            PlannedStage.objects.create(
                enrolment=enrolment, stage=stage, order=stage.order, planned_start_on=started,
                planned_end_on=today + timedelta(days=random.choice([-3, 20])),
                entered_on=started if stage.order <= current else None,
                closed_on=since if stage.order < current else None,
            )  # fmt: skip
    if random.random() < 0.3:
        CoachAssignment.objects.create(enrolment=enrolment, coach=cast.coach_a, from_on=today)
    for _session in range(random.randrange(0, 3)):
        held = CoachingSession.objects.create(coach=cast.coach_a, held_on=today - timedelta(days=random.randrange(9)))
        Attendance.objects.create(
            session=held, enrolment=enrolment, women=1, men=1, company_minutes=60 * random.randrange(1, 4)
        )
    return enrolment


def build(cast: Cast, seed: int) -> None:
    """Companies of either region with none to three enrolments each; few names, so that many are equal."""
    random = Random(seed)
    versions = other_editions(cast)
    for n in range(100, 100 + COMPANIES):
        region = random.choice([cast.mellersta, cast.norr])
        row = company(n, f"{random.choice('ABC')} Firma", region, "2280")
        times = random.choice([0, 1, 1, 2, 3])
        for nth, version in enumerate(random.sample(versions, times), start=1):
            enrolled(random, row, version, cast, nth)
    recount(Enrolment.objects.filter(pk__in=Attendance.objects.order_by().values("enrolment")))
    settle_which_counts(Company.objects.order_by().values("pk"))
    with connection.cursor() as cursor:  # else it may plan for the empty tables of the tests before
        cursor.execute("ANALYZE")


def present(user: User, filters: Filters) -> dict[int, Enrolment]:
    """Of each company the enrolment that counts: an open one before an ended one, then the latest."""
    found: dict[int, Enrolment] = {}
    seen = Enrolment.objects.visible_to(user)
    if filters.programme:
        seen = seen.filter(programme_version__programme=filters.programme)
    for row in sorted(seen, key=lambda row: (row.ended_on is None, row.state_since_on, row.pk)):
        found[row.company_id] = row
    return found


def key_of(name: str, row: Company, now: Enrolment | None) -> Any:
    """What a company is put in order by; None where it has no value."""
    if name == "name":
        return row.name
    if name == "region":
        return now.region.ordering if now else row.region.ordering
    if now is None:
        return None
    if name == "month":  # more months are an earlier start
        return -now.started_on.toordinal() if now.started_on else None
    if name == "stage":
        current = now.planned_stages.filter(entered_on__isnull=False, closed_on=None, enrolment__ended_on=None).first()
        return current.order if current else None
    attended = list(now.attendances.values_list("session__held_on", "company_minutes"))
    if not attended:
        return None
    return max(day for day, _minutes in attended).toordinal() if name == "last" else sum(n for _day, n in attended)


def expected(rows: list[Company], user: User, filters: Filters) -> list[int]:
    """The keys in the order asked for: what has no value last, the same by name and key."""
    now, name, sign = present(user, filters), filters.sort.removeprefix("-"), -1 if filters.sort[0] == "-" else 1
    keyed = [(key_of(name, row, now.get(row.pk)), row) for row in sorted(rows, key=lambda row: (row.name, row.pk))]
    if name == "name":
        names = sorted({row.name for row in rows}, reverse=sign < 0)
        return [row.pk for each in names for key, row in keyed if key == each]
    valued = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: sign * pair[0])
    return [row.pk for _key, row in (*valued, *(pair for pair in keyed if pair[0] is None))]


@pytest.mark.parametrize("seed", range(3))
def test_list_order_and_present_enrolments_are_those_computed_row_by_row(cast: Cast, seed: int) -> None:
    build(cast, seed)
    today = timezone.localdate()
    again = Enrolment.objects.of_those_who_came_again()
    assert again.exists() and again.count() < Enrolment.objects.count()
    for reader in READERS:
        user = getattr(cast, reader)
        for programme in (None, cast.programme.pk):
            asked = Filters(programme=programme)
            seen = company_rows(user, asked, today=today)
            assert {row.company_id: row for row in present_enrolments(user, asked)} == present(user, asked)
            rows = list(seen.select_related("region"))
            for sort in (*SORTS, *(f"-{name}" for name in SORTS)):
                asked = Filters(programme=programme, sort=sort)
                found = list(in_order(seen, user, asked).values_list("pk", flat=True))
                assert found == expected(rows, user, asked), (reader, programme, sort)
                parts = in_turn(seen, user, asked)
                if parts is not None and connection.features.supports_slicing_ordering_in_compound:
                    size = len(found)
                    assert parts.keys(0, size) == found, (reader, programme, sort)
                    assert parts.keys(3, 9) == found[3:9], (reader, programme, sort)
                    assert parts.last_keys(2, 7, size) == found[::-1][2:7], (reader, programme, sort)


@pytest.mark.parametrize("seed", range(2))
def test_list_page_counts_what_it_lists(cast: Cast, login: Callable[[User], Client], seed: int) -> None:
    """The first page of a narrowed list finds and counts its rows in one statement; the others do not."""
    build(cast, seed)
    today, client = timezone.localdate(), login(cast.director)
    for narrowed in ({"state": "running"}, {"state": "way_in"}, {"behind": "1"}, {"stage": "2"}, {"q": "firma"},
                     {"state": "none"}, {"region": str(cast.norr.pk)}, {"q": "finns inte"}, {}):  # fmt: skip
        for sort in ("name", "-hours", "region", "-region", "stage"):
            asked = {**narrowed, "sort": sort}
            filters = Filters(
                sort=sort, words=asked.get("q", ""), state=asked.get("state", ""), behind="behind" in asked,
                stage=2 if "stage" in asked else None,
                regions=frozenset({cast.norr.pk} if "region" in asked else ()),
            )  # fmt: skip
            rows = in_order(company_rows(cast.director, filters, today=today), cast.director, filters)
            first = client.get(reverse("company-list"), asked).context
            pages = [first, *(client.get(reverse("company-list"), {**asked, "page": n}).context
                              for n in range(2, first["page"].paginator.num_pages + 1))]  # fmt: skip
            shown = [line.company.pk for context in pages for line in context["lines"]]
            assert {context["page"].paginator.count for context in pages} == {len(rows)}, asked
            assert shown == [row.pk for row in rows], asked


@pytest.mark.parametrize("seed", range(3))
def test_board_shows_the_first_of_each_column_computed_card_by_card(cast: Cast, monkeypatch: Any, seed: int) -> None:
    build(cast, seed)
    monkeypatch.setattr(board, "SHOWN", 3)
    today = timezone.localdate()
    for user in (cast.director, cast.leader, cast.leader_norr):
        for asked in (
            pipeline.Filters(), pipeline.Filters(words="B firma"), pipeline.Filters(late=True),
            pipeline.Filters(unowned=True), pipeline.Filters(regions=frozenset({cast.norr.pk})),
        ):  # fmt: skip
            rows = board.with_card_facts(pipeline.flow_rows(user, asked, today=today), user, today=today)
            for column in pipeline.columns(user, asked, today=today):
                mine = [row for row in rows if row.state in pipeline.GROUPS[column.state]]
                if column.state == State.COMPLETED:
                    mine.sort(key=lambda row: (row.ended_on, row.pk), reverse=True)
                else:
                    mine.sort(key=lambda row: (board.late_mark(row, today) is None, row.next_step_on or date.max,
                                               row.state_since_on, row.pk))  # fmt: skip
                assert [card.enrolment.pk for card in column.cards] == [row.pk for row in mine[:3]], (asked, column)
                assert column.total == len(mine)


@pytest.mark.parametrize("seed", range(2))
def test_pipeline_by_next_step_in_parts_is_the_same_order(cast: Cast, seed: int) -> None:
    build(cast, seed)
    today = timezone.localdate()
    for filters in (pipeline.Filters(), pipeline.Filters(state="applied"), pipeline.Filters(words="B firma")):
        for sort in ("step", "-step"):
            asked = replace(filters, sort=sort)
            found = list(pipeline.in_order(cast.director, asked, today=today).values_list("pk", flat=True))
            assert pipeline.in_turn(cast.leader, asked, today=today) is None
            parts = pipeline.in_turn(cast.director, asked, today=today)
            assert parts is not None and len(found) > (2 if filters.any else 7)
            if connection.features.supports_slicing_ordering_in_compound:
                assert parts.keys(0, len(found)) == found, asked
                assert parts.keys(2, 5) == found[2:5], asked
                assert parts.last_keys(1, 6, len(found)) == found[::-1][1:6], asked
    dated = Enrolment.objects.filter(state__in=pipeline.IN_FLOW).exclude(next_step_on=None).count()
    assert 0 < dated < Enrolment.objects.filter(state__in=pipeline.IN_FLOW).count()


@pytest.mark.parametrize("seed", range(3))
def test_last_session_that_is_kept_is_that_of_any_day(cast: Cast, seed: int) -> None:
    build(cast, seed)
    today = timezone.localdate()
    for day in (today, today - timedelta(days=20), today - timedelta(days=60), today - timedelta(days=4000), date.max):
        rows = Enrolment.objects.annotate(kept=last_session_kept(day), met=last_session_on(day))
        found = {row.pk: row.kept for row in rows}
        assert found == {row.pk: row.met for row in rows}, day
    assert any(found.values())


def test_what_is_kept_of_sessions_names_the_company_of_its_enrolment(cast: Cast) -> None:
    build(cast, 1)
    kept = dict(CoachingSoFar.objects.values_list("enrolment", "company"))
    assert kept == dict(Enrolment.objects.exclude(attendances=None).values_list("pk", "company"))


def test_sorts_by_what_is_kept_are_sorts_of_the_list() -> None:
    assert set(company_list.KEPT) < set(SORTS)
