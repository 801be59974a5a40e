"""The ladder, without a database: who hears what by a rule and an occasion on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programme.common.working_days import is_working_day
from programme.notices.audiences import Audience
from programme.notices.events import Occasion
from programme.notices.ladder import Said, all_steps, is_quiet, said, told_on
from programme.notices.rules import FURTHEST_DAYS, Quiet, Rule, Step

DAY = timedelta(days=1)
MATTER = date(2027, 3, 10)  # a Wednesday with nothing but ordinary days around it
COACH, SECOND, LEADER, DIRECTOR = 1, 2, 3, 4
PARTIES = {
    Audience.LEAD_COACH: (COACH,),
    Audience.COACHES: (COACH, SECOND),
    Audience.LEADERS: (LEADER,),
    Audience.DIRECTORS: (DIRECTOR,),
}


def rule(*steps: tuple[int, str], **values: object) -> Rule:
    return Rule("matter", tuple(Step(days, who) for days, who in steps), **{"quiet": Quiet.NONE, **values})


def occasion(on: date = MATTER, parties: dict[str, tuple[int, ...]] | None = None, **values: object) -> Occasion:
    return Occasion(7, "Bolaget", on, "/7/", PARTIES if parties is None else parties, **values)


def heard(by: Rule, about: Occasion, today: date) -> dict[int, tuple[int, date]]:
    """Person -> the step's days and the day on which it is due."""
    lines = list(said(by, about, today))
    assert len({line.person for line in lines}) == len(lines)
    return {line.person: (line.days, line.due_on) for line in lines}


# Quiet days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "before", "after"),
    [
        (date(2027, 3, 10), date(2027, 3, 10), date(2027, 3, 10)),  # a Wednesday
        (date(2027, 3, 13), date(2027, 3, 12), date(2027, 3, 15)),  # a Saturday
        (date(2027, 3, 14), date(2027, 3, 12), date(2027, 3, 15)),  # a Sunday
        (date(2027, 3, 26), date(2027, 3, 25), date(2027, 3, 30)),  # Good Friday
        (date(2027, 3, 29), date(2027, 3, 25), date(2027, 3, 30)),  # Easter Monday
        (date(2027, 5, 6), date(2027, 5, 5), date(2027, 5, 7)),  # Ascension
        (date(2027, 6, 25), date(2027, 6, 24), date(2027, 6, 28)),  # Midsummer Eve
        (date(2026, 12, 25), date(2026, 12, 23), date(2026, 12, 28)),  # Christmas Day, a Friday
        (date(2026, 12, 31), date(2026, 12, 30), date(2027, 1, 4)),  # New Year's Eve, a Thursday
        (date(2027, 1, 6), date(2027, 1, 5), date(2027, 1, 7)),  # Epiphany
        (date(2028, 12, 24), date(2028, 12, 22), date(2028, 12, 27)),  # Christmas Eve, a Sunday
    ],
)
def test_step_on_a_holiday_moves_back_before_the_matter_and_on_after_it(
    due_on: date, before: date, after: date
) -> None:
    assert told_on(due_on, days=-1, quiet=Quiet.HOLIDAYS) == before
    assert told_on(due_on, days=0, quiet=Quiet.HOLIDAYS) == after
    assert told_on(due_on, days=1, quiet=Quiet.HOLIDAYS) == after
    assert told_on(due_on, days=-1, quiet=Quiet.NONE) == told_on(due_on, days=1, quiet=Quiet.NONE) == due_on


def test_weekends_are_quiet_without_their_holidays() -> None:
    good_friday, monday = date(2027, 3, 26), date(2027, 3, 29)
    assert told_on(good_friday, days=-1, quiet=Quiet.WEEKENDS) == good_friday
    assert told_on(monday - DAY, days=-1, quiet=Quiet.WEEKENDS) == good_friday
    assert told_on(monday - DAY, days=1, quiet=Quiet.WEEKENDS) == monday


@pytest.mark.parametrize("quiet", list(Quiet))
def test_step_is_never_told_on_a_quiet_day_and_moves_no_further_than_it_must(quiet: str) -> None:
    for n in range(30 * 366):
        due_on = date(2020, 1, 1) + n * DAY
        back, on = (told_on(due_on, days=days, quiet=quiet) for days in (-1, 1))
        assert back <= due_on <= on
        assert not is_quiet(back, quiet)
        assert not is_quiet(on, quiet)
        assert all(is_quiet(back + k * DAY, quiet) for k in range(1, (on - back).days))


