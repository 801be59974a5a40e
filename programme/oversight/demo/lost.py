"""The demo's lost leads, and ways in that differ in length: some firms decide in a week, others in half a year."""

from datetime import date, timedelta
from random import Random

from companies.models import Company, Contact, Enrolment, StateChange
from programme.oversight.demo import names
from programme.oversight.demo.firms import organisation_number
from programme.oversight.demo.ground import Ground
from programme.structure.models import Municipality

State = Enrolment.State
REASONS = ("no_time", "no_time", "no_time", "economy", "no_fit", "no_answer", "other_support", "ownership")
NOTES = {
    "no_time": "Full orderbok till sommaren",
    "economy": "Varsel i höst, vill inte binda sig",
    "no_fit": "Söker stöd för export, inte för produktion",
    "no_answer": "",
    "other_support": "Går ett program hos sin kund",
    "ownership": "Generationsväxling pågår",
}
FIRST_NUMBER, A_REGION = 262, 4  # numbers of the 559999 series between the other firms and the register's
MOST = 600  # enrolments whose way in is told anew; larger worlds repeat themselves


def lose_leads(random: Random, ground: Ground, today: date, scale: int) -> None:
    """A few companies a region that left before they started, and a length of its own for each way in."""
    if scale == 1:
        number = FIRST_NUMBER
        for code, region in ground.regions.items():
            places = list(Municipality.objects.filter(county__region=region).order_by("code"))
            for n in range(A_REGION if code != "mellersta-norrland" else A_REGION - 1):
                place, (trade, sni) = names.PLACES[(number + n) % len(names.PLACES)], random.choice(names.TRADES)
                company = Company.objects.create(
                    organisation_number=organisation_number(number, scale),
                    name=f"{place} {trade} i {random.choice(places)} AB",
                    region=region,
                    municipality=random.choice(places),
                    sni_code=sni,
                    employees=random.choice([12, 19, 26, 44, 71]),
                )
                Contact.objects.create(
                    company=company, name=f"{random.choice(names.FIRST)} {random.choice(names.LAST)}", is_main=True,
                    email=f"kontakt{number}@foretag.example",
                )  # fmt: skip
                _lost(random, company, ground, code, today)
                number += 1
    _vary(random, today)


def _lost(random: Random, company: Company, ground: Ground, code: str, today: date) -> None:
    """Interested, perhaps contacted and applied, then gone."""
    reason, ended_on = random.choice(REASONS), today - timedelta(days=random.randrange(3, 330))
    enrolment = Enrolment.objects.create(
        company=company, programme_version=ground.versions["running"], region=company.region, state=State.WITHDRAWN,
        state_since_on=ended_on, ended_on=ended_on, withdrawal_reason=reason, withdrawal_note=NOTES[reason],
        source=random.choice(names.SOURCES),
    )  # fmt: skip
    came = (State.INTERESTED, State.CONTACTED, State.APPLIED)[: random.randrange(1, 4)]
    days = sorted((random.randrange(5, 160) for _ in came), reverse=True)
    steps = [(state, ended_on - timedelta(days=n)) for state, n in zip(came, days, strict=True)]
    StateChange.objects.bulk_create(
        StateChange(enrolment=enrolment, state=state, changed_on=day, changed_by=ground.leaders[code])
        for state, day in (*steps, (State.WITHDRAWN, ended_on))
    )


def _vary(random: Random, today: date) -> None:
    """Move the first days of each way in, so that no two are alike; their order stays."""
    moved = []
    chosen = Enrolment.objects.exclude(state=State.WITHDRAWN).order_by("pk").values("pk")[:MOST]
    early = (State.INTERESTED, State.CONTACTED, State.APPLIED)
    changes: dict[int, list[StateChange]] = {}
    for change in StateChange.objects.filter(enrolment__in=list(chosen.values_list("pk", flat=True))).order_by("pk"):
        changes.setdefault(change.enrolment_id, []).append(change)
    for rows in changes.values():
        after = rows[-1].changed_on if rows[-1].state in early else None
        for change in reversed(rows):
            if change.state in early and change is not rows[-1] and after:
                change.changed_on = after - timedelta(days=random.randrange(6, 95))
                moved.append(change)
            after = change.changed_on
    StateChange.objects.bulk_update(moved, ["changed_on"], batch_size=400)
