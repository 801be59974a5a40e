"""What happens in the year of the drill: companies, coaches, and a list of days. Data only, the same for everybody."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

FIRST, DAYS = date(2027, 2, 1), 365
# Days on which nothing runs, from a day on: beat is down for three days once, and for six weeks in summer.
DOWN = ((date(2027, 5, 10), 3), (date(2027, 7, 1), 42))
DIRECTOR, LEADER, LEADER_NORR = "director", "leader.mellersta-norrland", "leader.norr"
A, B, C = "coach.a", "coach.b", "coach.c"
TOPICS = ("stages", "silence", "actions", "handovers", "sessions")


@dataclass(frozen=True)
class Company:
    """A company that is under way: where, since when, with which lead coach and which assisting one."""

    name: str
    started_on: date
    lead: str
    assisting: str = ""
    is_north: bool = False

    @property
    def leader(self) -> str:
        """Who leads its region."""
        return LEADER_NORR if self.is_north else LEADER


@dataclass(frozen=True)
class Happening:
    """Something that is done on a day, before anybody is reminded. Which fields count depends on the verb."""

    day: date
    verb: str  # log, close, pause, …: see year_walk.py
    company: str = ""
    what: str = ""  # an action's words; a topic; the company of an interest; a period
    on: date = FIRST  # the day of an action, of a planned session, of a report; the first day of an absence
    until: date = FIRST  # the last day of an absence, of a period
    who: str = ""  # the new coach; who is away; whose wish; who hands over
    to: str = ""  # who covers; the wish; the leader of the region that it goes to
    since: date = FIRST  # the first day of a period


COMPANIES = (
    Company("Norrskena Mekanik AB", date(2026, 11, 10), A, B),
    Company("Stöde Plåt AB", date(2027, 1, 4), B),
    Company("Skelleälvens Trä AB", date(2026, 12, 31), C, is_north=True),
    Company("Ångerdals Smide AB", date(2026, 6, 15), A),
    Company("Bergeforsens Gjuteri AB", date(2026, 3, 30), B, A),
    Company("Piteå Fjäder AB", date(2026, 9, 1), C, is_north=True),
    Company("Ljungans Verktyg AB", date(2025, 12, 1), A),
    Company("Indals Svets AB", date(2027, 1, 11), B),
)
PAUSES = {"Stöde Plåt AB": (date(2027, 3, 22), 45), "Piteå Fjäder AB": (date(2027, 9, 6), 70),
          "Ljungans Verktyg AB": (date(2027, 6, 10), 60)}  # fmt: skip
WITHDRAWN = {"Indals Svets AB": date(2027, 10, 4)}
REPLACED = (
    Happening(date(2027, 4, 12), "replace", "Ångerdals Smide AB", who=B),
    Happening(date(2027, 8, 23), "replace", "Bergeforsens Gjuteri AB", who=A),
    Happening(date(2027, 11, 13), "replace", "Ljungans Verktyg AB", who=B),  # a Saturday
)
AWAY = (
    Happening(date(2027, 2, 26), "away", on=date(2027, 3, 8), until=date(2027, 4, 2), who=A, to=B),
    Happening(date(2027, 8, 14), "away", on=date(2027, 8, 16), until=date(2027, 9, 12), who=B, to=A),
    Happening(date(2027, 12, 1), "away", on=date(2027, 12, 1), until=date(2028, 1, 9), who=A, to=B),
)
WISHES = (
    *(Happening(FIRST, "wish", what=topic, who=B, to="daily") for topic in TOPICS),
    *(Happening(FIRST, "wish", what=topic, who=LEADER, to="weekly") for topic in (*TOPICS, "interests", "documents")),
    Happening(FIRST, "wish", what="silence", who=C, to="off"),
    Happening(FIRST, "wish", what="actions", who=C, to="daily"),
    Happening(date(2027, 9, 15), "wish", what="silence", who=C, to="at_once"),
    Happening(date(2027, 9, 1), "wish", what="reports", who=DIRECTOR, to="daily"),
    Happening(date(2027, 10, 20), "wish", what="stages", who=LEADER, to="daily"),
)
# Companies that get in touch: where they land, who hands one over, when one is answered.
INTERESTS = (
    Happening(date(2027, 2, 9), "interest", what="Hedvallens Lego AB", to=LEADER),
    Happening(date(2027, 2, 12), "answer", what="Hedvallens Lego AB", who=LEADER),
    Happening(date(2027, 3, 23), "interest", what="Viksjö Finmekanik AB", to=LEADER),  # over Easter
    Happening(date(2027, 4, 9), "answer", what="Viksjö Finmekanik AB", who=LEADER),
    Happening(date(2027, 5, 7), "interest", what="Norrfjärdens Stål AB", to=LEADER_NORR),
    Happening(date(2027, 5, 10), "hand_over", what="Norrfjärdens Stål AB", who=DIRECTOR, to=LEADER),  # nothing runs
    Happening(date(2027, 5, 28), "answer", what="Norrfjärdens Stål AB", who=LEADER),
    Happening(date(2027, 7, 6), "interest", what="Öjebyns Plast AB", to=LEADER_NORR),  # nothing runs until August
    Happening(date(2027, 8, 20), "answer", what="Öjebyns Plast AB", who=LEADER_NORR),
    Happening(date(2027, 9, 27), "interest", what="Sidsjö Verktyg AB", to=LEADER),
    Happening(date(2027, 9, 28), "hand_over", what="Sidsjö Verktyg AB", who=LEADER, to=LEADER_NORR),
    Happening(date(2027, 9, 30), "answer", what="Sidsjö Verktyg AB", who=LEADER_NORR),
    Happening(date(2027, 12, 22), "interest", what="Klubbens Laser AB", to=LEADER_NORR),
    Happening(date(2028, 1, 20), "answer", what="Klubbens Laser AB", who=LEADER_NORR),
)
# Companies that change region, one of them while its coach is away.
TRANSFERS = (
    Happening(date(2027, 5, 20), "transfer", "Norrskena Mekanik AB", who=LEADER, to=LEADER_NORR),
    Happening(date(2027, 8, 20), "transfer", "Stöde Plåt AB", who=DIRECTOR, to=LEADER_NORR),
    Happening(date(2027, 9, 24), "transfer", "Skelleälvens Trä AB", who=DIRECTOR, to=LEADER),
)
# The director switches the reminder of missing agreements on; some companies bring theirs.
AGREEMENTS = (
    Happening(date(2027, 2, 8), "ask_for_agreements"),
    Happening(date(2027, 2, 12), "agreement", "Stöde Plåt AB"),
    Happening(date(2027, 3, 9), "agreement", "Skelleälvens Trä AB"),
    Happening(date(2027, 6, 1), "agreement", "Norrskena Mekanik AB"),
)
GRANT = "Verksamhetsbidrag"
PERIODS = (
    Happening(FIRST, "period", what="1", since=date(2027, 1, 1), until=date(2027, 3, 31), on=date(2027, 4, 30)),
    Happening(date(2027, 4, 28), "release", what="1"),
    Happening(FIRST, "period", what="2", since=date(2027, 4, 1), until=date(2027, 6, 30), on=date(2027, 7, 20)),
    Happening(date(2027, 8, 25), "release", what="2"),
    Happening(FIRST, "period", what="3", since=date(2027, 7, 1), until=date(2027, 9, 30), on=date(2027, 10, 11)),
    Happening(date(2027, 10, 6), "extend", what="3", on=date(2027, 10, 29)),
    Happening(date(2027, 11, 3), "release", what="3"),
    Happening(FIRST, "period", what="4", since=date(2027, 10, 1), until=date(2027, 12, 31), on=date(2028, 1, 31)),
    Happening(FIRST, "period", what="5", since=date(2028, 1, 1), until=date(2028, 1, 20), on=date(2028, 1, 28)),
    Happening(date(2028, 1, 24), "skip", what="5"),
)


def happenings(seed: int = 2027) -> list[Happening]:
    """Everything in the order of days: what is fixed above, and what chance deals out."""
    chance = random.Random(seed)
    found = [*REPLACED, *AWAY, *WISHES, *INTERESTS, *TRANSFERS, *AGREEMENTS, *PERIODS]
    for company in COMPANIES:
        found += _of(company, chance)
    return sorted(found, key=lambda one: one.day)  # stable: what lies on one day keeps its order


def _of(company: Company, chance: random.Random) -> list[Happening]:
    name, last = company.name, FIRST + timedelta(days=DAYS - 1)
    paused_on, rest = PAUSES.get(name, (last + timedelta(days=1), 0))
    resumed_on, gone_on = paused_on + timedelta(days=rest), WITHDRAWN.get(name, last + timedelta(days=1))

    def free(day: date) -> bool:
        return FIRST <= day < gone_on and not paused_on <= day <= resumed_on

    found = []
    if rest:
        found += [Happening(paused_on, "pause", name), Happening(resumed_on, "resume", name)]
    if gone_on <= last:
        found.append(Happening(gone_on, "withdraw", name))
    day = FIRST + timedelta(days=chance.randrange(20))
    while day < gone_on and day <= last:
        if free(day):
            found.append(Happening(day, "log", name))
        day += timedelta(days=chance.choice((10, 21, 28, 30, 31, 40, 75)))
    for months in (4, 9):  # two stages are closed, early or late
        day = FIRST + timedelta(days=months * 30 + chance.randrange(-60, 60))
        if free(day):
            found.append(Happening(day, "close", name))
    for n in range(5):
        day = FIRST + timedelta(days=chance.randrange(DAYS - 60))
        due_on = day + timedelta(days=chance.randrange(1, 40))
        if free(day):
            found.append(Happening(day, "add", name, what=f"Insats {n}", on=due_on))
            done_on = due_on + timedelta(days=chance.choice((-1, 0, 5, 15, 60, 400)))
            if free(done_on) and done_on > day:
                found.append(Happening(done_on, "done", name, what=f"Insats {n}"))
    for n in range(3):
        day = FIRST + timedelta(days=chance.randrange(DAYS - 40))
        held_on = day + timedelta(days=chance.randrange(1, 30))
        if free(day):
            found.append(Happening(day, "plan", name, what=f"Träff {n}", on=held_on))
            said_on = held_on + timedelta(days=chance.choice((0, 1, 4, 12, 20)))
            if free(said_on):
                found.append(Happening(said_on, "cancel", name, what=f"Träff {n}"))
    return found
