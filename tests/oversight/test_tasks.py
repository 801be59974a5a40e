"""What waits on a leader's home: each kind, in the order of consequence, counted, listed, mended in one click."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.models import ActionItem, CoachAssignment
from companies import actions
from companies.models import Company, Contact, Enrolment, Interest, PlannedStage, StateChange
from funding.models import RegionalText
from programme.common.dates import add_months
from programme.oversight.dashboards.kinds import KINDS
from programme.oversight.dashboards.todo import SHOWN
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import Role
from tests.cast import LONG_AGO, Cast, active, company
from tests.funding.world import build_money

CARD = re.compile(r"/(companies|enrolments)/\d+/")
DAY = timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def world(cast: Cast) -> Cast:
    """A region in which every kind of task waits, and the same trouble in the other region."""
    today = TODAY()
    for region, place, first in ((cast.mellersta, "2280", 200), (cast.norr, "2482", 300)):
        _trouble(cast, region, place, first)
    ActionItem.objects.create(enrolment=cast.a, what="Märk upp", due_on=today - 2 * DAY, added_by=cast.coach_a)
    Company.objects.update(entered_at=timezone.now() - 40 * DAY)
    fresh = company(260, "Nyinlagd AB", cast.mellersta, "2280")
    Company.objects.filter(pk=fresh.pk).update(entered_at=timezone.now())
    return cast


def _trouble(cast: Cast, region: object, place: str, first: int) -> None:
    today = TODAY()
    mark = "N" if first == 300 else "M"

    def way_in(n: int, name: str, **values: object) -> Enrolment:
        row = company(first + n, f"{name} {mark} AB", region, place)  # type: ignore[arg-type]
        given = {"programme_version": cast.version, "region": region, "state_since_on": today - 3 * DAY, **values}
        enrolment = Enrolment.objects.create(company=row, **given)
        StateChange.objects.create(enrolment=enrolment, state=enrolment.state, changed_on=enrolment.state_since_on)
        return enrolment

    late = active(company(first, f"Sen {mark} AB", region, place), cast.version, add_months(today, -5))  # type: ignore[arg-type]
    CoachAssignment.objects.create(enrolment=late, coach=cast.coach_a, from_on=today - 9 * DAY)
    soon = active(company(first + 1, f"Snart {mark} AB", region, place), cast.version, add_months(today, -3) + 5 * DAY)  # type: ignore[arg-type]
    PlannedStage.objects.filter(enrolment=soon, order=1).update(planned_end_on=today + 5 * DAY)
    active(company(first + 2, f"Ny i hissen {mark} AB", region, place), cast.version, today - 4 * DAY)  # type: ignore[arg-type]
    admitted = {"state": "admitted", "admitted_on": today - 9 * DAY}
    way_in(3, "Borde börjat", **admitted, start_on=today - 3 * DAY)
    way_in(4, "Börjar", **admitted, start_on=today + 3 * DAY)
    way_in(5, "Sent steg", state="contacted", next_step="Ring vd", next_step_on=today - 20 * DAY)
    way_in(6, "Snart steg", state="applied", next_step="Besök", next_step_on=today + DAY)
    way_in(7, "Glömd", state="contacted", state_since_on=today - 30 * DAY)
    lacking = way_in(8, "Utan uppgifter", state="contacted").company
    Contact.objects.filter(company=lacking).delete()
    Company.objects.filter(pk=lacking.pk).update(employees=None)
    for name, days_ago in (("Väntar", 20), ("Hör av sig", 0)):
        Interest.objects.create(
            company_name=f"{name} {mark} AB", person="Vera Vik", phone="060-1", municipality_id=place,
            region=region, received_at=timezone.now() - days_ago * DAY,
        )  # fmt: skip


def _tasks(client: object, **asked: str) -> list[object]:
    return client.get(reverse("task-list"), asked).context["tasks"]  # type: ignore[attr-defined]


def _hand_over(cast: Cast) -> None:
    actions.transfer(
        by=cast.director, enrolment=cast.c, region=cast.mellersta, on=TODAY(), today=TODAY(), reason="Nära"
    )


def test_task_of_every_kind_is_counted_listed_and_mended_in_one_click(world: Cast, login) -> None:
    _hand_over(world)
    money = build_money(world)
    for period, days in ((money.period, -1), (money.running, 3)):
        RegionalText.objects.create(
            period=period, region=world.mellersta, asks="Vad?", due_on=TODAY() + days * DAY, asked_by=world.director
        )
    client = login(world.leader)
    todo = client.get(reverse("home")).context["page"].todo
    counted = {one.kind.key: one for group in todo.groups for one in group.counted}

    assert list(counted) == [kind.key for kind in KINDS]
    for key, one in counted.items():
        opened = client.get(one.href)
        assert opened.context["page"].paginator.count == one.total, key
        assert opened.context["tasks"][0].kind.key == key
        for task in opened.context["tasks"]:
            assert client.get(task.href).status_code == 200, (key, task.href)


def test_tasks_are_those_that_wait_and_lead_to_what_mends_them(world: Cast, login) -> None:
    client = login(world.leader)

    def named(kind: str) -> list[str]:
        return [task.company for task in _tasks(client, kind=kind)]

    assert named("stage-overdue") == ["Sen M AB"]
    assert named("silent") == ["Sen M AB", "Snart M AB", world.company_a.name, world.company_b.name]
    assert named("start-overdue") == ["Borde börjat M AB"]
    assert named("interest-late") == ["Väntar M AB"]
    assert named("interest-new") == ["Hör av sig M AB"]
    assert named("step-overdue") == ["Sent steg M AB"]
    assert named("action-overdue") == [world.company_a.name]
    assert named("forgotten") == ["Glömd M AB"]
    assert named("stage-due") == ["Snart M AB"]
    assert named("start-due") == ["Börjar M AB"]
    assert named("step-due") == ["Snart steg M AB"]
    assert named("transferred") == []
    assert named("interested") == [world.company_lone.name]
    assert named("entered") == ["Nyinlagd AB"]
    assert set(named("no-coach")) == {"Snart M AB", "Ny i hissen M AB", "Borde börjat M AB", "Börjar M AB"}
    assert len(named("no-agreement")) == 7
    assert named("no-session") == ["Ny i hissen M AB"]
    assert named("no-contact") == named("no-size") == ["Utan uppgifter M AB"]
    waiting = Interest.objects.get(company_name="Väntar M AB")
    assert _tasks(client, kind="interest-late")[0].href == reverse("interest-card", args=[waiting.pk])
    stage = PlannedStage.objects.get(enrolment__company__name="Sen M AB", order=1)
    assert _tasks(client, kind="stage-overdue")[0].href == reverse("stage-close", args=[stage.pk])
    lacking = Company.objects.get(name="Utan uppgifter M AB")
    assert _tasks(client, kind="no-contact")[0].href == reverse("contact-add", args=[lacking.pk])
    assert _tasks(client, kind="no-size")[0].href == reverse("company-change", args=[lacking.pk])


def test_task_that_is_mended_is_gone(world: Cast, login) -> None:
    client = login(world.leader)
    lacking = Company.objects.get(name="Utan uppgifter M AB")
    assert [task.company for task in _tasks(client, kind="no-contact")] == [lacking.name]
    person = Contact.objects.create(company=lacking, name="Ny Kontakt", is_main=True)
    assert _tasks(client, kind="no-contact") == []
    Contact.objects.filter(pk=person.pk).update(left_on=TODAY())
    assert [task.company for task in _tasks(client, kind="no-contact")] == [lacking.name]


def test_task_of_a_running_company_with_a_passed_step_is_told_until_it_ends(cast: Cast, login) -> None:
    client = login(cast.leader)
    Enrolment.objects.filter(pk=cast.a.pk).update(next_step="Ring chefen", next_step_on=TODAY() - 3 * DAY)
    Enrolment.objects.filter(pk=cast.b.pk).update(next_step="Boka besök", next_step_on=TODAY() + DAY)

    assert [task.what for task in _tasks(client, kind="step-overdue")] == [f"Ring chefen: {cast.company_a.name}"]
    assert [task.what for task in _tasks(client, kind="step-due")] == [f"Boka besök: {cast.company_b.name}"]
    cast.a.refresh_from_db()
    actions.complete(by=cast.director, enrolment=cast.a, on=TODAY(), without="Provkörning")
    assert _tasks(client, kind="step-overdue") == []


def test_tasks_worst_first_and_no_kind_is_crowded_out(world: Cast, login) -> None:
    client = login(world.leader)
    todo = client.get(reverse("home")).context["page"].todo
    overdue = todo.groups[0]
    assert [group.key for group in todo.groups] == ["overdue", "due", "new", "missing"]
    assert [task.kind.key for task in overdue.tasks] == [
        "stage-overdue", "silent", "start-overdue", "interest-late", "step-overdue",
    ]  # fmt: skip
    assert len(overdue.tasks) == SHOWN < overdue.total == todo.late
    places = [KINDS.index(task.kind) for task in _tasks(client)]
    assert places == sorted(places)


def test_tasks_of_another_region_are_never_told(world: Cast, login) -> None:
    mine, theirs = login(world.leader), login(world.leader_norr)
    first = {task.company for task in _tasks(mine)}
    second = {task.company for task in _tasks(theirs)}
    assert "Sen N AB" in second
    assert first & second == set()
    assert " N AB" not in mine.get(reverse("home")).content.decode()


def test_tasks_of_who_may_not_mend_lead_to_the_card(world: Cast, login) -> None:
    lead = User.objects.create(email="lead@example.org", name="Lea Led")
    Appointment.objects.create(person=lead, role=Role.EDUCATION_LEAD, region=world.mellersta, from_on=LONG_AGO)
    client = login(lead)
    page = client.get(reverse("task-list"))
    assert page.context["tasks"]
    for task in page.context["tasks"]:
        assert CARD.fullmatch(task.href)
        assert client.get(task.href).status_code == 200, task.href


def test_task_of_a_region_where_she_may_not_mend_leads_to_the_card(world: Cast, login) -> None:
    """Leader here and education lead there: what waits there is seen and read, not mended."""
    Appointment.objects.create(person=world.leader, role=Role.EDUCATION_LEAD, region=world.norr, from_on=LONG_AGO)
    late = ActionItem.objects.create(enrolment=world.c, what="Märk", due_on=TODAY() - 2 * DAY, added_by=world.coach_c)
    client = login(world.leader)
    tasks = [task for key in (kind.key for kind in KINDS) for task in _tasks(client, kind=key)]

    for task in tasks:
        assert client.get(task.href).status_code == 200, (task.kind.key, task.href)
        if " N AB" in task.company and task.kind.key not in {"interest-late", "interest-new"}:
            assert CARD.fullmatch(task.href), task.href
    assert {task.company: task.href for task in tasks if task.kind.key == "action-overdue"} == {
        world.company_a.name: reverse("action-change", args=[ActionItem.objects.exclude(pk=late.pk).get().pk]),
        world.company_c.name: reverse("enrolment-card", args=[world.c.pk]),
    }


def test_task_of_outreach_lead_who_coaches_one_company_leads_to_what_she_may_mend(world: Cast, login) -> None:
    lead = User.objects.create(email="lead@example.org", name="Lea Led")
    for role in (Role.OUTREACH_LEAD, Role.COACH):
        Appointment.objects.create(person=lead, role=role, region=world.mellersta, from_on=LONG_AGO)
    CoachAssignment.objects.create(enrolment=world.b, coach=lead, kind="assisting", from_on=TODAY() - DAY)
    client = login(lead)
    tasks = [task for key in (kind.key for kind in KINDS) for task in _tasks(client, kind=key)]

    for task in tasks:
        assert client.get(task.href).status_code == 200, (task.kind.key, task.href)
    hrefs = {task.kind.key: task.href for task in tasks}
    assert hrefs["action-overdue"] == reverse("enrolment-card", args=[world.a.pk])
    lacking = Company.objects.get(name="Utan uppgifter M AB")
    assert hrefs["no-size"] == reverse("company-change", args=[lacking.pk])


def test_task_of_a_company_that_another_region_looks_after_is_mended_where_it_is_enrolled(world: Cast, login) -> None:
    lacking = Company.objects.get(name="Utan uppgifter M AB")
    Company.objects.filter(pk=lacking.pk).update(region=world.norr)
    assert _tasks(login(world.leader), kind="no-size")[0].href == reverse("company-change", args=[lacking.pk])


@pytest.mark.parametrize("query", ["kind=x", "group=%00", "kind=silent&group=due", "page=-3", "page=99999"])
def test_task_list_odd_address_is_answered(world: Cast, login, query: str) -> None:
    assert login(world.leader).get(f"{reverse('task-list')}?{query}").context["tasks"]


def test_task_list_of_nothing_says_so(world: Cast, login) -> None:
    body = login(world.leader).get(reverse("task-list"), {"kind": "transferred"}, headers={"accept-language": "en"})
    assert body.context["tasks"] == []
    assert reverse("task-export") not in body.content.decode()


def test_task_export_holds_the_rows_of_the_page_and_leaves_a_trace(world: Cast, login) -> None:
    client = login(world.leader)
    shown = _tasks(client, group="overdue")
    answer = client.get(reverse("task-export"), {"group": "overdue"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == [task.company for task in shown]
    trace = AuditEvent.objects.latest("pk")
    assert (trace.verb, trace.subject_label) == ("exported", "task-list")


def test_home_and_task_list_same_queries_at_3_and_30_companies(world: Cast, login) -> None:
    client = login(world.leader)

    def queries(name: str) -> int:
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name))
        return len(seen)

    few = {name: queries(name) for name in ("home", "task-list")}
    for n in range(30):
        _trouble_more(world, n)
    many = {name: queries(name) for name in ("home", "task-list")}
    assert many == few == {"home": 10, "task-list": 6}


def _trouble_more(cast: Cast, n: int) -> None:
    row = company(400 + n, f"Firma {n} AB", cast.mellersta, "2280")
    if n % 2:
        active(row, cast.version, add_months(TODAY(), -(n % 17)))
    else:
        Enrolment.objects.create(
            company=row, programme_version=cast.version, region=cast.mellersta, state_since_on=TODAY() - n * DAY
        )
