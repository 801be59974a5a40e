"""Drafts: kept as typed, taken up again, never laid over a newer one, gone with the session."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from coaching.models import CoachAssignment, CoachingSession, SessionDraft
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.coaching.posts import CANARY, session_post

LOG = "/sessions/log/"


def save(client: Any, post: dict[str, Any], revision: int = 0) -> tuple[int, dict[str, Any]]:
    """What the form's script sends, and what it is answered."""
    answer = client.post(reverse("draft-save", args=[post["key"]]), {**post, "revision": revision})
    return answer.status_code, json.loads(answer.content)


def test_draft_is_kept_and_taken_up_again_word_for_word(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    post = session_post(cast.a, on_site_minutes="1:3", **{"new-2-what": "Boka styrgrupp", "new-2-due_on": "2027-01-1"})

    status, told = save(client, post)

    assert (status, told["revision"]) == (200, 1)
    draft = SessionDraft.objects.get()
    assert (draft.owner, draft.companies) == (cast.coach_a, cast.company_a.name)
    assert told["at"] == timezone.localtime(draft.saved_at).strftime("%H.%M")
    form = client.get(told["address"]).context["form"]
    shown = {name: form[name].value() for name in ("on_site_minutes", "shareable_summary", "confidential_note", "day")}
    assert shown == {
        "on_site_minutes": "1:3", "shareable_summary": "Pulstavlan är på plats.", "confidential_note": CANARY,
        "day": "today",
    }  # fmt: skip
    assert form["enrolments"].value() == [str(cast.a.pk)]
    assert form[f"women_{cast.a.pk}"].value() == "3"
    assert (form.rows[2]["what"].value(), form.rows[2]["due_on"].value()) == ("Boka styrgrupp", "2027-01-1")
    assert str(form["key"].value()) == post["key"]
    assert not AuditEvent.objects.exists()


def test_draft_of_yesterday_still_means_yesterday(cast: Cast, login) -> None:
    client, today = login(cast.coach_a), timezone.localdate()
    yesterday = today - timedelta(days=1)
    _status, told = save(client, session_post(cast.a, opened_on=yesterday.isoformat()))
    form = client.get(told["address"]).context["form"]
    assert (form["day"].value(), form["held_on"].value()) == ("yesterday", yesterday.isoformat())

    client.post(LOG, session_post(cast.a, opened_on=yesterday.isoformat()))

    assert CoachingSession.objects.get().held_on == yesterday


def test_draft_typed_on_an_older_revision_is_refused(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    save(client, post)
    assert save(client, post | {"shareable_summary": "från datorn"}, revision=1)[0] == 200

    status, told = save(client, post | {"shareable_summary": "från telefonen"}, revision=1)

    assert (status, told["state"], told["revision"]) == (409, "newer", 2)
    assert SessionDraft.objects.get().content["shareable_summary"] == ["från datorn"]
    assert save(client, post | {"shareable_summary": "från telefonen"}, revision=2)[0] == 200
    assert save(client, post | {"shareable_summary": "från telefonen"}, revision=0)[0] == 200  # the same is no conflict


def test_draft_of_a_form_that_comes_back_is_still_the_same(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a, enrolments=[])
    save(client, post)
    save(client, post | {"shareable_summary": "Mer"}, revision=1)

    form = client.post(LOG, post | {"shareable_summary": "Mer", "revision": "2"}).context["form"]

    assert (form.errors.keys(), form.revision) == ({"enrolments": ""}.keys(), 2)
    assert save(client, post | {"shareable_summary": "Ännu mer"}, revision=form.revision)[0] == 200


def test_draft_goes_with_the_session_and_does_not_come_back(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    save(client, post)
    client.post(LOG, post)
    session = CoachingSession.objects.get()
    assert not SessionDraft.objects.exists()

    status, told = save(client, post, revision=1)

    assert (status, told) == (409, {"state": "logged", "address": session.get_absolute_url()})
    assert not SessionDraft.objects.exists()


def test_draft_of_somebody_else_is_neither_read_nor_written_nor_thrown_away(cast: Cast, login) -> None:
    post = session_post(cast.a)
    save(login(cast.coach_a), post)
    stranger = login(cast.coach_b)
    answers = [
        stranger.post(reverse("draft-save", args=[post["key"]]), {"shareable_summary": "Ha"}),
        stranger.post(reverse("draft-drop", args=[post["key"]])),
        stranger.get(f"{LOG}?draft={post['key']}"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert SessionDraft.objects.get().content["shareable_summary"] == ["Pulstavlan är på plats."]
    assert cast.company_a.name not in stranger.get("/").content.decode()


def test_draft_names_only_companies_that_the_person_coaches(cast: Cast, login) -> None:
    save(login(cast.coach_a), session_post(cast.a, cast.c))
    assert SessionDraft.objects.get().companies == cast.company_a.name


def test_draft_stands_on_the_day_and_can_be_thrown_away(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), session_post(cast.a)
    save(client, post)
    page = client.get("/").content.decode()
    assert f"{LOG}?draft={post['key']}" in page

    client.post(reverse("draft-drop", args=[post["key"]]))

    assert not SessionDraft.objects.exists()
    assert "?draft=" not in client.get("/").content.decode()
    assert client.get(f"{LOG}?draft={post['key']}").status_code == 404
    assert client.get(f"{LOG}?draft=x").status_code == 404


def test_draft_that_is_too_much_is_refused_in_words(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    status, told = save(client, session_post(cast.a, shareable_summary="x" * 100_001))
    assert (status, told["state"]) == (422, "refused")
    assert told["words"]
    for _n in range(30):
        save(client, session_post(cast.a))
    status, told = save(client, session_post(cast.a))
    assert (status, SessionDraft.objects.count()) == (422, 30)
    assert "30" in told["words"]


def test_draft_of_odd_content_opens_without_harm(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    post = {"key": str(uuid4()), "day": "förrgår", "opened_on": "9999-99-99", "enrolments": "x", "new-1-what": "\x0b"}
    _status, told = save(client, post | {"held_on": "i går", "activity": "9" * 40, f"women_{cast.a.pk}": "två"})
    assert client.get(told["address"]).status_code == 200


def correct(cast: Cast, client: Any, **changes: Any) -> tuple[CoachingSession, dict[str, Any]]:
    """A session that is logged, and what the form that corrects it would send."""
    client.post(LOG, session_post(cast.a))
    session = CoachingSession.objects.get()
    form = client.get(reverse("session-change", args=[session.pk])).context["form"]
    post = session_post(cast.a, key=form.key, version=session.version, session=session.pk)
    return session, post | changes


def test_draft_of_a_correction_is_taken_up_again_also_what_was_emptied(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    session, post = correct(cast, client, shareable_summary="Rättad till hälften", confidential_note="", topics=[])

    status, told = save(client, post)

    address = reverse("session-change", args=[session.pk])
    assert (status, told["address"], told["key"]) == (200, address, post["key"])
    page = client.get(address)
    form = page.context["form"]
    assert [form[name].value() for name in ("shareable_summary", "confidential_note", "version")] == [
        "Rättad till hälften", None, str(session.version),
    ]  # fmt: skip
    assert (form["enrolments"].value(), form[f"women_{cast.a.pk}"].value()) == ([str(cast.a.pk)], "3")
    assert (form.key, form.revision) == (post["key"], 1)
    assert reverse("draft-drop", args=[post["key"]]) in page.content.decode()
    assert address in client.get("/").content.decode()
    assert "?draft=" not in client.get(LOG).content.decode()  # it is no new session
    assert CoachingSession.objects.get().shareable_summary == "Pulstavlan är på plats."


def test_draft_of_a_correction_goes_with_it_and_does_not_come_back(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    session, post = correct(cast, client, shareable_summary="Rättad")
    save(client, post)

    client.post(reverse("session-change", args=[session.pk]), post)

    assert CoachingSession.objects.get().shareable_summary == "Rättad"
    assert not SessionDraft.objects.exists()
    status, told = save(client, post, revision=1)
    assert (status, told) == (409, {"state": "logged", "address": session.get_absolute_url()})
    assert not SessionDraft.objects.exists()


def test_draft_of_a_correction_is_one_for_all_windows_and_of_the_version_that_is(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    session, post = correct(cast, client, shareable_summary="i telefonen")
    save(client, post)

    status, told = save(client, post | {"key": str(uuid4()), "shareable_summary": "vid datorn"})

    assert (status, told["state"], told["key"]) == (409, "newer", post["key"])
    kept = save(client, post | {"shareable_summary": "vid datorn"}, revision=told["revision"])
    assert (kept[0], SessionDraft.objects.get().content["shareable_summary"]) == (200, ["vid datorn"])
    CoachingSession.objects.update(version=session.version + 1)
    page = client.get(reverse("session-change", args=[session.pk]))
    form = page.context["form"]
    assert (form.draft, form["shareable_summary"].value()) == (None, "Pulstavlan är på plats.")
    newer = post | {"key": form.key, "version": session.version + 1, "shareable_summary": "om igen"}
    assert save(client, newer)[0] == 200
    assert [str(one.pk) for one in SessionDraft.objects.all()] == [form.key]  # what was void is gone


def test_draft_of_a_correction_is_only_for_who_may_correct(cast: Cast, login) -> None:
    session, post = correct(cast, login(cast.coach_a))
    CoachAssignment.objects.create(enrolment=cast.a, coach=cast.coach_b, kind="assisting", from_on=timezone.localdate())
    assert save_status(login(cast.coach_b), post) == 404  # sees it, but it is not hers
    assert save_status(login(cast.coach_c), post) == 404
    assert not SessionDraft.objects.exists()
    assert save(login(cast.coach_a), post)[0] == 200
    assert save_status(login(cast.coach_a), post | {"session": ""}) == 404  # its key is no new session's


def save_status(client: Any, post: dict[str, Any]) -> int:
    return client.post(reverse("draft-save", args=[post["key"]]), post).status_code
