"""A later end for the plan, and a transfer to another region: dates, rights, counts, traces."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies import actions
from companies.actions import WrongMove
from companies.models import Company, Enrolment, EnrolmentPause, PlanExtension, RegionTransfer
from programme.people.models import AuditEvent
from programme.people.roles import Role
from tests.cast import Cast, person
from tests.notices.hearing import heard

DAY = timedelta(days=1)


def dates(enrolment: Enrolment) -> list[tuple[date, date]]:
    stages = enrolment.planned_stages.order_by("order")
    return list(stages.values_list("planned_start_on", "planned_end_on"))


def extend(cast: Cast, days: int, **values: object) -> Enrolment:
    end_on = dates(cast.a)[-1][1] + days * DAY
    given = {"by": cast.leader, "on": timezone.localdate(), "reason": "scope"} | values
    return actions.extend(enrolment=cast.a, end_on=end_on, **given)


def move(cast: Cast, **values: object) -> Enrolment:
    today = timezone.localdate()
    given = {"by": cast.leader, "region": cast.norr, "on": today, "today": today, "reason": "Flyttar norrut"} | values
    return actions.transfer(enrolment=given.pop("enrolment", cast.a), **given)


# Extension --------------------------------------------------------------------------------------


def test_extend_present_stage_gets_the_time_and_what_lies_ahead_moves(cast: Cast) -> None:
    before = dates(cast.a)

    extend(cast, 30)

    assert dates(cast.a) == [
        (before[0][0], before[0][1] + 30 * DAY),
        (before[1][0] + 30 * DAY, before[1][1] + 30 * DAY),
        (before[2][0] + 30 * DAY, before[2][1] + 30 * DAY),
    ]


def test_extend_before_the_start_lengthens_the_first_stage(cast: Cast) -> None:
    today = timezone.localdate()
    actions.move(by=cast.leader, enrolment=cast.lone, to="applied", on=today)
    actions.admit(by=cast.leader, enrolment=cast.lone, start_on=today + 10 * DAY, on=today)
    before = dates(cast.lone)

    actions.extend(by=cast.leader, enrolment=cast.lone, end_on=before[-1][1] + 30 * DAY, on=today, reason="scope")

    assert dates(cast.lone) == [
        (before[0][0], before[0][1] + 30 * DAY),
        *((start_on + 30 * DAY, end_on + 30 * DAY) for start_on, end_on in before[1:]),
    ]


def test_extend_closed_stages_stay(cast: Cast) -> None:
    first = cast.a.planned_stages.get(order=1)
    actions.close_stage(by=cast.leader, planned_stage=first, on=timezone.localdate(), without="Klart ändå")
    before = dates(cast.a)

    extend(cast, 10)

    after = dates(cast.a)
    assert after[0] == before[0]
    assert after[1] == (before[1][0], before[1][1] + 10 * DAY)
    assert after[2] == (before[2][0] + 10 * DAY, before[2][1] + 10 * DAY)


def test_extend_is_recorded_from_and_to(cast: Cast) -> None:
    former = dates(cast.a)[-1][1]

    extend(cast, 7, reason="other", note="Ombyggnad")

    kept = PlanExtension.objects.get()
    assert (kept.former_end_on, kept.end_on, kept.reason) == (former, former + 7 * DAY, "other")
    event = AuditEvent.objects.about("enrolment", cast.a.pk).get(verb="extend")
    assert event.changes["plan_ends_on"] == [former.isoformat(), (former + 7 * DAY).isoformat()]


@pytest.mark.parametrize(
    ("days", "values", "field"),
    [
        (0, {}, "end_on"),
        (-1, {}, "end_on"),
        (2000, {}, "end_on"),
        (5, {"reason": "because"}, "reason"),
        (5, {"reason": "other", "note": " "}, "note"),
    ],
)
def test_extend_refuses_at_the_field(cast: Cast, days: int, values: dict[str, str], field: str) -> None:
    before = dates(cast.a)

    with pytest.raises(ValidationError) as refused:
        extend(cast, days, **values)

    assert list(refused.value.message_dict) == [field]
    assert dates(cast.a) == before


def test_extend_only_a_plan_under_way_and_only_by_who_may(cast: Cast) -> None:
    with pytest.raises(WrongMove):
        actions.extended_plan(cast.lone, timezone.localdate())
    for other in (cast.leader_norr, cast.coach_a, cast.auditor):
        with pytest.raises(PermissionDenied):
            extend(cast, 5, by=other)


def test_extend_page_shows_the_plan_before_it_is_saved(cast: Cast, login) -> None:
    before, client = dates(cast.a), login(cast.leader)
    end_on = before[-1][1] + 30 * DAY
    address = reverse("enrolment-extend", args=[cast.a.pk])

    shown = client.post(address, {"end_on": end_on.isoformat(), "show": "1"})

    assert [planned.end_on for planned in shown.context["plan"]] == [end + 30 * DAY for _start, end in before]
    assert dates(cast.a) == before
    assert client.post(address, {"end_on": end_on.isoformat(), "reason": "staff"}).url == cast.a.get_absolute_url()
    assert dates(cast.a)[-1][1] == end_on


def test_pause_with_a_coded_reason_needs_no_words(cast: Cast) -> None:
    actions.pause(by=cast.leader, enrolment=cast.a, on=timezone.localdate(), code="staff")

    assert EnrolmentPause.objects.get().code == "staff"
    event = AuditEvent.objects.about("enrolment", cast.a.pk).get(verb="pause")
    assert event.changes["pause_code"] == [None, "staff"]
    with pytest.raises(ValidationError):
        actions.pause(by=cast.leader, enrolment=cast.b, on=timezone.localdate(), code="nonsense")


# Transfer ---------------------------------------------------------------------------------------


def test_transfer_rights_follow_at_once(cast: Cast) -> None:
    move(cast)

    assert not Enrolment.objects.visible_to(cast.leader).filter(pk=cast.a.pk).exists()
    assert not Company.objects.visible_to(cast.leader).filter(pk=cast.company_a.pk).exists()
    assert Enrolment.objects.changeable_by(cast.leader_norr).filter(pk=cast.a.pk).exists()
    assert Enrolment.objects.visible_to(cast.coach_a).filter(pk=cast.a.pk).exists()


def test_transfer_company_follows_when_all_its_open_enrolments_did(cast: Cast) -> None:
    other = Enrolment.objects.create(
        company=cast.company_a,
        programme_version=cast.programme.versions.create(name="Utgåva 2"),
        region=cast.mellersta,
        ordinal=2,
        state_since_on=timezone.localdate() - 5 * DAY,
    )

    move(cast)
    cast.company_a.refresh_from_db()
    assert cast.company_a.region == cast.mellersta
    move(cast, enrolment=other)

    cast.company_a.refresh_from_db()
    assert cast.company_a.region == cast.norr


def test_transfer_leaves_the_next_step_to_the_new_region(cast: Cast) -> None:
    Enrolment.objects.filter(pk=cast.a.pk).update(owner=cast.leader, next_step="Ring")

    move(cast)

    cast.a.refresh_from_db()
    assert (cast.a.owner, cast.a.next_step) == (None, "Ring")
    changes = AuditEvent.objects.about("enrolment", cast.a.pk).get(verb="transfer").changes
    assert changes["region"] == ["Mellersta Norrland", "Övre Norrland"]
    assert changes["company_region"] == ["Mellersta Norrland", "Övre Norrland"]


def test_transfer_refuses_at_the_field(cast: Cast) -> None:
    today = timezone.localdate()
    cases = [
        ({"region": cast.mellersta}, "region"),
        ({"on": today + DAY}, "on"),
        ({"on": cast.a.started_on - DAY}, "on"),
        ({"reason": " "}, "reason"),
    ]
    for values, field in cases:
        with pytest.raises(ValidationError) as refused:
            move(cast, **values)
        assert list(refused.value.message_dict) == [field]
    for other in (cast.leader_norr, cast.coach_a, cast.auditor, cast.funder_tvv):
        with pytest.raises(PermissionDenied):
            move(cast, by=other)
    assert not RegionTransfer.objects.exists()


def test_transfer_times_follow_each_other_without_overlap_or_gap(cast: Cast) -> None:
    today = timezone.localdate()
    move(cast, on=today - 10 * DAY)
    with pytest.raises(ValidationError):
        move(cast, by=cast.leader_norr, region=cast.mellersta, on=today - 10 * DAY)
    move(cast, by=cast.leader_norr, region=cast.mellersta, on=today - 3 * DAY)

    rows = list(RegionTransfer.objects.values_list("from_region", "to_region", "from_on"))
    assert rows == [
        (cast.mellersta.pk, cast.norr.pk, today - 10 * DAY),
        (cast.norr.pk, cast.mellersta.pk, today - 3 * DAY),
    ]
    for broken in ({"from_on": today - 10 * DAY}, {"from_on": today + DAY}, {"from_region": cast.mellersta}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RegionTransfer.objects.filter(from_on=today - 3 * DAY).update(**broken)


def test_transfer_of_who_has_left_is_refused(cast: Cast) -> None:
    actions.withdraw(by=cast.leader, enrolment=cast.a, on=timezone.localdate(), reason="no_time")

    with pytest.raises(WrongMove):
        move(cast)


def test_transfer_both_sides_and_the_coaches_are_told_once_and_for_two_weeks(cast: Cast) -> None:
    today = timezone.localdate()
    second = person("second@example.org", "Bo Lind", (Role.REGIONAL_LEADER, {"region": cast.mellersta}))
    move(cast)

    def told(day: date) -> set[tuple[int, str, str]]:
        events = ("region_given", "region_taken", "region_changed")
        return {(one.person, one.words, one.path) for event in events for one in heard(event, day)}

    everybody = {
        (second.pk, "region_given", reverse("region-card", args=[cast.norr.pk])),
        (cast.leader_norr.pk, "region_taken", cast.a.get_absolute_url()),
        (cast.coach_a.pk, "region_changed", cast.a.get_absolute_url()),
    }
    assert [told(today + n * DAY) for n in (-1, 0, 13, 14)] == [set(), everybody, everybody, set()]


def test_transfer_page_leads_the_former_leader_to_her_list(cast: Cast, login) -> None:
    client: Client = login(cast.leader)
    address = reverse("enrolment-transfer", args=[cast.a.pk])
    posted = {"region": cast.norr.pk, "on": timezone.localdate().isoformat(), "reason": "Ny fabrik i Umeå"}

    response = client.post(address, posted)

    assert response.url == reverse("company-list")
    assert client.get(cast.a.get_absolute_url()).status_code == 404
    assert client.post(address, posted).status_code == 404
    shown = login(cast.leader_norr).get(f"{cast.a.get_absolute_url()}?tab=history").content.decode()
    assert "Ny fabrik i Umeå" in shown
