"""The page that says whether a file is ours: right, bounded, and telling nobody what she may not see."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding.artefacts import verifying
from funding.views import verify
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.funding.test_views import Login
from tests.funding.world import Money, content_of, frozen, stated


@pytest.fixture(autouse=True)
def no_rates() -> None:
    cache.clear()


def asked(client: Client, content: bytes = b"", **more: str) -> str:
    """What the page says of a file."""
    files = {"file": SimpleUploadedFile("x.pdf", content)} if content else {}
    page = client.post(reverse("verify"), {**files, **more}).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def test_who_may_see_the_report_is_told_which_it_is(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)

    for person in (cast.funder_tvv, cast.director, cast.auditor):
        said = asked(login(person), content_of(report, "pdf"))
        assert "Ä-1" in said
        assert "PDF" in said
        assert f"{report.released_at:%Y-%m-%d}" in said
    assert AuditEvent.objects.filter(verb="file-verified", subject_id=report.pk).count() == 3


def test_older_version_is_told_from_the_newest(cast: Cast, money: Money, login: Login) -> None:
    first, second = frozen(cast, money.period), frozen(cast, money.period)
    client = login(cast.funder_tvv)

    assert (
        second.get_absolute_url() in client.post(reverse("verify"), {"sum": first.kept["xlsx"].sha256}).content.decode()
    )
    page = client.post(reverse("verify"), {"sum": second.kept["xlsx"].sha256}).content.decode()
    assert first.get_absolute_url() not in page
    assert second.get_absolute_url() in page


def test_stranger_and_other_funder_learn_only_that_it_is_genuine(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)
    told = asked(login(cast.funder_tvv), content_of(report, "pdf"))

    for client in (Client(), login(cast.funder_vinnova), login(cast.coach_a)):
        said = asked(client, content_of(report, "pdf"))
        assert "Ä-1" not in said and "Produktionslyftet" not in said and f"/reports/{report.pk}/" not in said
        assert said != told
        assert said != asked(client, b"something else")
        assert report.kept["pdf"].sha256 in said  # her own file's sum


def test_draft_is_a_stranger_to_who_may_not_see_it(cast: Cast, money: Money, login: Login) -> None:
    draft = stated(cast, money.period)
    sha256 = draft.kept["pdf"].sha256
    unknown = "0" * 64

    assert "Ä-1" in asked(login(cast.director), sum=sha256)
    for client in (Client(), login(cast.funder_tvv)):
        assert asked(client, sum=sha256) == asked(client, sum=unknown).replace(unknown, sha256)


def test_dossier_is_genuine_to_a_funder_and_no_more(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)
    report.files.create(kind="zip", name="reports/x.zip", sha256="a" * 64, size=1)

    assert "Ä-1" not in asked(login(cast.funder_tvv), sum="a" * 64)
    assert "Ä-1" in asked(login(cast.auditor), sum="a" * 64)


def test_one_changed_letter_is_no_file_of_ours(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)
    client = login(cast.funder_tvv)

    said = asked(client, content_of(report, "pdf") + b" ")

    assert "Ä-1" not in said
    assert AuditEvent.objects.filter(verb="unknown-file-verified", by=cast.funder_tvv).count() == 1


@pytest.mark.parametrize("typed", ["{} *rapport.pdf", " {} ", "SHA-256: {}", "upper"])
def test_sum_is_found_in_what_is_pasted(cast: Cast, money: Money, login: Login, typed: str) -> None:
    report = frozen(cast, money.period)
    sha256 = report.kept["pdf"].sha256
    pasted = sha256.upper() if typed == "upper" else typed.format(sha256)

    assert "Ä-1" in asked(login(cast.funder_tvv), sum=pasted)


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "0" * 63, "\x00", "å" * 9000])
def test_nothing_to_look_up_is_said(cast: Cast, login: Login, typed: str) -> None:
    response = Client().post(reverse("verify"), {"sum": typed})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_empty_file_is_nothing_to_look_up(cast: Cast) -> None:
    response = Client().post(reverse("verify"), {"file": SimpleUploadedFile("x", b"")})

    assert response.status_code == 422


def test_file_is_never_kept_and_what_is_too_large_is_not_read(
    cast: Cast, money: Money, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    kept = sorted(settings.MEDIA_ROOT.rglob("*"))  # type: ignore[attr-defined]
    monkeypatch.setattr(verifying, "LARGEST", 300_000)
    read: list[int] = []
    whole = verifying.SumOnly.receive_data_chunk

    def noted(self: verifying.SumOnly, raw_data: bytes, start: int) -> None:
        read.append(len(raw_data))
        whole(self, raw_data, start)

    monkeypatch.setattr(verifying.SumOnly, "receive_data_chunk", noted)
    response = Client().post(reverse("verify"), {"file": SimpleUploadedFile("x", b"0" * 3_000_000)})

    assert response.status_code == 413
    assert sum(read) < 500_000
    assert sorted(settings.MEDIA_ROOT.rglob("*")) == kept  # type: ignore[attr-defined]


def test_forged_form_is_refused(cast: Cast) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("verify"), {"sum": "0" * 64})

    assert response.status_code == 403


def test_too_many_tries_are_refused_before_the_file_is_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "FROM_ONE_ADDRESS", 2)
    client = Client()

    codes = [client.post(reverse("verify"), {"sum": "0" * 64}).status_code for _ in range(3)]

    assert codes == [200, 200, 429]
