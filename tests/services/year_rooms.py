"""What should be mailed of interests, transfers, agreements and reports: the plain list's other half.

As year_reference.py, it asks nothing of the portal and shares no code with it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.services.year_script import COMPANIES, DIRECTOR, GRANT, Happening

PROMISED, NEWS_FOR = 3, 14  # working days for an answer; days for which news is told
STEPS_OF_REPORT = ((-14, "period_due"), (-3, "period_due"), (1, "period_overdue"))
# Public holidays and eves from Monday to Friday, written out.
RED = {
    date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 6), date(2027, 3, 26),
    date(2027, 3, 29), date(2027, 5, 6), date(2027, 6, 25), date(2027, 12, 24), date(2027, 12, 31), date(2028, 1, 6),
}  # fmt: skip
# What each kind says, in English; `%s` is what it is about.
WORDS = {
    "interest_new": "%s wants to hear about the programme.",
    "interest_waiting": "%s has waited over three working days for an answer.",
    "interest_handed_over": "%s: a colleague handed the expression of interest over",
    "region_given": "%s: the company now belongs to another region. What was done",
    "region_taken": "%s: the company now belongs to your region.",
    "region_changed": "%s: the company now belongs to another region. Your task goes on",
    "document_missing": "%s: the company has been under way since",
    "period_due": "%s: the report of this period is due on",
    "period_overdue": "%s: the report of this period was due on",
}
TOPICS = {"interest": "interests", "region": "handovers", "document": "documents", "period": "reports"}
TOPIC = {kind: TOPICS[kind.partition("_")[0]] for kind in WORDS}
Said = tuple[str, str, str, date]  # receiver, kind, what it is about, due on
Matter = tuple[str, date, str, list[tuple[int, str, list[str]]]]  # about, day, which, steps: days, kind, who


def works(day: date) -> bool:
    """Offices are open."""
    return day.weekday() < 5 and day not in RED


def shifted(day: date, step: int) -> date:
    """The day itself or the next working day in that direction."""
    while not works(day):
        day += timedelta(days=step)
    return day


def late_from(received_on: date) -> date:
    """The working day after the last one on which an answer comes in time."""
    day, left = received_on, PROMISED + 1
    while left:
        day += timedelta(days=1)
        left -= works(day)
    return day


@dataclass
class _Interest:
    """A company that got in touch, and with whom it lies."""

    received_on: date
    leader: str
    came_on: date  # to that leader
    left: list[tuple[str, date]] = field(default_factory=list)  # leaders who are told that it was handed over, and when
    answered: bool = False


@dataclass
class _Period:
    """A time that is reported."""

    label: str
    ends_on: date
    due_on: date
    wanted: bool = True


@dataclass
class _Move:
    """A company that went to another region."""

    company: str
    on: date
    before: str
    after: str
    by: str


class Rooms:
    """What is known besides stages, sessions and actions."""

    def __init__(self) -> None:
        self.leaders = {one.name: one.leader for one in COMPANIES}
        self.started = {one.name: one.started_on for one in COMPANIES}
        self.interests: dict[str, _Interest] = {}
        self.periods: dict[str, _Period] = {}
        self.moves: list[_Move] = []
        self.agreed: set[str] = set()
        self.asks_for_agreements = False

    def happen(self, one: Happening) -> None:
        """Take a line of the script in; those of others are let go by."""
        if one.verb == "interest":
            self.interests[one.what] = _Interest(one.day, one.to, one.day)
        elif one.verb == "answer":
            self.interests[one.what].answered = True
        elif one.verb == "hand_over":
            interest = self.interests[one.what]
            if one.who != interest.leader:
                interest.left.append((interest.leader, one.day))
            interest.leader, interest.came_on = one.to, one.day
        elif one.verb == "transfer":
            self.moves.append(_Move(one.company, one.day, self.leaders[one.company], one.to, one.who))
            self.leaders[one.company] = one.to
        elif one.verb == "agreement":
            self.agreed.add(one.company)
        elif one.verb == "ask_for_agreements":
            self.asks_for_agreements = True
        elif one.verb == "period":
            label = f"{GRANT}, {one.since.isoformat()}–{one.until.isoformat()}"
            self.periods[one.what] = _Period(label, one.until, one.on)
        elif one.verb == "extend":
            self.periods[one.what].due_on = one.on
        elif one.verb in ("release", "skip"):
            self.periods[one.what].wanted = False

    def matters(self, active: "list[str]") -> "list[Matter]":
        """About what, the matter's day, and each step. active: companies that are under way."""
        found: list[Matter] = []
        for name, one in self.interests.items():
            if not one.answered:
                steps = [(0, "interest_waiting", [one.leader]), (7, "interest_waiting", [DIRECTOR])]
                found.append((name, late_from(one.received_on), "", steps))
        for name in active if self.asks_for_agreements else ():
            if name not in self.agreed:
                steps = [(14, "document_missing", [self.leaders[name]]), (45, "document_missing", [DIRECTOR])]
                found.append((name, self.started[name], "", steps))
        return found

    def news(self, day: date, coaches: "dict[str, list[str]]") -> "list[Said]":
        """What is told once, on all days of the week. coaches: of each company on the day, or who covers for them."""
        found = []
        for name, one in self.interests.items():
            if not one.answered and late_from(one.received_on) > day:
                found.append((one.leader, "interest_new", name, one.came_on))
            found += [
                (leader, "interest_handed_over", name, on)
                for leader, on in one.left if day - timedelta(days=NEWS_FOR) < on <= day
            ]  # fmt: skip
        for move in self.moves:
            if not day - timedelta(days=NEWS_FOR) < move.on <= day:
                continue
            told = [(move.before, "region_given"), (move.after, "region_taken")]
            told += [(coach, "region_changed") for coach in coaches[move.company]]
            found += [(who, kind, move.company, move.on) for who, kind in told if who != move.by]
        return found

    def reports(self, day: date) -> "dict[Said, date]":
        """What the director has been told of reports by a day, with the day on which its turn came."""
        found: dict[Said, date] = {}
        for one in self.periods.values():
            latest: dict[str, tuple[Said, date]] = {}
            for days, kind in STEPS_OF_REPORT if one.wanted else ():
                due_on = one.due_on + timedelta(days=days)
                turn = shifted(due_on, -1 if days < 0 else 1)
                if turn <= one.ends_on:  # nobody is told before the period is over
                    turn = shifted(one.ends_on + timedelta(days=1), 1)
                if turn <= day:
                    latest[DIRECTOR] = (DIRECTOR, kind, one.label, due_on), turn
            found |= dict(latest.values())
        return found
