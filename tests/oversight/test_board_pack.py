"""The board pack: the overview on paper with comments, made by a job, its maker's alone, tagged for who listens."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pdfua import Severity, validate

from companies.models import Enrolment
from programme.jobs.models import Job
from programme.jobs.running import run_job
from programme.oversight.board_pack import KEPT_DAYS, LONGEST
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import Role
from programme.signals.refreshing import refresh
from tests.cast import Cast, person
from tests.pdf_text import text_of_pdf

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def stored(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def made(client: Client, comments: dict[str, str] | None = None, query: str = "") -> Job:
    answer = client.post(reverse("board-pack") + query, comments or {})
    assert answer.status_code == 302
    job = Job.objects.latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_pack_says_what_the_page_says_and_the_comments(cast: Cast, login: Login) -> None:
    Enrolment.objects.update(started_on=timezone.localdate() - timedelta(days=90))
    refresh(today=timezone.localdate())
    client = login(cast.director)
    page = client.get("/").context["page"]

    job = made(client, {"summary": "Hösten <b>gick</b> bra.\nTvå beslut.", "spots": "Norr i mars."})
    answer = client.get(reverse("board-pack-take", args=[job.pk]))

    assert (job.state, job.reason, job.result_path) == ("done", "", reverse("board-pack-done", args=[job.pk]))
    assert answer["Content-Type"] == "application/pdf"
    text = text_of_pdf(answer.content)
    assert "Hösten <b>gick</b> bra." in text and "Två beslut." in text and "Norr i mars." in text
    assert re.search(rf"\b{page.numbers['in_coaching'].text}\b", text)
    for line in page.regions:
        assert str(line.region) in text
    lines = page.waiting.lines
    assert {line.kind.key for line in lines} >= {"silent", "card-incomplete"}
    for line in lines:
        assert re.sub(r"\s+", " ", line.what) in re.sub(r"\s+", " ", text)
    assert str(cast.director) in text
    findings = validate(io.BytesIO(answer.content)).findings
    assert [f"{f.rule_id} {f.message}" for f in findings if f.severity is Severity.ERROR] == []
    events = AuditEvent.objects.filter(verb="board-pack-taken", subject_id=job.pk)
    assert [event.by for event in events] == [cast.director]


def test_numbers_of_the_paper_lead_to_their_rows(cast: Cast, login: Login, settings: LazySettings) -> None:
    settings.SITE_URL = "https://lyft.example"
    client = login(cast.director)
    job = made(client, query=f"?region={cast.norr.pk}")

    content = client.get(reverse("board-pack-take", args=[job.pk])).content

    assert job.arguments["regions"] == [cast.norr.pk]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        links = [str(one.A.URI) for page in pdf.pages for one in page.get("/Annots", []) if "/A" in one]
    counted = [link for link in links if link.startswith("https://lyft.example/figures/companies_in_coaching/?")]
    assert counted and f"region={cast.norr.pk}" in counted[0]


def test_pack_of_a_past_day_has_its_numbers(cast: Cast, login: Login) -> None:
    on = timezone.localdate() - timedelta(days=400)
    client = login(cast.director)
    page = client.get("/", {"on": on.isoformat()}).context["page"]

    job = made(client, query=f"?on={on}")
    text = text_of_pdf(client.get(reverse("board-pack-take", args=[job.pk])).content)

    assert str(on) in text
    assert "Det som väntade då" in text or "What waited then" in text
    assert page.numbers["in_coaching"].text != client.get("/").context["n"]["in_coaching"].text
    assert re.search(rf"\b{page.numbers['in_coaching'].text}\b", text)


def test_pack_is_its_makers_alone(cast: Cast, login: Login) -> None:
    job = made(login(cast.director))

    for name in ("board-pack-done", "board-pack-take"):
        path = reverse(name, args=[job.pk])
        assert login(cast.director).get(path).status_code == 200
        assert login(cast.auditor).get(path).status_code == 404
        assert login(cast.leader).get(path).status_code == 403


def test_who_may_no_longer_see_the_overview_gets_no_pack(cast: Cast, login: Login) -> None:
    somebody = person("kort@example.org", "Kajsa Kort", (Role.DIRECTOR, {}))
    client = login(somebody)
    client.post(reverse("board-pack"), {})
    job = Job.objects.latest("pk")
    Appointment.objects.filter(person=somebody).update(until_on=timezone.localdate() - timedelta(days=1))

    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == "failed" and job.reason
    assert not default_storage.exists(job.arguments["file"])


def test_old_packs_go_and_their_page_says_so(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    old = made(client)
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=KEPT_DAYS, hours=1))

    made(client)

    assert not default_storage.exists(old.arguments["file"])
    assert client.get(reverse("board-pack-take", args=[old.pk])).status_code == 302
    assert client.get(reverse("board-pack-done", args=[old.pk])).context["is_kept"] is False


def test_comment_that_is_too_long_is_refused_and_kept(cast: Cast, login: Login) -> None:
    long = "å" * (LONGEST + 1)

    answer = login(cast.director).post(reverse("board-pack"), {"lift": long, "spots": "Kvar"})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["lift"]
    assert "Kvar" in answer.content.decode() and long in answer.content.decode()
    assert not Job.objects.exists()


def test_pack_of_one_region_has_the_maps_of_its_counties_and_of_all_none(cast: Cast, login: Login) -> None:
    client = login(cast.director)

    one = made(client, query=f"?region={cast.norr.pk}")
    every = made(client)

    text = text_of_pdf(client.get(reverse("board-pack-take", args=[one.pk])).content)
    assert [name for name in ("Kiruna", "Arjeplog", "Storuman") if name not in text] == []
    assert re.search(r"1 (av|of) 15 (kommuner|municipalities)", text)  # Skellefteå, in Västerbotten
    assert re.search(r"0 (av|of) 14 (kommuner|municipalities)", text)  # Norrbotten
    assert "Kiruna" not in text_of_pdf(client.get(reverse("board-pack-take", args=[every.pk])).content)
    content = client.get(reverse("board-pack-take", args=[one.pk])).content
    findings = validate(io.BytesIO(content)).findings
    assert [f"{f.rule_id} {f.message}" for f in findings if f.severity is Severity.ERROR] == []
