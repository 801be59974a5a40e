"""What should have been mailed in the year of the drill, reckoned naively: from dates and the script alone.

Nothing here is asked of the portal, and no code is shared with it; day after day everything is gone through anew.
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.services import year_rooms
from tests.services.year_rooms import Matter, Rooms, Said, shifted, works
from tests.services.year_script import (
    COMPANIES,
    DAYS,
    DIRECTOR,
    DOWN,
    FIRST,
    LEADER,
    LEADER_NORR,
    Company,
    Happening,
    happenings,
)

STAGE_MONTHS = (3, 11, 18)  # a stage ends so many months after the start
SILENT_AFTER, NEWS_FOR, TOO_OLD = 30, 14, 30  # days
# What each kind says, in English; `%s` is what it is about.
WORDS = {
    "stage_ends": "%s: the stage ends on",
    "stage_overdue": "%s: the stage should have ended on",
    "no_session": "%s: no session has been logged for longer",
    "session_unlogged": "%s: a session was planned for",
    "action_due": "%s: the day of this action",
    "coach_begins": "%s: you are the company's coach from now on",
    "coach_ends": "%s: your task as the company's coach ends",
    "cover_begins": "You cover for %s.",
    "covered_by": "%s: covers for you in those days",
    **year_rooms.WORDS,
}
TOPIC = {
    "stage_ends": "stages", "stage_overdue": "stages", "no_session": "silence", "session_unlogged": "sessions",
    "action_due": "actions", "coach_begins": "handovers", "coach_ends": "handovers", "cover_begins": "handovers",
    "covered_by": "handovers", **year_rooms.TOPIC,
}  # fmt: skip
NAMES = {"coach.a": "Mikael Sundh", "coach.b": "Sara Björk", "coach.c": "Elin Fors"}
Mailed = tuple[str, str, date]  # receiver, words, day


def months_later(day: date, months: int) -> date:
    """By the calendar; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass
class _Company:
    """How a company stands."""

    given: Company
    ends: list[date]  # planned ends of its stages
    stage: int = 0
    last_on: date = FIRST  # the last session, or the start
    paused_on: date | None = None
    gone: bool = False
    coaches: list[tuple[str, str, date, date | None]] = field(default_factory=list)  # who, kind, from, until
    actions: dict[str, date] = field(default_factory=dict)  # the open ones and their days
    plans: dict[str, tuple[date, str]] = field(default_factory=dict)  # open sessions: day, and who is to hold it

    @property
    def active(self) -> bool:
        return not self.gone and self.paused_on is None

    def on(self, day: date, kind: str = "") -> list[str]:
        """Its coaches on a day, of one kind or of both."""
        return [
            who for who, what, first, last in self.coaches
            if first <= day and (last is None or day <= last) and kind in ("", what)
        ]  # fmt: skip


@dataclass
class _Entry:
    """One thing that somebody is told: is it open, and when does its mail go."""

    open: bool = True
    mailed: bool = False
    never: bool = False  # too old for a mail
    mail_on: date | None = None


