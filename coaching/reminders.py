"""Who should hear what. Pure: given a day, what is due on it (DESIGN mechanism 4)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse

from coaching.models import ActionItem, CoachAbsence, CoachAssignment
from coaching.queries import last_session_on
from coaching.visibility import coaches_appointed
from companies import reminders as stages
from companies.models import Enrolment, PlannedStage
from programme.notices.models.preference import Topic
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role

Kind = CoachAssignment.Kind


def no_session(today: date) -> Iterator[Due]:
    """Active companies without a session for longer than their programme allows: to coaches and regional leaders.

    Due on the first day too many. A new session, a pause or an end settles it; the next silence is a new notice.
    """
    silent = [
        (enrolment, due_on)
        for enrolment in Enrolment.objects.filter(state=Enrolment.State.ACTIVE, started_on__lte=today)
        .annotate(quiet_since_on=Coalesce(last_session_on(today), F("started_on")))
        .select_related("company", "programme_version__programme")
        for days in [enrolment.programme_version.programme.silent_after_days]
        for due_on in [enrolment.quiet_since_on + timedelta(days=days + 1)]  # type: ignore[attr-defined]
        if due_on <= today
    ]
    coaches = _coaches_on(today, [enrolment.pk for enrolment, _due in silent])
    leaders = _leaders_on(today, {enrolment.region_id for enrolment, _due in silent})
    for enrolment, due_on in silent:
        log = f"{reverse('session-log')}?enrolment={enrolment.pk}"
        card = reverse("enrolment-card", args=[enrolment.pk])
        told = dict.fromkeys(coaches[enrolment.pk], log)
        told |= {person: card for person in leaders[enrolment.region_id] if person not in told}
        for person, path in sorted(told.items()):
            yield Due(
                recipient_id=person,
                rule="no_session",
                topic=Topic.SILENCE,
                subject_kind="enrolment",
                subject_id=enrolment.pk,
                subject_label=enrolment.company.name,
                path=path,
                due_on=due_on,
            )


def action_due(today: date) -> Iterator[Due]:
    """Open actions whose day has come, of companies that are under way: to the lead coach."""
    due = list(
        ActionItem.objects.open()
        .filter(due_on__lte=today, enrolment__state__in=Enrolment.RUNNING)
        .select_related("enrolment__company")
        .order_by("due_on", "pk")
    )
    leads = _coaches_on(today, {item.enrolment_id for item in due}, Kind.LEAD)
    for item in due:
        for person in sorted(leads[item.enrolment_id]):
            yield Due(
                recipient_id=person,
                rule="action_due",
                topic=Topic.ACTIONS,
                subject_kind="actionitem",
                subject_id=item.pk,
                subject_label=f"{item.enrolment.company.name}: {item.what}"[:200],
                path=reverse("action-change", args=[item.pk]),
                due_on=item.due_on or today,
            )


def stage_ends_for_coaches(today: date) -> Iterator[Due]:
    """What the leaders hear about stages that end or are overdue, the coaches of the company hear too."""
    said: dict[tuple[str, str, int, date], Due] = {}
    for due in stages.stage_ends(today):
        said.setdefault((due.rule, due.subject_kind, due.subject_id, due.due_on), due)
    planned = {due.subject_id for due in said.values() if due.subject_kind == "plannedstage"}
    enrolment_of = dict(PlannedStage.objects.filter(pk__in=planned).order_by().values_list("pk", "enrolment"))
    told = [
        (due, enrolment_of[due.subject_id] if due.subject_kind == "plannedstage" else due.subject_id)
        for due in said.values()
    ]
    coaches = _coaches_on(today, [enrolment for _due, enrolment in told])
    for due, enrolment in told:
        for person in sorted(coaches[enrolment]):
            yield replace(due, recipient_id=person)


def transfers_for_coaches(today: date) -> Iterator[Due]:
    """To the coaches of a company that went to another region."""
    moved = stages.recent_transfers(today)
    coaches = _coaches_on(today, [one.enrolment_id for one in moved])
    for one in moved:
        for person in sorted(coaches[one.enrolment_id]):
            yield _handover("region_changed", person, one.enrolment, one.enrolment.get_absolute_url(), one.noted_on)


def coach_changes(today: date) -> Iterator[Due]:
    """To a coach whose task at a company begins or ends: on its first and on its last day, and as long as it is news.

    Who goes from assisting to lead, or back, begins something new and ends nothing.
    """
    since = today - stages.HANDOVER_IS_NEWS
    rows = CoachAssignment.objects.select_related("enrolment__company").filter(coach__is_active=True)
    under_way = rows.exclude(enrolment__state__in=Enrolment.ENDED).order_by("pk")
    for one in under_way.in_force(today).filter(from_on__gt=since):
        card = one.enrolment.get_absolute_url()
        yield _handover("coach_begins", one.coach_id, one.enrolment, card, one.from_on)
    ended = list(under_way.filter(until_on__lte=today, until_on__gt=since))
    kept = _assigned_on(today + timedelta(days=1), [one.enrolment_id for one in ended])
    for one in ended:
        if one.until_on and one.coach_id not in kept[one.enrolment_id]:
            yield _handover("coach_ends", one.coach_id, one.enrolment, reverse("session-list"), one.until_on)


def _handover(rule: str, person: int, enrolment: Enrolment, path: str, due_on: date) -> Due:
    return Due(
        recipient_id=person,
        rule=rule,
        topic=Topic.HANDOVERS,
        subject_kind="enrolment",
        subject_id=enrolment.pk,
        subject_label=enrolment.company.name,
        path=path,
        due_on=due_on,
    )


def absences(today: date) -> Iterator[Due]:
    """To a coach who is away and to the one who covers: from the day on which it was last changed, until it is over."""
    rows = CoachAbsence.objects.standing().filter(noted_on__lte=today, until_on__gte=today)
    for one in rows.select_related("coach", "cover").order_by("pk"):
        days = "–".join(day.isoformat() for day in sorted({one.from_on, one.until_on}))
        for rule, person, other in (("cover_begins", one.cover, one.coach), ("covered_by", one.coach, one.cover)):
            yield Due(
                recipient_id=person.pk,
                rule=rule,
                topic=Topic.HANDOVERS,
                subject_kind="coachabsence",
                subject_id=one.pk,
                subject_label=f"{other.name}, {days}",
                path=reverse("absence-list"),
                due_on=one.noted_on,
            )


def _coaches_on(today: date, enrolments: Iterable[int], *kinds: str) -> dict[int, set[int]]:
    """Enrolment id -> ids of who hears about it: its coaches in force, or who covers for one who is away."""
    appointed = coaches_appointed(today)
    away = CoachAbsence.objects.in_force(today).filter(cover__in=appointed).order_by().values_list("coach", "cover")
    cover: dict[int, int] = dict(away)
    found = _assigned_on(today, enrolments, *kinds)
    return defaultdict(set, {key: {cover.get(one, one) for one in those} for key, those in found.items()})


def _assigned_on(today: date, enrolments: Iterable[int], *kinds: str) -> dict[int, set[int]]:
    """Enrolment id -> ids of its coaches in force, who are still appointed and may log in."""
    rows = CoachAssignment.objects.in_force(today).filter(
        enrolment__in=set(enrolments), kind__in=kinds or Kind.values, coach__in=coaches_appointed(today)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for enrolment, coach in rows.order_by().values_list("enrolment", "coach"):
        found[enrolment].add(coach)
    return found


def _leaders_on(today: date, regions: Iterable[int]) -> dict[int, set[int]]:
    """Region id -> ids of its leaders in force."""
    rows = Appointment.objects.in_force(today).filter(
        role=Role.REGIONAL_LEADER, region__in=set(regions), person__is_active=True
    )
    found: dict[int, set[int]] = defaultdict(set)
    for region, person in rows.order_by().values_list("region", "person"):
        found[region or 0].add(person)
    return found