def test_quiet_days_are_those_of_the_calendar() -> None:
    days = [date(2026, 11, 1) + n * DAY for n in range(500)]
    assert [is_quiet(day, Quiet.HOLIDAYS) for day in days] == [not is_working_day(day) for day in days]
    assert [is_quiet(day, Quiet.WEEKENDS) for day in days] == [day.isoweekday() in {6, 7} for day in days]
    assert not any(is_quiet(day, Quiet.NONE) for day in days)


def test_due_day_is_that_of_the_step_however_quiet_it_is() -> None:
    by = rule((-1, "leaders"), (1, "leaders"), quiet=Quiet.HOLIDAYS)
    about = occasion(date(2027, 3, 28))  # Easter Sunday
    lines = [(line.days, line.due_on, line.told_on) for line in all_steps(by, about)]
    assert lines == [
        (-1, date(2027, 3, 27), date(2027, 3, 25)),
        (1, date(2027, 3, 29), date(2027, 3, 30)),
    ]
    assert [bool(heard(by, about, date(2027, 3, day))) for day in (24, 25, 29)] == [False, True, True]
    assert heard(by, about, date(2027, 3, 29)) == {LEADER: (-1, date(2027, 3, 27))}
    assert heard(by, about, date(2027, 3, 30)) == {LEADER: (1, date(2027, 3, 29))}


# Steps and people -------------------------------------------------------------------------------


def test_person_hears_the_latest_step_that_has_come() -> None:
    by = rule((-14, "leaders"), (-3, "leaders"), (1, "leaders"), (1, "coaches"), (30, "directors"))
    days = {n: heard(by, occasion(), MATTER + n * DAY) for n in (-15, -14, -4, -3, 0, 1, 29, 30, 9999)}
    first, second = {LEADER: (-14, MATTER - 14 * DAY)}, {LEADER: (-3, MATTER - 3 * DAY)}
    third = dict.fromkeys((LEADER, COACH, SECOND), (1, MATTER + DAY))
    last = third | {DIRECTOR: (30, MATTER + 30 * DAY)}
    assert days == {-15: {}, -14: first, -4: first, -3: second, 0: second, 1: third, 29: third, 30: last, 9999: last}


def test_person_of_two_audiences_is_told_once_as_the_nearer() -> None:
    parties = {Audience.LEAD_COACH: (9,), Audience.LEADERS: (9, LEADER)}
    about = occasion(parties=parties, paths={Audience.LEAD_COACH: "/log/"})
    for steps in (((1, "lead_coach"), (1, "leaders")), ((1, "leaders"), (1, "lead_coach"))):
        lines = {line.person: (line.audience, line.path) for line in said(rule(*steps), about, MATTER + DAY)}
        assert lines == {9: ("lead_coach", "/log/"), LEADER: ("leaders", "/7/")}


@pytest.mark.parametrize(
    ("audience", "there", "expected"),
    [
        ("lead_coach", {"lead_coach": (COACH,), "coaches": (SECOND,), "leaders": (LEADER,)}, {COACH}),
        ("lead_coach", {"lead_coach": (), "coaches": (SECOND,), "leaders": (LEADER,)}, {SECOND}),
        ("lead_coach", {"lead_coach": (), "coaches": (), "leaders": (LEADER,)}, {LEADER}),
        ("lead_coach", {"leaders": (), "directors": (DIRECTOR,)}, {DIRECTOR}),
        ("coaches", {"coaches": (), "leaders": (LEADER,), "directors": (DIRECTOR,)}, {LEADER}),
        ("coaches", {"coaches": (), "leaders": (), "directors": (DIRECTOR,)}, {DIRECTOR}),
        ("inbox", {"inbox": (), "leaders": (LEADER,), "directors": (DIRECTOR,)}, {DIRECTOR}),
        ("leaders", {"leaders": (), "directors": (DIRECTOR, 8)}, {DIRECTOR, 8}),
        ("leaders", {"coaches": (COACH,), "leaders": ()}, set()),  # never downwards
        ("directors", {"leaders": (LEADER,), "directors": ()}, set()),
        ("person", {"person": (), "directors": (DIRECTOR,)}, set()),  # news that concern nobody are none
    ],
)
def test_missing_people_are_answered_for_by_those_above(
    audience: str, there: dict[str, tuple[int, ...]], expected: set[int]
) -> None:
    assert set(heard(rule((0, audience)), occasion(parties=there), MATTER)) == expected