class Year:
    """Goes through the days and keeps what is mailed."""

    def __init__(self) -> None:
        self.companies = {one.name: self._first(one) for one in COMPANIES}
        self.away: list[Happening] = []
        self.wishes: dict[tuple[str, str], str] = {}
        self.ledger: dict[Said, _Entry] = {}
        self.mails: list[Mailed] = []
        self.rooms = Rooms()

    @staticmethod
    def _first(one: Company) -> _Company:
        found = _Company(one, [months_later(one.started_on, n) for n in STAGE_MONTHS], last_on=one.started_on)
        found.coaches = [(one.lead, "lead", one.started_on, None)]
        if one.assisting:
            found.coaches.append((one.assisting, "assisting", one.started_on, None))
        return found

    def go(self) -> list[Mailed]:
        """All mails of the year."""
        down = {first + timedelta(days=n) for first, days in DOWN for n in range(days)}
        script = happenings()
        for n in range(DAYS):
            day = FIRST + timedelta(days=n)
            for one in script:
                if one.day == day:
                    self._happen(one)
            if day not in down:
                self._tell(day)
        return self.mails

    # --- What happens -----------------------------------------------------------------------------
    def _happen(self, one: Happening) -> None:
        company = self.companies.get(one.company)
        if one.verb == "away":
            self.away.append(one)
        elif one.verb == "wish":
            self.wishes[one.who, one.what] = one.to
            for (person, kind, _about, _due), entry in self.ledger.items():
                if person == one.who and TOPIC[kind] == one.what and not entry.mailed and entry.open:
                    entry.mail_on = None
        self.rooms.happen(one)
        assert company or not one.company
        if company:
            self._happen_to(company, one)

    def _happen_to(self, company: _Company, one: Happening) -> None:
        if one.verb == "log":
            company.last_on = one.day
        elif one.verb == "close":
            company.stage += 1
        elif one.verb == "pause":
            company.paused_on = one.day
        elif one.verb == "resume":
            assert company.paused_on
            rest, since = one.day - company.paused_on, company.paused_on
            company.ends[company.stage :] = [
                end if end < since else end + rest for end in company.ends[company.stage :]
            ]
            company.paused_on = None
        elif one.verb == "withdraw":
            company.gone = True
        elif one.verb == "add":
            company.actions[one.what] = one.on
        elif one.verb == "done":
            company.actions.pop(one.what, None)
        elif one.verb == "plan":
            company.plans[one.what] = (one.on, company.on(one.day, "lead")[0])
        elif one.verb == "cancel":
            company.plans.pop(one.what, None)
        elif one.verb == "replace":
            yesterday = one.day - timedelta(days=1)
            company.coaches = [
                (who, kind, first, yesterday if last is None and (kind == "lead" or who == one.who) else last)
                for who, kind, first, last in company.coaches
            ]
            company.coaches.append((one.who, "lead", one.day, None))

    # --- What is the case -------------------------------------------------------------------------
    def _instead(self, people: list[str], day: date) -> list[str]:
        cover = {one.who: one.to for one in self.away if one.on <= day <= one.until}
        return [cover.get(person, person) for person in people]

    def _matters(self, day: date) -> "list[Matter]":
        """About what, the matter's day, and each step: days after it, kind of words, who is told."""
        found = self.rooms.matters([name for name, company in self.companies.items() if company.active])
        for name, company in self.companies.items():
            leader = [self.rooms.leaders[name]]
            coaches, lead = (self._instead(company.on(day, kind), day) for kind in ("", "lead"))
            if company.active and company.stage < len(company.ends):
                steps = [(-14, "stage_ends", coaches + leader), (1, "stage_overdue", coaches + leader),
                         (30, "stage_overdue", [DIRECTOR])]  # fmt: skip
                found.append((name, company.ends[company.stage], "", steps))
            if company.active:
                quiet_on = company.last_on + timedelta(days=SILENT_AFTER)
                steps = [(1, "no_session", coaches), (8, "no_session", leader), (30, "no_session", [DIRECTOR])]
                found.append((name, quiet_on, "", steps))
                for what, due_on in company.actions.items():
                    steps = [(0, "action_due", lead), (21, "action_due", leader)]
                    found.append((f"{name}: {what}", due_on, "", steps))
            if not company.gone:
                for what, (on, holder) in company.plans.items():
                    if on < day:
                        steps = [(1, "session_unlogged", self._instead([holder], day)),
                                 (10, "session_unlogged", leader)]  # fmt: skip
                        found.append((name, on, what, steps))
        return found

    def _news(self, day: date) -> "list[Said]":
        coaches = {name: self._instead(company.on(day), day) for name, company in self.companies.items()}
        found = self.rooms.news(day, coaches)
        for name, company in self.companies.items():
            kept = company.on(day + timedelta(days=1))
            for who, _kind, first, last in company.coaches:
                if company.gone:
                    continue
                in_force = first <= day and (last is None or day <= last)
                if in_force and first > day - timedelta(days=NEWS_FOR):
                    found.append((who, "coach_begins", name, first))
                if last and day - timedelta(days=NEWS_FOR) < last <= day and who not in kept:
                    found.append((who, "coach_ends", name, last))
        for one in self.away:
            if one.day <= day <= one.until:
                when = f"{one.on.isoformat()}–{one.until.isoformat()}"
                found.append((one.to, "cover_begins", f"{NAMES[one.who]}, {when}", one.day))
                found.append((one.who, "covered_by", f"{NAMES[one.to]}, {when}", one.day))
        return found

    def _said(self, day: date) -> "dict[Said, tuple[date, bool]]":
        """Everything that is to be told by a day: when its turn came, and whether it may begin today."""
        found: dict[Said, tuple[date, bool]] = {said: (said[3], True) for said in self._news(day)}
        for about, on, which, steps in self._matters(day):
            latest: dict[str, tuple[Said, date]] = {}
            for days, kind, people in steps:
                due_on = on + timedelta(days=days)
                turn = shifted(due_on, -1 if days < 0 else 1)
                for person in people:
                    if turn <= day:
                        latest[person] = (person, kind, f"{about}|{which}" if which else about, due_on), turn
            found |= {said: (turn, works(day)) for said, turn in latest.values()}
        found |= {said: (turn, works(day)) for said, turn in self.rooms.reports(day).items()}
        return found

    # --- What is mailed ---------------------------------------------------------------------------
    def _tell(self, day: date) -> None:
        said = self._said(day)
        for one, (turn, may_begin) in said.items():
            entry = self.ledger.get(one)
            if entry is None and may_begin:
                self.ledger[one] = _Entry(never=turn < day - timedelta(days=TOO_OLD))
            elif entry and not entry.open and may_begin:
                entry.open = True
        for one, entry in self.ledger.items():
            entry.open = entry.open and one in said
        for one, entry in self.ledger.items():
            if entry.open and not entry.mailed and not entry.never:
                entry.mail_on = entry.mail_on or self._mail_day(one, day)
                if entry.mail_on and entry.mail_on <= day:
                    entry.mailed = True
                    self.mails.append((one[0], WORDS[one[1]] % one[2].partition("|")[0], day))
            elif not entry.open:
                entry.mail_on = None

    def _mail_day(self, said: Said, day: date) -> date | None:
        wish = self.wishes.get((said[0], TOPIC[said[1]]), "at_once")
        if wish == "off":
            return None
        if wish == "at_once":
            return day
        while wish == "weekly" and day.weekday() != 0:
            day += timedelta(days=1)
        return shifted(day, 1)


def expected() -> list[Mailed]:
    """The list to compare with."""
    return Year().go()


PEOPLE = (DIRECTOR, LEADER, LEADER_NORR, *NAMES)
