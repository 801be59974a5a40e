"""What should be said, queued and sent, in plain Python: the made-up world's reference. Shares no code with the room.

Only the calendar of working days is the portal's own.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programme.common.working_days import is_working_day
from tests.notices.made_up_world import DUTY, LADDER, Ladder, Matter, World

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
FROM_HOUR = 7
ABOVE = {
    "lead_coach": ("lead_coach", "coaches", "leaders", "directors"),
    "coaches": ("coaches", "leaders", "directors"),
    "leaders": ("leaders", "directors"),
    "directors": ("directors",),
}
DEFAULTS = {
    LADDER: Ladder(((-3, "coaches"), (1, "coaches"), (8, "leaders")), "holidays"),
    DUTY: Ladder(((0, "directors"),), "holidays"),
}
# Person, event, words, subject, due on.
Line = tuple[int, str, str, int, date]


@dataclass
class Entry:
    """A notice of the reference: whether it stands, why it was not mailed, the mail that it lies in."""

    on: date  # of the matter
    made_on: date
    is_open: bool = True
    skipped: str = ""
    mail: "Mail | None" = None


@dataclass
class Mail:
    person: int
    day: date | None  # of a digest
    not_before: datetime
    lines: list[Line] = field(default_factory=list)
    is_waiting: bool = True


def ladder_of(world: World, matter: Matter) -> Ladder:
    for programme in (matter.programme, None):
        if (matter.event, programme) in world.ladders:
            return world.ladders[matter.event, programme]
    return DEFAULTS[matter.event]


def is_quiet(day: date, quiet: str) -> bool:
    return {"none": False, "weekends": day.isoweekday() > 5, "holidays": not is_working_day(day)}[quiet]


def day_of_telling(matter: Matter, days: int, quiet: str) -> date:
    day = matter.on + days * DAY
    while is_quiet(day, quiet):
        day += DAY if days >= 0 else -DAY
    return day


def truths(world: World, day: date) -> dict[Line, tuple[Ladder, date, date]]:
    """Every line that the rules say by a day, with its rule, the day of telling and the day of the matter."""
    found: dict[Line, tuple[Ladder, date, date]] = {}
    for matter in world.matters:
        ladder = ladder_of(world, matter)
        if not matter.holds or matter.paused or not ladder.is_on or (ladder.stop == "done" and matter.stopped):
            continue
        latest: dict[int, int] = {}
        for days, audience in ladder.steps:
            if day_of_telling(matter, days, ladder.quiet) > day:
                continue
            told = next((who for one in ABOVE[audience] if (who := world.people_of(matter.group, one, day))), [])
            for person in told:
                latest[person] = max(days, latest.get(person, days))
        for person, days in latest.items():
            words = "period_due" if matter.event == DUTY else "stage_overdue" if days >= 1 else "stage_ends"
            line = (person, matter.event, words, matter.subject, matter.on + days * DAY)
            found[line] = (ladder, day_of_telling(matter, days, ladder.quiet), matter.on)
    return found


def is_true(world: World, line: Line, day: date) -> bool:
    """Whether a line holds on a day. One of a later day is asked for on its own."""
    return line in truths(world, max(day, line[4]))


class Reference:
    """What the portal should have done, one sweep after the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.entries: dict[Line, Entry] = {}
        self.mails: list[Mail] = []
        self.sent: list[tuple[int, frozenset[Line]]] = []

    def sweep(self, now: datetime, *, rests: bool = False) -> None:
        """Write down unless the ledger rests, line up, send: all that is due now."""
        if not rests:
            self._write_down(now.date())
        self._line_up(now)
        for mail in self.mails:
            if mail.is_waiting and mail.not_before <= now:
                mail.is_waiting = False
                self._send(mail, now.date())

    @property
    def open(self) -> set[Line]:
        return {line for line, entry in self.entries.items() if entry.is_open}

    @property
    def skipped(self) -> dict[Line, str]:
        return {line: entry.skipped for line, entry in self.entries.items() if entry.skipped}

    def _write_down(self, today: date) -> None:
        said = truths(self.world, today)
        for line, entry in self.entries.items():
            if line not in said and not is_true(self.world, line, today):
                entry.is_open = False
        before = dict(self.entries)
        for line, (ladder, told_on, on) in said.items():
            entry = self.entries.get(line)
            if (entry and entry.is_open) or is_quiet(today, ladder.quiet):
                continue
            if entry is None:
                is_late = (today - told_on).days > ladder.too_old_days
                self.entries[line] = Entry(on, today, skipped="too_old" if is_late else "")
                told = any(
                    other[:4] == line[:4] and (one.on, one.skipped) == (on, "") and one.made_on >= told_on
                    for other, one in before.items()
                )
                if told:  # by another rule, as the days of this one's steps follow each other
                    self.entries[line].skipped = "told"
                continue
            entry.is_open = True
            if entry.skipped == "untrue":
                entry.skipped, entry.mail = "", None

    def _line_up(self, now: datetime) -> None:
        waiting: dict[tuple[int, date | None], list[Line]] = defaultdict(list)
        for line, entry in self.entries.items():
            person, event = line[:2]
            if not entry.is_open or entry.skipped or entry.mail or person in self.world.inactive:
                continue
            wish = self.world.wishes.get((person, "reports" if event == DUTY else "stages"), "at_once")
            is_bound = event == DUTY and person == self.world.people[0]
            if wish == "off" and not is_bound:
                continue
            waiting[person, self._morning(now, wish) if wish in {"daily", "weekly"} else None].append(line)
        for (person, day), lines in waiting.items():
            early = datetime.combine(day or now.date(), time(FROM_HOUR), tzinfo=STOCKHOLM)
            mail = next((m for m in self.mails if day and m.is_waiting and (m.person, m.day) == (person, day)), None)
            if mail is None:
                mail = Mail(person, day, early if day else max(now, early))
                self.mails.append(mail)
            for line in lines:
                mail.lines.append(line)
                self.entries[line].mail = mail

    @staticmethod
    def _morning(now: datetime, wish: str) -> date:
        day = now.date() if now.hour < FROM_HOUR else now.date() + DAY
        while wish == "weekly" and day.isoweekday() != 1:
            day += DAY
        while not is_working_day(day):
            day += DAY
        return day

    def _send(self, mail: Mail, today: date) -> None:
        said = []
        for line in mail.lines:
            entry = self.entries[line]
            if entry.skipped or entry.mail is not mail:
                continue
            if mail.person in self.world.inactive:
                entry.skipped, entry.is_open = "unseen", False
            elif not entry.is_open or not is_true(self.world, line, today):
                entry.skipped, entry.is_open = "untrue", False
            elif line[1] == LADDER and (mail.person, line[3]) in self.world.hidden:
                entry.skipped = "unseen"
            else:
                said.append(line)
        if said:
            self.sent.append((mail.person, frozenset(said)))
