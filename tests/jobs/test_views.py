"""The pages of one's own jobs."""

from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from programme.jobs.models import Job
from tests.cast import Cast


def job(cast: Cast, **values: object) -> Job:
    return Job.objects.create(owner=cast.director, kind="report", title="Lägesrapport 2026", **values)


def test_job_list_shows_own_jobs_only(cast: Cast, login) -> None:
    job(cast)
    shown = login(cast.director).get(reverse("job-list")).content.decode()
    hidden = login(cast.leader).get(reverse("job-list")).content.decode()
    assert "Lägesrapport 2026" in shown
    assert "Lägesrapport 2026" not in hidden


def test_job_list_asks_as_much_for_thirty_as_for_three(
    cast: Cast, login, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = login(cast.director)
    client.get(reverse("job-list"))
    for wanted in (3, 30):
        while Job.objects.count() < wanted:
            job(cast)
        with django_assert_num_queries(5):
            client.get(reverse("job-list"))


def test_job_card_while_running_asks_for_its_state_and_has_a_link_without_script(cast: Cast, login) -> None:
    row = job(cast, state=Job.State.RUNNING, step=7, steps=12, step_label="diagram 7 av 12")
    page = login(cast.director).get(reverse("job-card", args=[row.pk])).content.decode()
    assert f'hx-get="{reverse("job-state", args=[row.pk])}" hx-trigger="every 1s"' in page
    assert 'value="58"' in page
    assert "diagram 7 av 12" in page
    assert f'class="l-btn" href="{row.get_absolute_url()}"' in page


def test_job_state_when_done_leads_to_the_result_and_asks_no_more(cast: Cast, login) -> None:
    row = job(cast, state=Job.State.DONE, result_path="/reports/7/", finished_at=timezone.now())
    part = login(cast.director).get(reverse("job-state", args=[row.pk])).content.decode()
    assert 'href="/reports/7/"' in part
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_job_state_when_failed_says_why(cast: Cast, login) -> None:
    row = job(cast, state=Job.State.FAILED, reason="Perioden är inte slut.", finished_at=timezone.now())
    part = login(cast.director).get(reverse("job-state", args=[row.pk])).content.decode()
    assert "Perioden är inte slut." in part
    assert "hx-trigger" not in part


def test_job_of_somebody_else_is_as_missing_as_none(cast: Cast, login) -> None:
    row = job(cast)
    for name in ("job-card", "job-state"):
        found = [
            login(person).get(reverse(name, args=[pk]))
            for person, pk in ((cast.leader, row.pk), (cast.auditor, row.pk), (cast.director, 2**63))
        ]
        assert [answer.status_code for answer in found] == [404, 404, 404]
        assert not any("Lägesrapport" in answer.content.decode() for answer in found)
