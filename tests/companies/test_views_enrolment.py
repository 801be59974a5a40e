"""Pages on which enrolments and stages move."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Enrolment, EnrolmentPause, RequirementCheck, StateChange
from tests.cast import Cast

Login = Callable[[object], Client]
DAY = timedelta(days=1)
VERBS = [
    ("enrolment-next-step", "a"),
    ("enrolment-move", "lone"),
    ("enrolment-admit", "lone"),
    ("enrolment-start", "lone"),
    ("enrolment-pause", "a"),
    ("enrolment-resume", "a"),
    ("enrolment-withdraw", "a"),
    ("enrolment-complete", "a"),
    ("enrolment-transfer", "a"),
]


def errors(response: object) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}  # type: ignore[attr-defined]


def post(client: Client, name: str, enrolment: Enrolment, **posted: object) -> object:
    return client.post(reverse(name, args=[enrolment.pk]), posted)


def test_enrolment_pages_walk_from_interest_to_the_first_stage(cast: Cast, login: Login) -> None:
    client, today = login(cast.leader), timezone.localdate()

    post(client, "enrolment-move", cast.lone, to="applied")
    post(client, "enrolment-admit", cast.lone, start_on=today.isoformat())
    response = post(client, "enrolment-start", cast.lone)

    assert response.url == cast.lone.get_absolute_url()  # type: ignore[attr-defined]
    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.started_on) == ("active", today)
    assert cast.lone.planned_stages.current().get().order == 1
    states = StateChange.objects.filter(enrolment=cast.lone).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["interested", "applied", "admitted", "active"]


def test_enrolment_admit_shows_the_plan_before_it_is_saved(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    post(client, "enrolment-move", cast.lone, to="applied")
    start_on = timezone.localdate() + 10 * DAY

    response = post(client, "enrolment-admit", cast.lone, start_on=start_on.isoformat(), show="1")

    plan = response.context["plan"]  # type: ignore[attr-defined]
    assert [planned.stage.order for planned in plan] == [1, 2, 3]
    assert plan[0].start_on == start_on
    assert plan[-1].end_on.isoformat() in response.content.decode()  # type: ignore[attr-defined]
    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.planned_stages.count()) == ("applied", 0)


@pytest.mark.parametrize(
    "start_on", ["", "2027-02-29", "2026-02-31", "0001-01-01", "9999-12-31", "03/04/2027", "45000", "\x00", "x" * 1000]
)
def test_enrolment_admit_bad_start_is_refused_at_its_field(cast: Cast, login: Login, start_on: str) -> None:
    client = login(cast.leader)
    post(client, "enrolment-move", cast.lone, to="applied")

    for show in ({}, {"show": "1"}):
        response = post(client, "enrolment-admit", cast.lone, start_on=start_on, **show)
        assert response.status_code == 200  # type: ignore[attr-defined]
        assert list(errors(response)) == ["start_on"]

    cast.lone.refresh_from_db()
    assert cast.lone.state == "applied"


def test_enrolment_pause_resume_by_pages_moves_the_plan(cast: Cast, login: Login) -> None:
    client, today = login(cast.leader), timezone.localdate()
    last = cast.a.planned_stages.get(order=3)
    before = last.planned_end_on

    post(client, "enrolment-pause", cast.a, on=(today - 7 * DAY).isoformat(), code="other", reason="Semester")
    post(client, "enrolment-resume", cast.a)

    last.refresh_from_db()
    assert last.planned_end_on == before + 7 * DAY
    assert EnrolmentPause.objects.get(enrolment=cast.a).resumed_on == today


@pytest.mark.parametrize(("name", "who"), VERBS[1:])
def test_enrolment_verbs_in_the_future_are_refused_or_lead_back(cast: Cast, login: Login, name: str, who: str) -> None:
    enrolment: Enrolment = getattr(cast, who)
    before = enrolment.state
    tomorrow = (timezone.localdate() + DAY).isoformat()
    posted = {"to": "contacted", "start_on": tomorrow, "reason": "other", "without": "x", "on": tomorrow}
    posted |= {"code": "economy", "region": str(cast.norr.pk)}

    response = post(login(cast.leader), name, enrolment, **posted)

    if response.status_code == 302:  # type: ignore[attr-defined]  not in a state for this verb
        assert response.url == enrolment.get_absolute_url()  # type: ignore[attr-defined]
    else:
        assert list(errors(response)) == ["on"]
    enrolment.refresh_from_db()
    assert enrolment.state == before


@pytest.mark.parametrize(
    ("name", "posted", "field"),
    [
        ("enrolment-pause", {"reason": "Vila"}, "code"),
        ("enrolment-pause", {"code": "other", "reason": ""}, "reason"),
        ("enrolment-pause", {"code": "other", "reason": "x" * 301}, "reason"),
        ("enrolment-extend", {"end_on": "2001-01-01", "reason": "scope"}, "end_on"),
        ("enrolment-extend", {"end_on": "2099-01-01", "reason": "scope"}, "end_on"),
        ("enrolment-extend", {"end_on": "31 december", "reason": "scope"}, "end_on"),
        ("enrolment-transfer", {"region": "", "reason": "Flytt", "on": "2026-01-01"}, "region"),
        ("enrolment-transfer", {"region": "987654", "reason": "Flytt", "on": "2026-01-01"}, "region"),
        ("enrolment-withdraw", {"reason": ""}, "reason"),
        ("enrolment-withdraw", {"reason": "bored"}, "reason"),
        ("enrolment-complete", {"without": ""}, "without"),
        ("enrolment-pause", {"code": "other", "reason": "Vila", "on": "2001-01-01"}, "on"),
        ("enrolment-next-step", {"version": "1", "next_step": "x" * 201}, "next_step"),
        ("enrolment-next-step", {"version": "1", "owner": str(2**63)}, "owner"),
    ],
)
def test_enrolment_pages_say_what_is_missing_at_its_field(
    cast: Cast, login: Login, name: str, posted: dict[str, str], field: str
) -> None:
    response = post(login(cast.leader), name, cast.a, **posted)

    assert list(errors(response)) == [field]
    cast.a.refresh_from_db()
    assert (cast.a.state, cast.a.version) == ("active", 1)


def test_enrolment_withdraw_posted_twice_is_done_once(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    answers = [post(client, "enrolment-withdraw", cast.a, reason="economy", note="Varsel") for _ in range(2)]

    assert [answer.url for answer in answers] == [cast.a.get_absolute_url()] * 2  # type: ignore[attr-defined]
    cast.a.refresh_from_db()
    assert (cast.a.state, cast.a.withdrawal_reason, cast.a.withdrawal_note) == ("withdrawn", "economy", "Varsel")
    assert StateChange.objects.filter(enrolment=cast.a, state="withdrawn").count() == 1


def test_enrolment_move_offers_only_what_follows(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    page = client.get(reverse("enrolment-move", args=[cast.lone.pk]))
    assert [state for state, _ in page.context["form"].fields["to"].choices] == ["contacted", "applied"]

    response = post(client, "enrolment-move", cast.lone, to="completed")

    assert list(errors(response)) == ["to"]
    cast.lone.refresh_from_db()
    assert cast.lone.state == "interested"


def test_enrolment_add_posted_twice_makes_one_and_again_is_refused(cast: Cast, login: Login) -> None:
    client, path = login(cast.leader), reverse("enrolment-add", args=[cast.company_a.pk])
    version = cast.programme.versions.create(name="Utgåva 2026")
    posted = {"key": str(uuid.uuid4()), "programme_version": version.pk, "source": "Tips"}

    urls = {client.post(path, posted).url for _ in range(3)}
    again = client.post(path, posted | {"key": str(uuid.uuid4())})

    made = Enrolment.objects.get(company=cast.company_a, programme_version=version)
    assert urls == {made.get_absolute_url()}
    assert list(errors(again)) == ["programme_version"]


def test_next_step_owner_is_chosen_among_people_of_the_region(cast: Cast, login: Login) -> None:
    client, path = login(cast.leader), reverse("enrolment-next-step", args=[cast.lone.pk])
    offered = {str(row.pk) for row in client.get(path).context["form"].fields["owner"].queryset}
    assert str(cast.coach_a.pk) in offered
    assert str(cast.coach_c.pk) not in offered

    response = client.post(path, {"version": 1, "next_step": "Ring", "owner": cast.coach_c.pk})
    assert list(errors(response)) == ["owner"]
    client.post(path, {"version": 1, "next_step": "Ring", "next_step_on": "2027-01-05", "owner": cast.leader.pk})

    cast.lone.refresh_from_db()
    assert (cast.lone.next_step, cast.lone.next_step_on, cast.lone.owner) == ("Ring", date(2027, 1, 5), cast.leader)


def test_next_step_conflict_shows_both(cast: Cast, login: Login) -> None:
    path = reverse("enrolment-next-step", args=[cast.lone.pk])
    login(cast.director).post(path, {"version": 1, "next_step": "Besök"})

    conflict = login(cast.leader).post(path, {"version": 1, "next_step": "Ring"})

    assert conflict.status_code == 409
    assert [(pair["saved"], pair["typed"]) for pair in conflict.context["pairs"]] == [("Besök", "Ring")]


def test_stage_close_lists_what_is_open_and_takes_a_reason(cast: Cast, login: Login) -> None:
    client, current = login(cast.leader), cast.a.planned_stages.current().get()
    path = reverse("stage-close", args=[current.pk])
    page = client.get(path).content.decode()
    assert [name for name in ("Krav 1.1", "Krav 1.2", "Krav 2.1") if name in page] == ["Krav 1.1", "Krav 1.2"]

    assert list(errors(client.post(path, {}))) == ["without"]
    done = client.post(path, {"without": "Görs i nästa etapp"})

    assert done.url == cast.a.get_absolute_url()
    current.refresh_from_db()
    assert (current.closed_on, current.closed_without) == (timezone.localdate(), "Görs i nästa etapp")
    assert cast.a.planned_stages.current().get().order == 2


def test_requirement_check_ticks_and_takes_back(cast: Cast, login: Login) -> None:
    client, current = login(cast.leader), cast.a.planned_stages.current().get()
    requirement = current.stage.requirements.first()
    path = reverse("requirement-check", args=[current.pk, requirement.pk])

    client.post(path, {"done": "1"})
    client.post(path, {"done": "1"})
    check = RequirementCheck.objects.get(planned_stage=current)
    assert (check.requirement, check.done_by) == (requirement, cast.leader)
    client.post(path, {"done": "0"})

    assert RequirementCheck.objects.filter(planned_stage=current).count() == 0
    assert client.get(path).status_code == 405


def test_requirement_check_by_the_companys_coach_is_noted_in_her_name(cast: Cast, login: Login) -> None:
    own, other = cast.a.planned_stages.current().get(), cast.b.planned_stages.current().get()
    requirement = own.stage.requirements.first()
    client = login(cast.coach_a)

    client.post(reverse("requirement-check", args=[own.pk, requirement.pk]), {"done": "1"})

    assert RequirementCheck.objects.get().done_by == cast.coach_a
    assert client.post(reverse("requirement-check", args=[other.pk, requirement.pk]), {"done": "1"}).status_code == 404


def test_requirement_check_of_another_stage_is_not_found(cast: Cast, login: Login) -> None:
    current = cast.a.planned_stages.current().get()
    foreign = cast.version.stages.get(order=2).requirements.first()

    response = login(cast.leader).post(reverse("requirement-check", args=[current.pk, foreign.pk]), {"done": "1"})

    assert response.status_code == 404
    assert RequirementCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "status"), [("leader_norr", 404), ("coach_a", 403), ("auditor", 403), ("funder_tvv", 403)]
)
def test_enrolment_verbs_by_who_may_not_change_nothing(cast: Cast, login: Login, role: str, status: int) -> None:
    client, current = login(getattr(cast, role)), cast.a.planned_stages.current().get()
    requirement = current.stage.requirements.first()
    paths = [reverse(name, args=[cast.a.pk]) for name, _ in VERBS]
    paths += [reverse("stage-close", args=[current.pk])]
    if role != "coach_a":  # she ticks what her own company has done
        paths += [reverse("requirement-check", args=[current.pk, requirement.pk])]
    posted = {
        "to": "contacted",
        "start_on": "2027-01-01",
        "reason": "other",
        "without": "x",
        "version": "1",
        "done": "1",
    }

    assert [client.post(path, posted).status_code for path in paths] == [status] * len(paths)

    cast.a.refresh_from_db()
    assert (cast.a.state, cast.a.version, cast.a.planned_stages.current().get()) == ("active", 1, current)
    assert RequirementCheck.objects.count() == 0


@pytest.mark.parametrize(("name", "who"), VERBS)
def test_enrolment_pages_by_get_change_nothing(cast: Cast, login: Login, name: str, who: str) -> None:
    enrolment: Enrolment = getattr(cast, who)
    before = enrolment.state, StateChange.objects.count()

    login(cast.leader).get(reverse(name, args=[enrolment.pk]))

    enrolment.refresh_from_db()
    assert (enrolment.state, StateChange.objects.count()) == before
