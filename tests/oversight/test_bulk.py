"""Acts on many companies of the list: who is meant, what is told beforehand, what is done, by whom."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.models import CoachAssignment
from companies.models import Company, Enrolment
from programme.common.dates import add_months
from programme.jobs.models import Job
from programme.jobs.running import run_job
from programme.oversight.views import bulk as views
from programme.people.models import Appointment, AuditEvent
from tests.cast import Cast, active, company

Login = Callable[[object], Client]
DAY = timedelta(days=1)


def post(client: Client, act: str, *chosen: Company, step: str = "", **posted: object) -> object:
    body = {"act": act, "pk": [row.pk for row in chosen], **posted}
    return client.post(reverse("company-bulk"), body | ({"step": step} if step else {}))


def coached(cast: Cast, coach: object, **values: object) -> dict[str, object]:
    return {"coach": coach.pk, "kind": "assisting", "from_on": timezone.localdate().isoformat()} | values  # type: ignore[attr-defined]


def told(response: object) -> dict[str, list[str]]:
    return {str(why): names for why, names in response.context["shown"].cannot.items()}  # type: ignore[attr-defined]


def test_bulk_preview_says_how_many_and_which_cannot_and_why(cast: Cast, login: Login) -> None:
    unenrolled = company(9, "Aldrig Inskriven AB", cast.mellersta, "2280")
    gone = active(company(10, "Borta AB", cast.mellersta, "2280"), cast.version, timezone.localdate() - 90 * DAY)
    Enrolment.objects.filter(pk=gone.pk).update(state="completed", ended_on=timezone.localdate())
    chosen = (cast.company_a, cast.company_b, cast.company_lone, unenrolled, gone.company)

    response = post(login(cast.leader), "coach", *chosen, step="preview", **coached(cast, cast.coach_b, kind="lead"))

    shown = response.context["shown"]  # type: ignore[attr-defined]
    assert [row.name for row in shown.can] == [cast.company_a.name, cast.company_lone.name]
    assert sorted(told(response).values()) == [["Aldrig Inskriven AB"], ["Borta AB"], [cast.company_b.name]]
    assert CoachAssignment.objects.filter(enrolment__in=[cast.a, cast.lone], coach=cast.coach_b).count() == 0


def test_bulk_assign_does_what_the_preview_said_with_an_event_a_row(cast: Cast, login: Login) -> None:
    client, chosen = login(cast.leader), (cast.company_a, cast.company_b, cast.company_lone)

    response = post(client, "coach", *chosen, step="do", **coached(cast, cast.coach_b, kind="lead"))

    assert response.url == reverse("company-list")  # type: ignore[attr-defined]
    held = CoachAssignment.objects.filter(coach=cast.coach_b, kind="lead", until_on=None)
    assert set(held.values_list("enrolment", flat=True)) == {cast.a.pk, cast.b.pk, cast.lone.pk}
    assert CoachAssignment.objects.get(enrolment=cast.a, coach=cast.coach_a).until_on == timezone.localdate() - DAY
    events = AuditEvent.objects.filter(verb="coach-assign", by=cast.leader)
    assert sorted(events.values_list("subject_id", flat=True)) == sorted([cast.a.pk, cast.lone.pk])


def test_bulk_done_twice_changes_nothing_the_second_time(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    for _n in range(2):
        post(client, "coach", cast.company_a, step="do", **coached(cast, cast.coach_b))

    assert CoachAssignment.objects.filter(enrolment=cast.a, coach=cast.coach_b).count() == 1


def test_bulk_owner_is_somebody_of_the_companys_region(cast: Cast, login: Login) -> None:
    chosen = (cast.company_a, cast.company_c)

    response = post(login(cast.director), "owner", *chosen, step="preview", owner=cast.leader.pk)
    assert list(told(response).values()) == [[cast.company_c.name]]
    post(login(cast.director), "owner", *chosen, step="do", owner=cast.leader.pk)

    owners = dict(Enrolment.objects.values_list("company__name", "owner"))
    assert (owners[cast.company_a.name], owners[cast.company_c.name]) == (cast.leader.pk, None)


def test_bulk_transfer_moves_all_that_match_the_filter(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    posted = {"region": cast.norr.pk, "on": today.isoformat(), "reason": "Ny indelning", "all": "1"}

    shown = post(login(cast.director), "transfer", step="preview", filter="state=running", **posted)
    assert list(told(shown).values()) == [[cast.company_c.name]]
    post(login(cast.director), "transfer", step="do", filter="state=running", **posted)

    regions = dict(Enrolment.objects.values_list("company__name", "region"))
    assert regions[cast.company_lone.name] == cast.mellersta.pk
    assert {regions[cast.company_a.name], regions[cast.company_b.name]} == {cast.norr.pk}


def test_bulk_the_page_carries_the_rows_that_were_seen_not_the_filter(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    first = post(client, "owner", all="1", filter="state=running")
    ids = first.context["ids"]  # type: ignore[attr-defined]
    assert set(ids.split(",")) == {str(cast.company_a.pk), str(cast.company_b.pk)}
    Enrolment.objects.filter(pk=cast.lone.pk).update(
        state="active", started_on=timezone.localdate(), admitted_on=timezone.localdate(),
        start_on=timezone.localdate(),
    )  # fmt: skip

    post(client, "owner", ids=ids, filter="state=running", step="do", owner=cast.leader.pk)

    cast.lone.refresh_from_db()
    assert cast.lone.owner is None


def test_bulk_export_holds_the_chosen_rows_and_leaves_a_trace(cast: Cast, login: Login) -> None:
    response = post(login(cast.coach_a), "export", cast.company_a, cast.company_b, filter="q=norrskena&state=running")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()  # type: ignore[attr-defined]
    names = {cell for row in rows for cell in row}
    assert cast.company_a.name in names and cast.company_b.name not in names
    event = AuditEvent.objects.get(verb="exported")
    assert event.by == cast.coach_a
    assert event.changes == {"rows": [None, 1], "narrowed": [None, "1 chosen, q&state=running"]}


def test_bulk_keeps_the_order_of_the_list(cast: Cast, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    client, rows = login(cast.leader), many(cast, 6)

    def in_order(act: str) -> list[str]:
        answer = post(client, act, *rows[::2], *rows[1::2], filter="sort=-name")
        if act != "export":
            return [row.name for row in answer.context["rows"]]  # type: ignore[attr-defined]
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))  # type: ignore[attr-defined]
        return [str(row[0]) for row in sheet.get_sheet_by_index(0).to_python() if str(row[0]).startswith("Firma")]

    wanted = [row.name for row in reversed(rows)]
    assert in_order("owner") == in_order("export") == wanted
    monkeypatch.setattr("programme.oversight.bulk.selection.CHUNK", 4)
    assert in_order("owner") == wanted


@pytest.mark.parametrize("act", ["coach", "owner", "transfer"])
def test_bulk_rows_out_of_sight_are_no_rows(cast: Cast, login: Login, act: str) -> None:
    posted = coached(cast, cast.coach_c) | {
        "owner": cast.leader_norr.pk, "region": cast.mellersta.pk, "reason": "x",
        "on": timezone.localdate().isoformat(),
    }  # fmt: skip
    before = AuditEvent.objects.count()

    response = post(login(cast.leader_norr), act, cast.company_a, cast.company_b, step="do", **posted)

    assert response.url == reverse("company-list")  # type: ignore[attr-defined]
    assert AuditEvent.objects.count() == before
    for blind in (cast.coach_a, cast.auditor):
        assert post(login(blind), act, cast.company_a, step="do", **posted).status_code == 403  # type: ignore[attr-defined]
    assert post(login(cast.funder_tvv), "export", cast.company_a).status_code == 403  # type: ignore[attr-defined]
    assert AuditEvent.objects.exclude(verb="denied").count() == before


def test_bulk_bad_input_is_said_in_words(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    for body in (
        {},
        {"act": "delete", "pk": cast.company_a.pk},
        {"act": "coach"},
        {"act": "coach", "pk": ["x", "-1", "9" * 30, "１２"]},
        {"act": "coach", "ids": "1;2", "filter": "region=%00&sort=coach__password"},
    ):
        response = client.post(reverse("company-bulk"), body)
        assert response.url == reverse("company-list")
    wrong = post(client, "coach", cast.company_a, step="do", coach=cast.coach_c.pk, kind="boss", from_on="31 feb")
    assert set(wrong.context["form"].errors) == {"coach", "kind", "from_on"}  # type: ignore[attr-defined]
    assert client.get(reverse("company-bulk")).status_code == 405


def many(cast: Cast, n: int) -> list[Company]:
    start = add_months(timezone.localdate(), -2)
    rows = [company(20 + one, f"Firma {one:03} AB", cast.mellersta, "2280") for one in range(n)]
    for row in rows:
        active(row, cast.version, start)
    return rows


def test_bulk_over_the_limit_is_a_job_that_can_be_cut_off(
    cast: Cast, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 5)
    monkeypatch.setattr("programme.oversight.bulk.job.ROWS_A_STEP", 3)
    chosen, client = many(cast, 7), login(cast.leader)

    response = post(client, "coach", *chosen, cast.company_c, step="do", **coached(cast, cast.coach_b))
    job = Job.objects.get(kind="bulk")
    assert response.url == job.get_absolute_url()  # type: ignore[attr-defined]
    Job.objects.filter(pk=job.pk).update(arguments=job.arguments | {"upto": 3, "done": 3})  # the first three were done
    run_job(job.pk)
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.reason) == ("done", "")
    held = CoachAssignment.objects.filter(coach=cast.coach_b, kind="assisting")
    assert held.count() == 4
    page = client.get(job.result_path)
    assert page.context["told"]["done"] == 7
    assert login(cast.director).get(job.result_path).status_code == 404


def test_bulk_job_of_who_lost_the_right_does_nothing(cast: Cast, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 1)
    post(login(cast.leader), "coach", *many(cast, 3), step="do", **coached(cast, cast.coach_b))
    Appointment.objects.filter(person=cast.leader).update(until_on=timezone.localdate() - DAY)

    job = Job.objects.get(kind="bulk")
    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == "failed" and job.reason
    assert not CoachAssignment.objects.filter(coach=cast.coach_b, kind="assisting").exists()


def test_bulk_preview_same_queries_at_3_and_30(cast: Cast, login: Login) -> None:
    client, rows = login(cast.leader), many(cast, 30)

    def queries(n: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            response = post(client, "coach", *rows[:n], step="preview", **coached(cast, cast.coach_b))
        assert len(response.context["shown"].can) == n  # type: ignore[attr-defined]
        return len(seen)

    queries(3)
    assert queries(3) == queries(30)


def test_bulk_ticks_stand_on_the_list_for_who_can_do_something(cast: Cast, login: Login) -> None:
    shown = login(cast.leader).get(reverse("company-list"))

    assert [key for key, _label in shown.context["acts"]] == ["coach", "owner", "transfer", "export"]
    assert shown.content.decode().count('name="pk"') == 3
    assert [key for key, _label in login(cast.coach_a).get(reverse("company-list")).context["acts"]] == ["export"]
