"""What leaders should hear about stages and transfers. Pure: given a day, what is due. (Coaches: coaching's rules.)"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse

from companies.models import Enrolment, PlannedStage, RegionTransfer
from programme.notices.models.preference import Topic
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role
from programme.structure.models import Programme

HANDOVER_IS_NEWS = timedelta(days=14)


def stage_ends(today: date) -> Iterable[Due]:
    """To the region's leaders: a company's stage ends within the programme's days of notice, or is overdue.

    `stage_ends` is due that many days before the planned end, `stage_overdue` on the day after it; an overdue stage is
    no longer said to end soon. Three queries, however many companies there are.
    """
    longest = Programme.objects.aggregate(days=Max("stage_notice_days"))["days"] or 0
    ending = PlannedStage.objects.current().filter(
        enrolment__state=Enrolment.State.ACTIVE, planned_end_on__lte=today + timedelta(days=longest)
    )
    related = ("enrolment__company", "enrolment__programme_version__programme")
    leaders = _leaders_by_region(today)
    for planned_stage in ending.select_related(*related).order_by("planned_end_on", "pk"):
        yield from _due(planned_stage, leaders, today)


def recent_transfers(today: date) -> list[RegionTransfer]:
    """Transfers that were written down within the days that a handover is news."""
    noted = RegionTransfer.objects.filter(noted_on__lte=today, noted_on__gt=today - HANDOVER_IS_NEWS)
    return list(noted.select_related("enrolment__company").order_by("noted_on", "pk"))


def transfers(today: date) -> Iterator[Due]:
    """To the leaders of both regions when a company went from one to the other; not to the one who did it."""
    leaders = _leaders_by_region(today)
    for moved in recent_transfers(today):
        sides = (
            ("region_given", moved.from_region_id, reverse("region-card", args=[moved.to_region_id])),
            ("region_taken", moved.to_region_id, moved.enrolment.get_absolute_url()),
        )
        for rule, region, path in sides:
            for leader in leaders.get(region, []):
                if leader != moved.transferred_by_id:
                    yield Due(
                        recipient_id=leader,
                        rule=rule,
                        topic=Topic.HANDOVERS,
                        subject_kind="enrolment",
                        subject_id=moved.enrolment_id,
                        subject_label=moved.enrolment.company.name,
                        path=path,
                        due_on=moved.noted_on,
                    )


def _leaders_by_region(today: date) -> dict[int, list[int]]:
    """Ids of the leaders in force today, by region id."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    held = Appointment.objects.in_force(today).filter(role=Role.REGIONAL_LEADER, person__is_active=True)
    for region, person in held.order_by("region", "person").values_list("region", "person").distinct():
        if region is not None:
            found[region].append(person)
    return found


def _due(planned_stage: PlannedStage, leaders: dict[int, list[int]], today: date) -> Iterator[Due]:
    enrolment, end = planned_stage.enrolment, planned_stage.planned_end_on
    if end < today:
        rule, due_on = "stage_overdue", end + timedelta(days=1)
    else:
        notice = enrolment.programme_version.programme.stage_notice_days
        rule, due_on = "stage_ends", end - timedelta(days=notice)
    if due_on > today:
        return
    for leader in leaders.get(enrolment.region_id, []):
        yield Due(
            recipient_id=leader,
            rule=rule,
            topic=Topic.STAGES,
            subject_kind="enrolment",
            subject_id=enrolment.pk,
            subject_label=enrolment.company.name,
            path=enrolment.get_absolute_url(),
            due_on=due_on,
        )
