"""What comes from a phone's queue: saved once under its key, refused in words, never laid on top of something else."""

import json
from typing import Any
from uuid import uuid4

from django.urls import reverse

from coaching.models import ActionItem, CoachAssignment, CoachingSession
from tests.cast import Cast
from tests.coaching.posts import CANARY, session_post

SEND = "/sessions/send/"


def send(client: Any, post: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """One session of the queue, and the answer."""
    answer = client.post(SEND, post)
    return answer.status_code, json.loads(answer.content)


def test_send_tells_who_is_logged_in_and_gives_a_token(cast: Cast, login) -> None:
    told = login(cast.coach_a).get(SEND).json()
    assert told["person"] == cast.coach_a.pk
    assert len(told["token"]) == 64


def test_send_saves_once_however_often_it_is_sent(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a, **{"new-0-what": "Mäta ställtid"})
    answers = [send(client, post) for _n in range(5)]
    session = CoachingSession.objects.get()
    assert answers == [(201, {"state": "saved", "address": session.get_absolute_url()})] * 5
    assert ActionItem.objects.count() == 1


def test_send_of_something_else_under_the_same_key_shows_both(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    send(client, post)

    status, told = send(
        client, post | {"shareable_summary": "Annat", "travel_minutes": "2", f"men_{cast.a.pk}": "7", "topics": []}
    )

    assert (status, told["state"]) == (409, "conflict")
    pairs = {pair["label"]: (pair["stored"], pair["sent"]) for pair in told["pairs"]}
    assert pairs["Sammanfattning"] == ("Pulstavlan är på plats.", "Annat")
    assert pairs["Resa"] == ("1,5 h", "2 h")
    assert pairs["Vad ni gjorde"] == ("5S, Pulsmöte", "")
    assert len(pairs) == 4
    session = CoachingSession.objects.get()
    assert (session.shareable_summary, session.travel_minutes) == ("Pulstavlan är på plats.", 90)


def test_send_of_a_twin_says_so_and_can_be_meant(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    send(client, post)
    twin = post | {"key": str(uuid4())}
    status, told = send(client, twin)
    assert (status, told["state"], CoachingSession.objects.count()) == (422, "twin", 1)
    assert send(client, twin | {"again": "on"})[0] == 201
    assert CoachingSession.objects.count() == 2


def test_send_without_the_right_is_refused_in_words_and_says_nothing(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    CoachAssignment.objects.filter(coach=cast.coach_a).delete()

    status, told = send(client, post)

    assert (status, told["state"]) == (422, "refused")
    assert "Välj bland företagen som du coachar." in told["words"][0]
    assert cast.company_a.name not in json.dumps(told)
    for person in (cast.leader, cast.director, cast.funder_tvv, cast.nobody):
        assert login(person).get(SEND).status_code == login(person).post(SEND, post).status_code == 403
    assert not CoachingSession.objects.exists()


def test_offline_copy_holds_ones_companies_and_no_text_of_old_sessions(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.post("/sessions/log/", session_post(cast.a, **{"new-0-what": "Mäta ställtid"}))

    page = client.get(reverse("session-offline")).content.decode()

    assert cast.company_a.name in page
    assert "Mäta ställtid" in page
    for other in (cast.company_b.name, CANARY, "Pulstavlan", "kontakt1@", "060-12 34 56", cast.company_a.number):
        assert other not in page
    assert cast.company_a.name not in client.get(reverse("session-outbox")).content.decode()


def test_offline_copy_is_filled_in_with_the_people_of_last_time(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.post("/sessions/log/", session_post(cast.a))

    form = client.get(f"/sessions/log/?enrolment={cast.a.pk}").context["form"]

    assert [form[f"{name}_{cast.a.pk}"].value() for name in ("women", "men", "not_stated")] == [3, 6, 0]
    assert form.initial["travel_minutes"] == 90
    assert 'data-last="3,6,0"' in client.get(reverse("session-offline")).content.decode()


def test_log_out_tells_the_device_to_keep_nothing(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    assert "Clear-Site-Data" not in client.get("/")
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.get("/")


def test_manifest_and_worker_are_open_and_name_files_that_exist(cast: Cast, client) -> None:
    manifest = client.get(reverse("web-manifest"))
    assert manifest["Content-Type"] == "application/manifest+json"
    assert {icon["sizes"] for icon in manifest.json()["icons"]} == {"192x192", "512x512"}
    worker = client.get(reverse("service-worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert "{{" not in worker.content.decode()
    for name in ("chevron-light", "chevron-dark"):  # what the style sheets ask for
        assert f"img/{name}" in worker.content.decode()
