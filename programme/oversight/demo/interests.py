"""Expressions of interest of the demo: some wait, some are late, some have been answered."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from companies.actions.express import LETTER
from companies.models import Enrolment, Interest
from programme.common.working_days import is_working_day
from programme.notices import mails
from programme.notices.models import Delivery
from programme.oversight.demo import names
from programme.oversight.demo.ground import Ground
from programme.structure.models import Municipality, Region

State, Reason = Interest.State, Interest.Reason


@dataclass(frozen=True)
class Wish:
    """One company that wrote: where, how many working days ago, what, and what became of it."""

    company: str
    municipality: str
    days: int
    message: str = ""
    number: str = ""
    state: str = State.NEW
    reason: str = ""
    came_from: str = ""
    language: str = "sv"


WISHES = (
    Wish("Hammarvinge Finmekanik AB", "2280", 0, "Vi är 34 anställda och har svårt med leveranstiderna.", "5599998019"),
    Wish("Klippfors Träprodukter AB", "2321", 1, "Ring gärna efter klockan fjorton."),
    Wish("Ljusfors Svets & Smide AB", "2284", 5, "Vi hörde om er på ett seminarium i Örnsköldsvik.", "5599998027"),
    Wish("Nävervik Plast AB", "2380", 2, "We would like a visit before Christmas.", language="en"),
    Wish("Masugnby Maskin AB", "2580", 1, number="5599998035"),
    Wish("Tunklint Möbler AB", "0680", 0, "Kan två fabriker vara med tillsammans?"),
    Wish("Gotlands Stenlycke AB", "0980", 6, "Finns ni på Gotland?", came_from="stockholm"),
    Wish("Vidlycke Kök AB", "1480", 3, number="5599998043"),
    Wish("Kalkvinge Betong AB", "2281", 30, state=State.TAKEN_UP),
    Wish("Rosthed Konsult AB", "2281", 44, "Vi säljer utbildning.", state=State.DISMISSED, reason=Reason.NOT_MEANT),
    Wish("Torvfors Gjuteri AB", "1981", 21, state=State.TAKEN_UP),
    Wish("Silverlid Café HB", "0180", 15, "Vi driver tre kaféer.", state=State.DISMISSED, reason=Reason.NO_FIT),
)


def write_interests(random: Random, ground: Ground, today: date) -> None:
    """Put them in, give regions and programme their public addresses, and note the confirmations as sent."""
    for code, region in ground.regions.items():
        Region.objects.filter(pk=region.pk).update(contact_email=f"{code}@example.org")
    type(ground.programmes["lift"]).objects.update(contact_email="programkontoret@example.org")
    counties = Municipality.objects.select_related("county__region")
    for place, wish in enumerate(WISHES):
        municipality = counties.get(pk=wish.municipality)
        _write(random, ground, wish, municipality, _moment(today, wish.days, place))


def _moment(today: date, working_days: int, place: int) -> datetime:
    day, hour = today, 6 + place % 3 if working_days else 0  # never later than now
    while working_days > 0:
        day -= timedelta(days=1)
        working_days -= is_working_day(day)
    return timezone.make_aware(datetime.combine(day, time(hour=hour, minute=place * 4 + 3)))


def _write(random: Random, ground: Ground, wish: Wish, municipality: Municipality, at: datetime) -> None:
    person = f"{random.choice(names.FIRST)} {random.choice(names.LAST)}"
    region = municipality.county.region
    interest = Interest(
        company_name=wish.company, organisation_number=wish.number, municipality=municipality, person=person,
        email=f"{person.split()[0].lower()}@foretag.example", message=wish.message, language=wish.language,
        received_at=at, region=region, state=wish.state, reason=wish.reason,
    )  # fmt: skip
    if random.random() < 0.6:
        interest.phone = f"070-174 06 {random.randrange(5, 99):02d}"  # numbers that are kept free for stories
    if wish.came_from:
        interest.came_from, interest.handed_over_at = ground.regions[wish.came_from], at + timedelta(hours=3)
        interest.handed_over_by = ground.leaders[wish.came_from]
    if wish.state != State.NEW and region is not None:
        interest.handled_at, interest.handled_by = at + timedelta(days=2), ground.leaders[region.code]
    if wish.state == State.TAKEN_UP:
        _became_a_company(interest)
    interest.save()
    key = f"letter|{LETTER}|{interest.pk}"
    Delivery.objects.create(
        key=key, letter=LETTER, about_id=interest.pk, message_id=mails.message_id(key), state=Delivery.State.SENT,
        not_before_at=at, sent_at=at + timedelta(minutes=1), attempts=1,
    )  # fmt: skip


def _became_a_company(interest: Interest) -> None:
    """One of the region's companies on the way in came by the form."""
    rows = Enrolment.objects.on_the_way_in().filter(region=interest.region).select_related("company__municipality")
    enrolment = rows.order_by("pk").first()
    if enrolment is not None:
        interest.enrolment, interest.company = enrolment, enrolment.company
        interest.company_name = enrolment.company.name
        interest.municipality = enrolment.company.municipality
