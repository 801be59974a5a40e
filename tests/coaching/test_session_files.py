"""Photos and papers of a session: drawn anew, kept apart, read by who sees the session, gone when taken away."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from coaching.models import CoachingSession, SessionFile
from coaching.photo import BadPhoto, drawn_anew
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.coaching.posts import session_post
from tests.companies.papers import BAD, JPEG, PDF

LOG = "/sessions/log/"
PLACE = b"Kanarieplatsen"


def photo(size: tuple[int, int] = (60, 40), kind: str = "JPEG") -> bytes:
    """A photo as a phone takes it: lying on its side, with place and camera hidden in it."""
    made, hidden = io.BytesIO(), Image.Exif()
    hidden[0x0112] = 6  # turned a quarter
    hidden[0x010F] = PLACE.decode()
    Image.new("RGB", size, "teal").save(made, kind, exif=hidden)
    return made.getvalue()


def test_photo_is_upright_small_and_tells_nothing() -> None:
    sent = photo((3000, 1500))
    assert PLACE in sent

    kept = drawn_anew(sent)

    assert PLACE not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1000, 2000), {})


@pytest.mark.parametrize("content", [JPEG, b"", photo()[:200], PDF, b"\xff\xd8\xff" + b"0" * 500])
def test_photo_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(BadPhoto):
        drawn_anew(content)


def test_photo_of_too_many_pixels_is_refused() -> None:
    made = io.BytesIO()
    Image.new("1", (20_000, 4_000)).save(made, "PNG")
    with pytest.raises(BadPhoto):
        drawn_anew(made.getvalue())


def test_session_log_keeps_photos_and_papers(cast: Cast, login) -> None:
    sent = [SimpleUploadedFile("tavlan vid svetsen.jpg", photo()), SimpleUploadedFile("plan.pdf", PDF)]

    login(cast.coach_a).post(LOG, session_post(cast.a, attached=sent))

    session = CoachingSession.objects.get()
    kept = {file.title: file for file in session.files.all()}
    assert {title: file.format for title, file in kept.items()} == {"tavlan vid svetsen": "jpeg", "plan": "pdf"}
    with default_storage.open(kept["tavlan vid svetsen"].stored_name) as stored:
        assert PLACE not in stored.read()
    assert AuditEvent.objects.get().changes["files"] == [None, 2]
    card = login(cast.leader).get(session.get_absolute_url()).content.decode()
    assert reverse("session-file", args=[kept["plan"].pk]) in card


@pytest.mark.parametrize(("name", "content", "reason"), BAD, ids=[name for name, _c, _r in BAD])
def test_session_log_refuses_a_bad_file_in_words_and_keeps_nothing(
    cast: Cast, login, name: str, content: bytes, reason: str
) -> None:
    client = login(cast.coach_a)
    post = session_post(cast.a, attached=[SimpleUploadedFile("bra.pdf", PDF), SimpleUploadedFile("x", content)])
    post["attached"][1].name = name

    answer = client.post(LOG, post)

    if not CoachingSession.objects.exists():
        assert answer.context["form"].errors["attached"]
        assert "Pulstavlan är på plats." in answer.content.decode()
        assert not SessionFile.objects.exists()
        client.post(LOG, post | {"attached": []})  # the same form without it is good
        assert CoachingSession.objects.count() == 1
    else:  # the browser's path is cut off by the framework: what is left is a plain name
        assert reason == "path"


def test_session_file_is_shown_or_saved_but_never_run(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.post(
        LOG, session_post(cast.a, attached=[SimpleUploadedFile("a.jpg", photo()), SimpleUploadedFile("b.pdf", PDF)])
    )
    picture, paper = SessionFile.objects.order_by("pk")
    shown, saved = (client.get(one.get_absolute_url()) for one in (picture, paper))
    assert (shown["Content-Type"], shown["Content-Disposition"].split(";")[0]) == ("image/jpeg", "inline")
    assert (saved["Content-Type"], saved["Content-Disposition"].split(";")[0]) == ("application/pdf", "attachment")
    assert {answer["X-Content-Type-Options"] for answer in (shown, saved)} == {"nosniff"}
    for other in (cast.coach_b, cast.leader_norr, cast.former_coach):
        assert login(other).get(picture.get_absolute_url()).status_code == 404
    default_storage.delete(paper.stored_name)
    assert client.get(paper.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_session_file_is_added_later_and_taken_away_for_good(client, cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.post(LOG, session_post(cast.a))
    session = CoachingSession.objects.get()
    path = reverse("session-files-add", args=[session.pk])
    key = str(client.get(path).context["form"]["key"].value())
    for _twice in range(2):
        client.post(path, {"key": key, "attached": [SimpleUploadedFile("a.png", photo(kind="PNG"))]})
    file = SessionFile.objects.get()
    assert default_storage.exists(file.stored_name)

    client.post(reverse("session-file-remove", args=[file.pk]))

    assert not SessionFile.objects.exists()
    assert not default_storage.exists(file.stored_name)
    assert client.post(path, {"key": key}).context["form"].errors["attached"]
    nine = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(9)]
    assert client.post(path, {"attached": nine}).context["form"].errors["attached"]
    assert [event.verb for event in AuditEvent.objects.order_by("pk")] == [
        "session-log", "session-files-add", "session-file-remove",
    ]  # fmt: skip
