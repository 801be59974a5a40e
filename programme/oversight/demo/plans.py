"""The demo's action plans: goals, who owns an action, what it is meant to give and gave, and what was said."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from coaching.models import ActionComment, ActionItem, CoachAssignment, Goal
from companies.models import Contact, Enrolment
from programme.oversight.demo.firms import write
from programme.people.models import User

Unit, Per = ActionItem.Unit, ActionItem.Per
MOST = 300  # companies; a larger world gets no more plans
# What, measured how, number, unit, in words.
GOALS = (
    ("Halvera ställtiden i kantpressen", "Tidtagning varje fredag", Decimal(20), "minuter", ""),
    ("Leveransprecision över 95 procent", "Veckorapport från affärssystemet", Decimal(95), "%", ""),
    ("Varje skift håller sitt eget pulsmöte", "Närvarolista vid pulstavlan", None, "", "Tio minuter varje morgon"),
    ("Färre stopp vid svetsen", "Stopplogg", Decimal(2), "stopp i veckan", ""),
    ("Kortare väg från order till leverans", "Ledtid, median per månad", Decimal(12), "dagar", ""),
    ("Alla i verkstaden har lämnat ett förslag", "Förslagslådan", Decimal(40), "förslag", ""),
)
# Unit, per, amounts.
EFFECTS = (
    (Unit.KRONOR, Per.YEAR, (60_000, 120_000, 240_000)),
    (Unit.HOURS, Per.YEAR, (40, 90, 160)),
    (Unit.KRONOR, Per.ONCE, (15_000, 35_000)),
    (Unit.PERCENT, Per.ONCE, (10, 15, 25)),
)
SAID = (
    "Facket vill vara med när tavlan placeras.",
    "Väntar på ritning från underhåll.",
    "Provat på ett skift, fungerar. Nästa vecka båda.",
    "Flyttad en vecka på grund av inventering.",
)
DROPPED = "Maskinen byts ut till våren"
# What was done earlier in the programme.
EARLIER = (
    "Skilj inre och yttre ställ i kantpressen",
    "Färgmärk pallplatser i pilotområdet",
    "Följ upp kassation per skift på tavlan",
    "Bygg ställvagn med alla verktyg",
    "Korta kön framför lackeringen",
    "Utbilda två gruppledare i problemlösning",
)


def make_plans(random: Random, today: date) -> None:
    """Goals for companies under way, with the actions that the coaches have agreed there tied to them."""
    running = list(
        Enrolment.objects.filter(state=Enrolment.State.ACTIVE, action_items__isnull=False)
        .select_related("company")
        .distinct()
        .order_by("pk")[:MOST]
    )
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(left_on=None).order_by("pk"):
        contacts.setdefault(contact.company_id, []).append(contact)
    coaches: dict[int, User] = {
        one.enrolment_id: one.coach
        for one in CoachAssignment.objects.in_force(today).filter(kind="lead").select_related("coach").order_by("pk")
    }
    items: dict[int, list[ActionItem]] = {}
    for item in ActionItem.objects.select_related("enrolment").order_by("pk"):
        items.setdefault(item.enrolment_id, []).append(item)
    goals: list[Goal] = []
    changed: list[ActionItem] = []
    earlier: list[ActionItem] = []
    comments: list[ActionComment] = []
    for place, enrolment in enumerate(running):
        coach, own = coaches.get(enrolment.pk), items[enrolment.pk]
        if coach is None:
            continue
        own_goals = [_goal(random, enrolment, coach, today, chosen) for chosen in random.sample(GOALS, 2)]
        goals += own_goals
        for n, item in enumerate(own):
            _grow(random, item, own_goals[n] if n < len(own_goals) else None, today)
            _owner(random, item, contacts.get(enrolment.company_id, []), coach)
            changed.append(item)
        earlier += _earlier(random, enrolment, own_goals, contacts.get(enrolment.company_id, []), coach, today)
        if place % 9 == 4:
            _drop(own[-1], coach, today)
        if random.random() < 0.7:
            comments.append(ActionComment(item=own[0], text=random.choice(SAID), written_by=coach))
    write(Goal, goals)
    for item in (*changed, *earlier):
        item.goal_id = item.goal.pk if item.goal else None  # its key is known now
    write(ActionItem, earlier)
    fields = ["goal", "owner_contact", "owner_coach", "owner_name", "expected_amount", "reached_amount", "effect_unit",
              "effect_per", "added_on", "begun_on", "closed_on", "closed_by", "dropped_reason"]  # fmt: skip
    ActionItem.objects.bulk_update(changed, fields, batch_size=300)
    write(ActionComment, comments)
    said_at = timezone.make_aware(datetime.combine(today - timedelta(days=4), time(14, 20)))
    ActionComment.objects.update(written_at=said_at)


def _goal(
    random: Random, enrolment: Enrolment, coach: User, today: date, chosen: tuple[str, str, Decimal | None, str, str]
) -> Goal:
    what, how, amount, unit, words = chosen
    begun = enrolment.started_on or today
    reached = random.random() < 0.25 and (today - begun).days > 90
    return Goal(
        enrolment=enrolment, what=what, measured_how=how, target_amount=amount, target_unit=unit, target_words=words,
        due_on=today + timedelta(days=random.randrange(-20, 160)), added_on=begun, added_by=coach,
        reached_on=today - timedelta(days=random.randrange(3, 40)) if reached else None,
        reached_by=coach if reached else None,
    )  # fmt: skip


def _grow(random: Random, item: ActionItem, goal: Goal | None, today: date) -> None:
    """Tie it to a goal, say since when, and what it is meant to give."""
    last = item.closed_on or today
    begun = item.enrolment.started_on or today
    item.goal, item.added_on = goal, max(begun, last - timedelta(days=random.randrange(8, 75)))
    if item.closed_on is None and random.random() < 0.5:
        item.begun_on = max(item.added_on, last - timedelta(days=random.randrange(1, 7)))
    if random.random() < 0.6:
        item.effect_unit, item.effect_per, amounts = random.choice(EFFECTS)
        item.expected_amount = Decimal(random.choice(amounts))
        if item.closed_on is not None:
            item.reached_amount = (item.expected_amount * random.choice([7, 10, 11]) / 10).quantize(Decimal(1))


def _earlier(
    random: Random, enrolment: Enrolment, goals: list[Goal], people: list[Contact], coach: User, today: date
) -> list[ActionItem]:
    """Steps that are done: one for each two months so far, four at most."""
    begun = enrolment.started_on or today
    count = min(4, (today - begun).days // 60)
    rows = []
    for place, what in enumerate(random.sample(EARLIER, count)):
        added_on = begun + timedelta(days=20 + 40 * place + random.randrange(10))
        closed_on = min(added_on + timedelta(days=random.randrange(10, 45)), today)
        item = ActionItem(
            enrolment=enrolment, goal=goals[place % 2], what=what, due_on=closed_on, added_on=added_on,
            begun_on=added_on, closed_on=closed_on, closed_by=coach, added_by=coach,
        )  # fmt: skip
        if random.random() < 0.7:
            item.effect_unit, item.effect_per, amounts = random.choice(EFFECTS)
            item.expected_amount = item.reached_amount = Decimal(random.choice(amounts))
        _owner(random, item, people, coach)
        rows.append(item)
    return rows


def _owner(random: Random, item: ActionItem, people: list[Contact], coach: User) -> None:
    """Mostly somebody at the company, sometimes the coach, sometimes anybody by name as before."""
    chance = random.random()
    if people and chance < 0.6:
        item.owner_contact = random.choice(people)
        item.owner_name = item.owner_contact.name
    elif chance < 0.75:
        item.owner_coach, item.owner_name = coach, coach.name


def _drop(item: ActionItem, coach: User, today: date) -> None:
    item.closed_on, item.closed_by, item.dropped_reason = item.closed_on or today, coach, DROPPED
    item.reached_amount = None