def escalated(by: Rule, parties: dict[str, tuple[int, ...]] | None = None) -> dict[tuple[int, int], bool]:
    return {(line.days, line.person): line.escalated for line in all_steps(by, occasion(parties=parties))}


def test_escalation_is_said_to_who_was_not_told_when_others_were() -> None:
    by = rule((1, "lead_coach"), (8, "leaders"), (8, "lead_coach"), (30, "directors"))
    assert escalated(by) == {(1, COACH): False, (8, LEADER): True, (8, COACH): False, (30, DIRECTOR): True}


def test_escalation_is_not_said_to_who_was_told_with_the_others() -> None:
    both = rule((-14, "coaches"), (-14, "leaders"), (1, "coaches"), (1, "leaders"))
    assert set(escalated(both).values()) == {False}
    later = rule((-14, "coaches"), (-14, "leaders"), (1, "coaches"), (8, "leaders"))
    assert [key for key, value in escalated(later).items() if value] == [(8, LEADER)]


def test_escalation_is_none_before_the_matter_nor_for_who_stood_in_for_those_below() -> None:
    assert not any(escalated(rule((-14, "coaches"), (-7, "leaders"), (0, "directors"))).values())
    parties = {Audience.COACHES: (), Audience.LEADERS: (LEADER,), Audience.DIRECTORS: (DIRECTOR,)}
    told = escalated(rule((1, "coaches"), (8, "leaders"), (30, "directors")), parties)
    assert told == {(1, LEADER): False, (8, LEADER): False, (30, DIRECTOR): True}
    assert not any(escalated(rule((1, "coaches"), (30, "directors")), {Audience.DIRECTORS: (DIRECTOR,)}).values())
    assert not any(escalated(rule((1, "leaders"), (30, "directors")), {Audience.DIRECTORS: ()}).values())


# Off, stopped, not before -----------------------------------------------------------------------


def test_rule_that_is_off_says_nothing() -> None:
    assert heard(rule((0, "leaders")), occasion(), MATTER)
    assert heard(rule((0, "leaders"), is_on=False), occasion(), MATTER) == {}


def test_rule_stops_by_its_own_condition_only() -> None:
    begun = occasion(stopped_by=("begun",))
    assert heard(rule((0, "leaders"), stop="begun"), begun, MATTER) == {}
    assert heard(rule((0, "leaders"), stop="begun"), occasion(), MATTER)
    assert heard(rule((0, "leaders"), stop="planned"), begun, MATTER)
    assert heard(rule((0, "leaders")), begun, MATTER)


def test_nobody_is_told_before_the_first_day_of_the_occasion() -> None:
    by = rule((-14, "directors"), (-3, "directors"), quiet=Quiet.HOLIDAYS)
    about = occasion(not_before_on=date(2027, 3, 6))  # a Saturday
    days = [date(2027, 3, day) for day in (5, 6, 7, 8)]
    assert [heard(by, about, day) for day in days] == [{}, {}, {}, {DIRECTOR: (-3, MATTER - 3 * DAY)}]


def test_days_ahead_are_those_of_the_first_step() -> None:
    assert rule((-FURTHEST_DAYS, "leaders"), (-3, "leaders"), (9, "leaders")).days_ahead == FURTHEST_DAYS
    assert rule((0, "leaders"), (9, "leaders")).days_ahead == 0
    assert rule().days_ahead == 0


def test_said_carries_where_it_is_mended() -> None:
    [line] = said(rule((2, "leaders")), occasion(), MATTER + 2 * DAY)
    due_on = MATTER + 2 * DAY
    label = occasion().label
    assert line == Said(LEADER, "leaders", 2, due_on=due_on, told_on=due_on, path="/7/", label=label, escalated=False)


def test_said_is_called_what_its_audience_may_know() -> None:
    joint = replace(occasion(), label="A, B", labels={"leaders": "B"})
    steps = rule((1, "coaches"), (1, "leaders"))
    assert {line.audience: line.label for line in said(steps, joint, MATTER + DAY)} == {
        "coaches": "A, B",
        "leaders": "B",
    }
