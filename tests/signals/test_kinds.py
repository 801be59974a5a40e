"""Each kind of signal finds exactly what its number says, no day too early and none too late."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from coaching.models import CoachAssignment
from companies.models import Contact, Document, Enrolment, PlannedStage
from companies.models.plan import RequirementCheck
from funding.models import Allocation, RegionalText, ReportingPeriod
from programme.jobs.models import Job
from programme.notices.models import Delivery
from programme.signals.kinds import all_kinds
from programme.signals.models import SignalRule
from programme.signals.refreshing import true_on
from programme.structure.models import Programme, StageRequirement
from tests.cast import Cast, active, company, person
from tests.funding.world import build_money, session

DAY = timedelta(days=1)
TODAY = timezone.localdate


def found(kind: str, today: date | None = None) -> set[int]:
    """The subjects of a kind by the rules in force."""
    return {subject for key, subject in true_on(today or TODAY()) if key == kind}


def rule(cast: Cast, kind: str, number: int | None, **values: object) -> None:
    given = {"number": number, "owner": all_kinds()[kind].owner, "changed_by": cast.director, **values}
    SignalRule.objects.update_or_create(kind=kind, defaults=given)


def test_silent_is_by_the_programmes_own_days_unless_the_rule_has_some(cast: Cast) -> None:
    Enrolment.objects.update(started_on=TODAY() - 90 * DAY)
    Programme.objects.update(silent_after_days=20)
    session(cast.a, cast.coach_a, TODAY() - 20 * DAY)
    session(cast.b, cast.coach_b, TODAY() - 21 * DAY)

    assert found("silent") == {cast.b.pk, cast.c.pk}
    rule(cast, "silent", 21)
    assert found("silent") == {cast.c.pk}
    rule(cast, "silent", 19)
    assert found("silent") == {cast.a.pk, cast.b.pk, cast.c.pk}
    Enrolment.objects.filter(pk=cast.a.pk).update(state="paused")
    assert found("silent") == {cast.b.pk, cast.c.pk}
    rule(cast, "silent", 19, is_on=False)
    assert found("silent") == set()


def test_stage_is_overdue_from_the_day_after_so_many_days(cast: Cast) -> None:
    stage = PlannedStage.objects.get(enrolment=cast.a, order=1)
    PlannedStage.objects.filter(pk=stage.pk).update(planned_end_on=TODAY() - 5 * DAY)

    assert found("stage-overdue") == {stage.pk}
    rule(cast, "stage-overdue", 4)
    assert found("stage-overdue") == {stage.pk}
    rule(cast, "stage-overdue", 5)
    assert found("stage-overdue") == set()


def test_gate_is_open_until_the_last_requirement_is_ticked(cast: Cast) -> None:
    stage = PlannedStage.objects.get(enrolment=cast.a, order=1)
    PlannedStage.objects.filter(order=1).exclude(pk=stage.pk).update(planned_end_on=TODAY() + 300 * DAY)
    PlannedStage.objects.filter(pk=stage.pk).update(planned_end_on=TODAY() + 14 * DAY)
    first, second = StageRequirement.objects.filter(stage=stage.stage)

    assert found("gate-open") == {stage.pk}
    rule(cast, "gate-open", 13)
    assert found("gate-open") == set()
    rule(cast, "gate-open", 14)
    for requirement, left in ((first, {stage.pk}), (second, set())):
        RequirementCheck.objects.create(
            planned_stage=stage, requirement=requirement, done_on=TODAY(), done_by=cast.leader
        )
        assert found("gate-open") == left


def test_start_is_overdue_once_its_day_has_passed(cast: Cast) -> None:
    admitted = {"state": "admitted", "admitted_on": TODAY() - 9 * DAY, "start_on": TODAY() - DAY}
    Enrolment.objects.filter(pk=cast.lone.pk).update(**admitted)

    assert found("start-overdue") == {cast.lone.pk}
    rule(cast, "start-overdue", 1)
    assert found("start-overdue") == set()


def test_coach_is_missing_when_only_an_assisting_one_is_left(cast: Cast) -> None:
    CoachAssignment.objects.filter(enrolment=cast.a).update(kind="assisting")
    Enrolment.objects.filter(pk=cast.a.pk).update(state_since_on=TODAY() - 3 * DAY)

    assert found("no-coach") == {cast.a.pk}
    rule(cast, "no-coach", 4)
    assert found("no-coach") == set()


def test_coach_has_too_many_companies_counted_once_each(cast: Cast) -> None:
    for n in range(2):
        other = active(company(300 + n, f"Fler {n} AB", cast.mellersta, "2280"), cast.version, TODAY())
        CoachAssignment.objects.create(enrolment=other, coach=cast.coach_a, from_on=TODAY())

    rule(cast, "coach-load", 2)
    assert found("coach-load") == {cast.coach_a.pk}
    assert true_on(TODAY())["coach-load", cast.coach_a.pk]["region_id"] == cast.mellersta.pk
    rule(cast, "coach-load", 3)
    assert found("coach-load") == set()


def test_card_is_incomplete_by_so_many_missing_facts(cast: Cast) -> None:
    for enrolment in (cast.a, cast.b, cast.c):
        Document.objects.create(
            enrolment=enrolment, kind="agreement", title="Avtal", size=8, uploaded_by=cast.leader,
            stored_name=f"{enrolment.pk}",
        )  # fmt: skip
    assert found("card-incomplete") == set()
    Contact.objects.filter(company=cast.company_a).update(is_main=False)
    type(cast.company_b).objects.filter(pk__in=[cast.company_b.pk, cast.company_a.pk]).update(employees=None)

    assert found("card-incomplete") == {cast.a.pk, cast.b.pk}
    rule(cast, "card-incomplete", 2)
    assert found("card-incomplete") == {cast.a.pk}


def test_report_is_due_within_so_many_days_and_until_it_is_released(cast: Cast) -> None:
    money = build_money(cast)
    ReportingPeriod.objects.update(due_on=TODAY() + 300 * DAY)
    ReportingPeriod.objects.filter(pk=money.period.pk).update(due_on=TODAY() + 30 * DAY)

    assert found("report-due") == {money.period.pk}
    assert true_on(TODAY())["report-due", money.period.pk]["owner_id"] is None
    rule(cast, "report-due", 29)
    assert found("report-due") == set()


def test_text_is_overdue_for_the_region_that_owes_it(cast: Cast) -> None:
    money = build_money(cast)
    text = RegionalText.objects.create(
        period=money.period, region=cast.norr, asks="Hur gick det?", due_on=TODAY() - DAY, asked_by=cast.director
    )

    assert found("text-overdue") == {text.pk}
    assert true_on(TODAY())["text-overdue", text.pk]["owner_id"] == cast.leader_norr.pk
    rule(cast, "text-overdue", 1)
    assert found("text-overdue") == set()


def test_share_is_missing_only_where_every_running_grant_names_what_it_pays(cast: Cast) -> None:
    money = build_money(cast)
    assert found("share-missing") == set()  # one grant pays for the whole programme
    Allocation.objects.create(
        grant=money.tvv, enrolment=cast.b, percent=10, from_on=TODAY(), until_on=TODAY() + 9 * DAY
    )

    paid = set(
        Allocation.objects.filter(from_on__lte=TODAY(), until_on__gte=TODAY()).values_list("enrolment", flat=True)
    )
    assert found("share-missing") == {cast.a.pk, cast.b.pk, cast.c.pk} - paid != set()
    rule(cast, "share-missing", 365)
    assert found("share-missing") == set()


def test_owner_is_the_lead_coach_else_the_leader_else_the_office(cast: Cast) -> None:
    Enrolment.objects.update(started_on=TODAY() - 90 * DAY)
    owner: Callable[[], object] = lambda: true_on(TODAY())["silent", cast.a.pk]["owner_id"]  # noqa: E731

    assert owner() == cast.coach_a.pk
    CoachAssignment.objects.all().delete()
    assert owner() == cast.leader.pk
    cast.leader.appointments.all().delete()
    assert owner() is None
    another = person("ny.ledare@example.org", "Ny Ledare", ("regional_leader", {"region": cast.mellersta}))  # type: ignore[arg-type]
    assert owner() == another.pk


def test_mail_is_named_until_somebody_settles_it(cast: Cast) -> None:
    made = {"recipient": cast.leader, "not_before_at": timezone.now()}
    doubt, refused, sent = (
        Delivery.objects.create(key=state, message_id=state, state=state, **made)
        for state in ("in_doubt", "bounced", "sent")
    )
    assert found("mail-unsettled") == {doubt.pk, refused.pk}
    Delivery.objects.filter(pk=doubt.pk).update(settled_at=timezone.now(), settled_by=cast.director)
    assert found("mail-unsettled") == {refused.pk}
    rule(cast, "mail-unsettled", 1)
    assert found("mail-unsettled") == set()
    assert found("mail-unsettled", TODAY() + DAY) == {refused.pk}
    assert sent.state == "sent"


def test_failed_job_is_named_until_it_is_done_or_long_ago(cast: Cast) -> None:
    now = timezone.now()
    given = {"owner": cast.leader, "kind": "company_import", "title": "Företag.xlsx"}
    failed = Job.objects.create(**given, state="failed", finished_at=now - timedelta(hours=1))
    Job.objects.create(**{**given, "title": "Annat.xlsx"}, state="done", finished_at=now)
    Job.objects.create(**{**given, "owner": cast.director}, state="done", finished_at=now)
    assert found("job-failed") == {failed.pk}
    assert found("job-failed", TODAY() + 14 * DAY) == {failed.pk}
    assert found("job-failed", TODAY() + 16 * DAY) == set()
    Job.objects.create(**given, state="done", finished_at=now)
    assert found("job-failed") == set()


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_kind_says_itself_in_both_languages_and_has_an_address(kind: str) -> None:
    one = all_kinds()[kind]

    assert "%(name)s" in str(one.said)
    assert one.number is not None or one.own
    assert one.number is None or one.least <= one.number <= one.most
