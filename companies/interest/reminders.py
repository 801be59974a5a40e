"""Who should hear about expressions of interest. Pure: given a day, what is due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from companies.models import Interest
from programme.common.working_days import working_day_after
from programme.notices.models.preference import Topic
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role

ANSWER_WITHIN = 3  # working days: what the public page promises
TOLD_FOR = timedelta(days=14)  # how long those who handed one over are told so
INBOX = (Role.REGIONAL_LEADER, Role.OUTREACH_LEAD)


def late_from(received_on: date) -> date:
    """The first day on which an answer is late: the working day after the last one that was promised."""
    return working_day_after(received_on, ANSWER_WITHIN + 1)


def late_since(today: date) -> date:
    """The latest day of arrival whose answer is late on a day."""
    day = today
    while late_from(day) > today:
        day -= timedelta(days=1)
    return day


def unanswered(today: date) -> Iterable[Due]:
    """To the region's leaders and outreach leads, or to the director where a region has none, or there is no region.

    `interest_new` at once, `interest_waiting` when three working days have ended (late_from); then it is no longer
    said to be new.
    """
    inboxes, directors = _inboxes(today)
    for interest in Interest.objects.unanswered().order_by("received_at", "pk"):
        received_on = timezone.localdate(interest.received_at)
        late_on = late_from(received_on)
        if late_on <= today:
            rule, due_on = "interest_waiting", late_on
        else:
            came_at = interest.handed_over_at or interest.received_at
            rule, due_on = "interest_new", timezone.localdate(came_at)
        if due_on > today:
            continue
        for person in inboxes.get(interest.region_id, directors):
            yield _due(interest, person, rule, due_on, interest.get_absolute_url())


def handed_over(today: date) -> Iterator[Due]:
    """To the colleagues in the region that handed one over: they need not answer it any more."""
    inboxes, _directors = _inboxes(today)
    lately = {"handed_over_at__date__gt": today - TOLD_FOR, "handed_over_at__date__lte": today}
    for interest in Interest.objects.filter(came_from__isnull=False, **lately).order_by("pk"):
        assert interest.handed_over_at is not None
        due_on = timezone.localdate(interest.handed_over_at)
        for person in inboxes.get(interest.came_from_id, []):
            if person != interest.handed_over_by_id:
                yield _due(interest, person, "interest_handed_over", due_on, reverse("interest-list"))


def _inboxes(today: date) -> tuple[dict[int | None, list[int]], list[int]]:
    """Ids of those who answer, by region id; and the directors of all programmes."""
    found: defaultdict[int | None, list[int]] = defaultdict(list)
    directors: list[int] = []
    held = Appointment.objects.in_force(today).filter(role__in=[*INBOX, Role.DIRECTOR], person__is_active=True)
    rows = held.order_by("region", "person").values_list("region", "person", "role", "programme").distinct()
    for region, person, role, programme in rows:
        if role == Role.DIRECTOR:
            directors += [person] if programme is None and person not in directors else []
        elif person not in found[region]:
            found[region].append(person)
    return dict(found), directors


def _due(interest: Interest, person: int, rule: str, due_on: date, path: str) -> Due:
    return Due(
        recipient_id=person,
        rule=rule,
        topic=Topic.INTERESTS,
        subject_kind="interest",
        subject_id=interest.pk,
        subject_label=interest.company_name,
        path=path,
        due_on=due_on,
    )
