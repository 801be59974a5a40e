"""The states of an enrolment and its stage plan, without HTTP."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies import actions
from companies.actions import WrongMove
from companies.actions.rules import settle_which_counts
from companies.models import Company, Enrolment, EnrolmentPause, PlannedStage, RequirementCheck, StateChange
from programme.common.dates import add_months
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from programme.structure.models import ProgrammeVersion
from tests.cast import Cast

State = Enrolment.State
DAY = timedelta(days=1)


def applied(cast: Cast, on: date) -> Enrolment:
    """The lone company, applied on a day."""
    enrolment = actions.enrol(by=cast.leader, company=cast.company_lone, programme_version=other_version(cast), on=on)
    actions.move(by=cast.leader, enrolment=enrolment, to=State.APPLIED, on=on)
    return enrolment


def other_version(cast: Cast) -> ProgrammeVersion:
    """A second edition with three stages."""
    version, made = ProgrammeVersion.objects.get_or_create(programme=cast.programme, name="Utgåva 2026")
    if made:
        for order, (first, last) in enumerate([(0, 3), (3, 11), (11, 18)], start=1):
            version.stages.create(
                order=order, name_sv=f"S{order}", name_en=f"S{order}", start_month=first, end_month=last
            )
    return version


def plan(enrolment: Enrolment) -> list[tuple[date, date, date | None, date | None]]:
    return list(
        enrolment.planned_stages.order_by("order").values_list(
            "planned_start_on", "planned_end_on", "entered_on", "closed_on"
        )
    )


def states(enrolment: Enrolment) -> list[tuple[str, date]]:
    return list(StateChange.objects.filter(enrolment=enrolment).order_by("pk").values_list("state", "changed_on"))


def verbs(enrolment: Enrolment) -> list[str]:
    found = AuditEvent.objects.about("enrolment", enrolment.pk).order_by("pk")
    return list(found.values_list("verb", flat=True))


def close_with_reason(cast: Cast, enrolment: Enrolment, on: date) -> PlannedStage:
    current = enrolment.planned_stages.current().get()
    return actions.close_stage(by=cast.leader, planned_stage=current, on=on, without="Klart på annat sätt")


def test_enrolment_whole_way_leaves_states_dates_and_one_event_each(cast: Cast) -> None:
    start_on = date(2026, 8, 31)
    enrolment = applied(cast, date(2026, 6, 1))

    actions.admit(by=cast.leader, enrolment=enrolment, start_on=start_on, on=date(2026, 6, 20))
    actions.start(by=cast.leader, enrolment=enrolment, on=start_on)
    close_with_reason(cast, enrolment, date(2026, 11, 25))
    close_with_reason(cast, enrolment, date(2027, 7, 31))
    close_with_reason(cast, enrolment, date(2028, 2, 20))
    actions.complete(by=cast.leader, enrolment=enrolment, on=date(2028, 2, 29))

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.admitted_on, enrolment.started_on, enrolment.ended_on) == (
        State.COMPLETED,
        date(2026, 6, 20),
        start_on,
        date(2028, 2, 29),
    )
    assert plan(enrolment) == [
        (date(2026, 8, 31), date(2026, 11, 30), start_on, date(2026, 11, 25)),
        (date(2026, 11, 30), date(2027, 7, 31), date(2026, 11, 25), date(2027, 7, 31)),
        (date(2027, 7, 31), date(2028, 2, 29), date(2027, 7, 31), date(2028, 2, 20)),
    ]
    assert states(enrolment) == [
        ("interested", date(2026, 6, 1)),
        ("applied", date(2026, 6, 1)),
        ("admitted", date(2026, 6, 20)),
        ("active", start_on),
        ("completed", date(2028, 2, 29)),
    ]
    assert verbs(enrolment) == ["enrol", "move", "admit", "start", *["close_stage"] * 3, "complete"]


def test_enrol_again_while_open_is_refused_and_after_leaving_allowed(cast: Cast) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError) as refused:
        actions.enrol(by=cast.leader, company=cast.company_lone, programme_version=cast.version, on=today)
    assert list(refused.value.message_dict) == ["programme_version"]

    actions.withdraw(by=cast.leader, enrolment=cast.lone, on=today, reason="no_time")
    again = actions.enrol(by=cast.leader, company=cast.company_lone, programme_version=cast.version, on=today)

    assert (again.state, again.region) == (State.INTERESTED, cast.mellersta)


def test_enrol_in_closed_edition_is_refused(cast: Cast) -> None:
    ProgrammeVersion.objects.filter(pk=cast.version.pk).update(open_for_enrolment=False)
    cast.version.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        actions.enrol(by=cast.leader, company=cast.company_a, programme_version=cast.version, on=date(2026, 1, 1))

    assert list(refused.value.message_dict) == ["programme_version"]


@pytest.mark.parametrize("state", State.values)
def test_moves_only_those_of_the_table_succeed(cast: Cast, state: str) -> None:
    today = timezone.localdate()
    fields = {"admitted_on": today, "start_on": today, "started_on": today, "state_since_on": today}
    if state in {"interested", "contacted", "applied", "withdrawn"}:
        fields |= {"admitted_on": None, "start_on": None, "started_on": None}
    elif state == "admitted":
        fields["started_on"] = None
    ended = {"ended_on": today} if state in Enrolment.ENDED else {}
    reason = {"withdrawal_reason": "other"} if state == "withdrawn" else {}
    Enrolment.objects.filter(pk=cast.lone.pk).update(state=state, **fields, **ended, **reason)
    if state == "paused":
        EnrolmentPause.objects.create(enrolment=cast.lone, paused_on=today, reason="Semester")
    first = cast.version.stages.get(order=1)
    PlannedStage.objects.create(
        enrolment=cast.lone, stage=first, order=1, planned_start_on=today, planned_end_on=today + 90 * DAY
    )
    acts = {
        "interested": lambda e: actions.move(by=cast.leader, enrolment=e, to="interested", on=today),
        "contacted": lambda e: actions.move(by=cast.leader, enrolment=e, to="contacted", on=today),
        "applied": lambda e: actions.move(by=cast.leader, enrolment=e, to="applied", on=today),
        "admitted": lambda e: actions.admit(by=cast.leader, enrolment=e, start_on=today, on=today),
        "active": lambda e: (actions.resume if state == "paused" else actions.start)(
            by=cast.leader, enrolment=e, on=today
        ),
        "paused": lambda e: actions.pause(by=cast.leader, enrolment=e, on=today, reason="Semester"),
        "completed": lambda e: actions.complete(by=cast.leader, enrolment=e, on=today, without="Klart"),
        "withdrawn": lambda e: actions.withdraw(by=cast.leader, enrolment=e, on=today, reason="other"),
    }
    if state == "applied":
        PlannedStage.objects.all().filter(enrolment=cast.lone).delete()

    reached = set()
    for target, act in acts.items():
        try:
            with transaction.atomic():
                act(Enrolment.objects.get(pk=cast.lone.pk))
                reached.add(Enrolment.objects.get(pk=cast.lone.pk).state)
                transaction.set_rollback(True)
        except WrongMove as refused:
            assert refused.messages[0].strip(), target

    assert reached == {str(target) for target in Enrolment.MOVES[state]}


def test_move_back_from_admitted_takes_plan_and_start_away(cast: Cast) -> None:
    today = timezone.localdate()
    enrolment = applied(cast, today)
    actions.admit(by=cast.leader, enrolment=enrolment, start_on=today, on=today)
    assert enrolment.planned_stages.count() == 3

    actions.move(by=cast.leader, enrolment=enrolment, to=State.APPLIED, on=today)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.start_on, enrolment.admitted_on) == (State.APPLIED, None, None)
    assert enrolment.planned_stages.count() == 0


def test_move_back_of_company_that_was_in_the_lift_is_refused(cast: Cast) -> None:
    today = timezone.localdate()
    actions.withdraw(by=cast.leader, enrolment=cast.a, on=today, reason="economy")

    with pytest.raises(WrongMove):
        actions.move(by=cast.leader, enrolment=cast.a, to=State.INTERESTED, on=today)

    cast.a.refresh_from_db()
    assert (cast.a.state, cast.a.ended_on) == (State.WITHDRAWN, today)


@pytest.mark.parametrize("start_in", [-1, 732])
def test_admit_start_before_admission_or_far_ahead_is_refused_at_its_field(cast: Cast, start_in: int) -> None:
    today = timezone.localdate()
    enrolment = applied(cast, today)

    with pytest.raises(ValidationError) as refused:
        actions.admit(by=cast.leader, enrolment=enrolment, start_on=today + start_in * DAY, on=today)

    assert list(refused.value.message_dict) == ["start_on"]
    assert PlannedStage.objects.filter(enrolment=enrolment).count() == 0


def test_admit_to_edition_without_stages_is_refused(cast: Cast) -> None:
    today = timezone.localdate()
    enrolment = applied(cast, today)
    enrolment.programme_version.stages.all().delete()

    with pytest.raises(ValidationError):
        actions.admit(by=cast.leader, enrolment=enrolment, start_on=today, on=today)

    enrolment.refresh_from_db()
    assert enrolment.state == State.APPLIED


def test_pause_and_resume_moves_only_what_lies_ahead(cast: Cast) -> None:
    started = cast.a.started_on
    assert started is not None
    close_with_reason(cast, cast.a, started + 40 * DAY)
    paused_on, resumed_on = started + 50 * DAY, started + 85 * DAY
    before = plan(cast.a)

    actions.pause(by=cast.leader, enrolment=cast.a, on=paused_on, reason="Ombyggnad")
    actions.resume(by=cast.leader, enrolment=cast.a, on=resumed_on)

    after = plan(cast.a)
    assert after[0] == before[0]  # closed: stays as it was planned
    assert after[1][1] == add_months(started, 11) + 35 * DAY
    assert (after[2][0], after[2][1]) == (add_months(started, 11) + 35 * DAY, add_months(started, 18) + 35 * DAY)
    assert states(cast.a)[-2:] == [("paused", paused_on), ("active", resumed_on)]
    pause = EnrolmentPause.objects.get(enrolment=cast.a)
    assert (pause.paused_on, pause.resumed_on, pause.reason) == (paused_on, resumed_on, "Ombyggnad")


def test_resume_of_company_that_was_late_leaves_the_passed_date(cast: Cast) -> None:
    first = cast.a.planned_stages.get(order=1)
    passed = first.planned_end_on - 200 * DAY
    PlannedStage.objects.filter(pk=first.pk).update(planned_start_on=passed - 90 * DAY, planned_end_on=passed)
    assert cast.a.started_on is not None
    today = timezone.localdate()

    actions.pause(by=cast.leader, enrolment=cast.a, on=today - 30 * DAY, reason="Vila")
    actions.resume(by=cast.leader, enrolment=cast.a, on=today)

    first.refresh_from_db()
    assert first.planned_end_on == passed


def test_withdraw_while_paused_closes_the_pause(cast: Cast) -> None:
    today = timezone.localdate()
    actions.pause(by=cast.leader, enrolment=cast.a, on=today - 5 * DAY, reason="Vila")

    actions.withdraw(by=cast.leader, enrolment=cast.a, on=today, reason="ownership", note="Ny ägare")

    cast.a.refresh_from_db()
    assert (cast.a.state, cast.a.ended_on, cast.a.withdrawal_reason, cast.a.withdrawal_note) == (
        State.WITHDRAWN,
        today,
        "ownership",
        "Ny ägare",
    )
    assert EnrolmentPause.objects.get(enrolment=cast.a).resumed_on == today


def test_withdraw_without_known_reason_is_refused_at_its_field(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.withdraw(by=cast.leader, enrolment=cast.a, on=timezone.localdate(), reason="bored")

    assert list(refused.value.message_dict) == ["reason"]
    cast.a.refresh_from_db()
    assert cast.a.state == State.ACTIVE


def test_complete_with_open_stages_needs_a_reason(cast: Cast) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError) as refused:
        actions.complete(by=cast.leader, enrolment=cast.a, on=today)
    assert list(refused.value.message_dict) == ["without"]

    actions.complete(by=cast.leader, enrolment=cast.a, on=today, without="Målen nåddes tidigare")

    cast.a.refresh_from_db()
    assert (cast.a.state, cast.a.ended_on) == (State.COMPLETED, today)
    assert cast.a.state_changes.last().reason == "Målen nåddes tidigare"


def test_verbs_on_a_day_before_the_latest_event_are_refused_at_the_day(cast: Cast) -> None:
    assert cast.a.started_on is not None
    close_with_reason(cast, cast.a, cast.a.started_on + 20 * DAY)
    early = cast.a.started_on + 19 * DAY
    current = cast.a.planned_stages.current().get()
    acts = [
        lambda: actions.pause(by=cast.leader, enrolment=cast.a, on=early, reason="Vila"),
        lambda: actions.withdraw(by=cast.leader, enrolment=cast.a, on=early, reason="other"),
        lambda: actions.complete(by=cast.leader, enrolment=cast.a, on=early, without="x"),
        lambda: actions.close_stage(by=cast.leader, planned_stage=current, on=early, without="x"),
    ]

    for act in acts:
        with pytest.raises(ValidationError) as refused:
            act()
        assert list(refused.value.message_dict) == ["on"]

    cast.a.refresh_from_db()
    assert cast.a.state == State.ACTIVE


def test_close_stage_with_open_requirements_needs_a_reason_and_enters_the_next(cast: Cast) -> None:
    today = timezone.localdate()
    current = cast.a.planned_stages.current().get()
    first, second = current.stage.requirements.all()
    actions.check_requirement(by=cast.leader, planned_stage=current, requirement=first, on=today, done=True)
    assert actions.open_requirements(current) == [second]
    with pytest.raises(ValidationError) as refused:
        actions.close_stage(by=cast.leader, planned_stage=current, on=today)
    assert list(refused.value.message_dict) == ["without"]

    actions.check_requirement(by=cast.leader, planned_stage=current, requirement=second, on=today, done=True)
    actions.close_stage(by=cast.leader, planned_stage=current, on=today, without="behövs inte")

    current.refresh_from_db()
    assert (current.closed_on, current.closed_by, current.closed_without) == (today, cast.leader, "")
    following = cast.a.planned_stages.current().get()
    assert (following.order, following.entered_on) == (2, today)


def test_close_stage_that_the_company_is_not_in_is_refused(cast: Cast) -> None:
    third = cast.a.planned_stages.get(order=3)

    with pytest.raises(WrongMove):
        actions.close_stage(by=cast.leader, planned_stage=third, on=timezone.localdate(), without="x")

    third.refresh_from_db()
    assert third.closed_on is None


def test_check_requirement_twice_leaves_one_row_and_one_event(cast: Cast) -> None:
    today = timezone.localdate()
    current = cast.a.planned_stages.current().get()
    requirement = current.stage.requirements.first()
    assert requirement is not None

    for _ in range(2):
        actions.check_requirement(by=cast.leader, planned_stage=current, requirement=requirement, on=today, done=True)
    assert RequirementCheck.objects.filter(planned_stage=current).count() == 1
    assert verbs(cast.a) == ["check_requirement"]

    actions.check_requirement(by=cast.leader, planned_stage=current, requirement=requirement, on=today, done=False)
    assert RequirementCheck.objects.filter(planned_stage=current).count() == 0


def test_check_requirement_of_another_stage_or_closed_stage_is_refused(cast: Cast) -> None:
    today = timezone.localdate()
    current = cast.a.planned_stages.current().get()
    foreign = cast.version.stages.get(order=2).requirements.first()
    own = current.stage.requirements.first()
    assert foreign and own
    with pytest.raises(ValidationError):
        actions.check_requirement(by=cast.leader, planned_stage=current, requirement=foreign, on=today, done=True)
    close_with_reason(cast, cast.a, today)

    with pytest.raises(ValidationError):
        actions.check_requirement(by=cast.leader, planned_stage=current, requirement=own, on=today, done=True)

    assert RequirementCheck.objects.count() == 0


def test_set_next_step_on_older_version_raises_conflict(cast: Cast) -> None:
    values = {"next_step": "Ring", "next_step_on": date(2026, 12, 1), "owner": cast.leader}
    actions.set_next_step(by=cast.leader, enrolment=cast.lone, version=1, values=values)

    with pytest.raises(Conflict):
        actions.set_next_step(by=cast.director, enrolment=cast.lone, version=1, values={"next_step": "Besök"})

    cast.lone.refresh_from_db()
    assert (cast.lone.next_step, cast.lone.owner, cast.lone.version) == ("Ring", cast.leader, 2)


@pytest.mark.parametrize("role", ["leader_norr", "coach_a", "auditor", "funder_tvv", "nobody", "inactive"])
def test_every_verb_by_who_may_not_is_denied_and_changes_nothing(cast: Cast, role: str) -> None:
    who, today = getattr(cast, role), timezone.localdate()
    current = cast.a.planned_stages.current().get()
    elsewhere = cast.b.planned_stages.current().get()  # whose coach is another
    requirement = current.stage.requirements.first()
    assert requirement is not None
    before = AuditEvent.objects.count(), StateChange.objects.count(), RequirementCheck.objects.count()
    acts = [
        lambda: actions.enrol(by=who, company=cast.company_a, programme_version=other_version(cast), on=today),
        lambda: actions.move(by=who, enrolment=cast.lone, to=State.CONTACTED, on=today),
        lambda: actions.admit(by=who, enrolment=cast.lone, start_on=today, on=today),
        lambda: actions.start(by=who, enrolment=cast.lone, on=today),
        lambda: actions.pause(by=who, enrolment=cast.a, on=today, reason="x"),
        lambda: actions.resume(by=who, enrolment=cast.a, on=today),
        lambda: actions.withdraw(by=who, enrolment=cast.a, on=today, reason="other"),
        lambda: actions.complete(by=who, enrolment=cast.a, on=today, without="x"),
        lambda: actions.close_stage(by=who, planned_stage=current, on=today, without="x"),
        lambda: actions.check_requirement(
            by=who, planned_stage=elsewhere, requirement=requirement, on=today, done=True
        ),
        lambda: actions.set_next_step(by=who, enrolment=cast.a, version=1, values={"next_step": "x"}),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()

    assert (AuditEvent.objects.count(), StateChange.objects.count(), RequirementCheck.objects.count()) == before


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "withdrawn", "ended_on": date(2026, 1, 1)}, "withdrawn_has_reason"),
        ({"state": "withdrawn", "withdrawal_reason": "other"}, "ended_means_ended"),
        ({"state": "admitted"}, "admitted_has_start"),
        ({"state": "active", "admitted_on": date(2026, 1, 1), "start_on": date(2026, 1, 1)}, "active_has_started"),
    ],
)
def test_enrolment_rows_that_cannot_be_are_refused_by_the_database(
    cast: Cast, changes: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Enrolment.objects.filter(pk=cast.lone.pk).update(**changes)


def test_each_enrolment_of_a_company_has_its_own_ordinal(cast: Cast) -> None:
    again = actions.enrol(
        by=cast.leader, company=cast.company_lone, programme_version=other_version(cast), on=timezone.localdate()
    )
    assert (cast.lone.ordinal, again.ordinal) == (1, 2)
    assert set(Enrolment.objects.of_those_who_came_again()) == {cast.lone, again}
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=again.pk).update(ordinal=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=again.pk).update(ordinal=0)


@pytest.mark.parametrize("seed", range(3))
def test_one_enrolment_of_a_company_counts_whatever_happens_to_them(cast: Cast, seed: int) -> None:
    """An open one goes before an ended one, then the latest; said anew by every verb that changes a state."""
    random, day = Random(seed), cast.lone.state_since_on
    editions = [cast.programme.versions.create(name=f"Prov {n}") for n in range(3)]
    for edition in editions:
        edition.stages.create(order=1, name_sv="S", name_en="S", start_month=0, end_month=3)
    rows = Enrolment.objects.filter(company=cast.company_lone)
    acts: list[Callable[[Enrolment], object]] = [
        lambda row: actions.move(by=cast.leader, enrolment=row, to=random.choice(["interested", "applied"]), on=day),
        lambda row: actions.take_back(by=cast.leader, enrolment=row, today=day),
        lambda row: actions.admit(by=cast.leader, enrolment=row, start_on=day, on=day),
        lambda row: actions.start(by=cast.leader, enrolment=row, on=day),
        lambda row: actions.pause(by=cast.leader, enrolment=row, on=day, reason="Vila"),
        lambda row: actions.resume(by=cast.leader, enrolment=row, on=day),
        lambda row: actions.complete(by=cast.leader, enrolment=row, on=day, without="Klart"),
        lambda row: actions.withdraw(by=cast.leader, enrolment=row, on=day, reason="no_time"),
        lambda row: actions.enrol(
            by=cast.leader, company=row.company, programme_version=random.choice(editions), on=day
        ),
    ]
    seen = set()
    for _turn in range(80):
        day += random.choice([0, 0, 1, 3]) * DAY
        with contextlib.suppress(ValidationError):
            random.choice(acts)(random.choice(list(rows.all())))
        known = sorted(rows.all(), key=lambda row: (row.ended_on is None, row.state_since_on, row.pk))
        assert [row.superseded for row in known] == [*[True] * (len(known) - 1), False]
        seen.add((len(known) > 1, known[-1].ordinal, known[-1].ended_on is None))

    assert len({ordinal for several, ordinal, _is_open in seen if several}) > 1  # more than one of them has counted


def test_settling_many_companies_marks_what_was_written_beside_the_verbs(cast: Cast) -> None:
    again = actions.enrol(
        by=cast.leader, company=cast.company_lone, programme_version=other_version(cast), on=timezone.localdate()
    )
    Enrolment.objects.update(superseded=True)
    assert settle_which_counts(Company.objects.order_by().values("pk")) == {cast.lone.pk}
    assert set(Enrolment.objects.filter(superseded=True)) == {cast.lone}
    assert again.superseded is False
