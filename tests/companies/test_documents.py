"""Documents of an enrolment: what is accepted, who sees them, how they are handed out, what is left when they go."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.models import CoachAssignment
from companies import actions, paper
from companies.models import Document, Enrolment
from companies.models.document import QUOTA
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.companies.papers import BAD, GOOD, JPEG, PDF

Login = Callable[[object], Client]


def add(cast: Cast, **values: object) -> Document:
    given = {"kind": "agreement", "file_name": "avtal.pdf", "content": PDF} | values
    return actions.add_document(by=cast.leader, enrolment=cast.a, **given)


def verbs(document: Document) -> list[str]:
    return list(AuditEvent.objects.about("document", document.pk).order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(("name", "content", "known"), GOOD)
def test_paper_of_an_accepted_kind_is_known_by_its_content(name: str, content: bytes, known: str) -> None:
    assert paper.format_of(name, content) == known


@pytest.mark.parametrize(("name", "content", "reason"), BAD)
def test_paper_that_is_something_else_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(paper.BadPaper) as refused:
        paper.format_of(name, content)

    assert refused.value.reason == reason


def test_document_is_kept_under_a_random_name_with_a_trace(cast: Cast) -> None:
    document = add(cast, title="Avtal om coachning")

    assert (document.format, document.size, document.uploaded_by) == ("pdf", len(PDF), cast.leader)
    assert "avtal" not in document.stored_name and ".pdf" not in document.stored_name
    with default_storage.open(document.stored_name) as file:
        assert file.read() == PDF
    event = AuditEvent.objects.about("document", document.pk).get(verb="add_document")
    assert (event.by, event.subject_label) == (cast.leader, "Avtal om coachning")


def test_document_without_a_title_is_called_what_it_is(cast: Cast) -> None:
    assert add(cast).title == str(Document.Kind.AGREEMENT.label)


def test_document_added_twice_with_one_key_is_one(cast: Cast) -> None:
    key = uuid.uuid4()

    assert add(cast, key=key) == add(cast, key=key)
    assert Document.objects.count() == 1


def test_document_over_the_quota_is_refused_also_when_others_are_removed(cast: Cast) -> None:
    kept = add(cast)
    for n in range(QUOTA // 10_000_000):
        Document.objects.create(
            enrolment=cast.a, kind="other", title="Stor", format="pdf", size=10_000_000, sha256="0" * 64,
            stored_name=f"stor{n}", uploaded_by=cast.leader,
        )  # fmt: skip
    actions.remove_document(by=cast.leader, document=kept, reason="Fel fil")

    with pytest.raises(ValidationError) as refused:
        add(cast)

    assert list(refused.value.message_dict) == ["file"]


def test_document_for_the_office_only_is_never_an_agreement(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        add(cast, for_office_only=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=add(cast).pk).update(for_office_only=True)


def test_document_is_added_and_removed_only_by_who_may_move_the_enrolment(cast: Cast) -> None:
    document = add(cast)
    for other in (cast.leader_norr, cast.coach_a, cast.auditor, cast.funder_tvv, cast.nobody):
        with pytest.raises(PermissionDenied):
            actions.add_document(by=other, enrolment=cast.a, kind="other", file_name="a.pdf", content=PDF)
        with pytest.raises(PermissionDenied):
            actions.remove_document(by=other, document=document, reason="Bort")

    assert Document.objects.kept().count() == 1


def test_document_is_seen_with_the_enrolment_and_office_papers_by_the_office(cast: Cast) -> None:
    shared, office = add(cast), add(cast, kind="aid_certificate", for_office_only=True)

    def seen(user: object) -> set[int]:
        return set(Document.objects.visible_to(user).values_list("pk", flat=True))

    for reader in (cast.director, cast.auditor, cast.leader):
        assert seen(reader) == {shared.pk, office.pk}
    assert seen(cast.coach_a) == {shared.pk}
    for blind in (cast.leader_norr, cast.coach_b, cast.former_coach, cast.funder_tvv, cast.nobody):
        assert seen(blind) == set()


def test_document_removed_is_marked_and_left_to_the_office(cast: Cast) -> None:
    document = add(cast)

    actions.remove_document(by=cast.leader, document=document, reason="Fel version")

    document.refresh_from_db()
    assert (document.removed_by, document.removal_reason) == (cast.leader, "Fel version")
    assert default_storage.exists(document.stored_name)
    assert not Document.objects.visible_to(cast.coach_a).exists()
    assert Document.objects.visible_to(cast.leader).get() == document
    assert verbs(document) == ["add_document", "remove_document"]


def test_document_is_removed_for_a_reason_and_once(cast: Cast) -> None:
    document = add(cast)
    with pytest.raises(ValidationError):
        actions.remove_document(by=cast.leader, document=document, reason="  ")
    actions.remove_document(by=cast.leader, document=document, reason="Fel")
    actions.remove_document(by=cast.director, document=document, reason="Igen")

    document.refresh_from_db()
    assert document.removal_reason == "Fel"


def test_enrolments_without_agreement_are_those_under_way_with_none_kept(cast: Cast) -> None:
    def lacking() -> set[int]:
        return set(Enrolment.objects.without_agreement().values_list("pk", flat=True))

    assert lacking() == {cast.a.pk, cast.b.pk, cast.c.pk}
    add(cast, kind="other")
    document = add(cast)
    assert lacking() == {cast.b.pk, cast.c.pk}
    actions.remove_document(by=cast.leader, document=document, reason="Fel")
    assert lacking() == {cast.a.pk, cast.b.pk, cast.c.pk}


# Pages ------------------------------------------------------------------------------------------


def send(client: Client, enrolment: Enrolment, name: str, content: bytes, **more: object) -> object:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(reverse("document-add", args=[enrolment.pk]), {"kind": "agreement", "file": file, **more})


def test_document_page_adds_and_the_card_shows_it(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    response = send(client, cast.a, "bild.jpg", JPEG, title="Påskrivet avtal")

    assert response.url == f"{cast.a.get_absolute_url()}?tab=documents"  # type: ignore[attr-defined]
    shown = client.get(response.url).content.decode()  # type: ignore[attr-defined]
    assert "Påskrivet avtal" in shown
    assert "Påskrivet avtal" in login(cast.coach_a).get(f"{cast.a.get_absolute_url()}?tab=documents").content.decode()


@pytest.mark.parametrize(("name", "content", "reason"), [case for case in BAD if case[2] != "path"])
def test_document_page_refuses_in_words_and_keeps_nothing(
    cast: Cast, login: Login, name: str, content: bytes, reason: str
) -> None:
    response = send(login(cast.leader), cast.a, name, content)

    assert response.status_code == 200  # type: ignore[attr-defined]
    assert response.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not Document.objects.exists()


def test_document_page_drops_the_path_of_a_name(cast: Cast, login: Login) -> None:
    send(login(cast.leader), cast.a, "../../static/avtal.pdf", PDF)

    assert ".." not in Document.objects.get().stored_name


def test_document_file_is_always_saved_never_shown(cast: Cast, login: Login) -> None:
    document = add(cast, title="<svg/onload=alert(1)> ../Avtal\r\nX: y")

    response = login(cast.coach_a).get(reverse("document-file", args=[document.pk]))

    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert ".." not in response["Content-Disposition"] and "<" not in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert verbs(document)[-1] == "take_document"


def test_document_file_is_gone_for_a_coach_whose_task_ended(cast: Cast, login: Login) -> None:
    document, client = add(cast), login(cast.coach_a)
    address = reverse("document-file", args=[document.pk])
    assert client.get(address).status_code == 200

    yesterday = timezone.localdate() - timedelta(days=1)
    CoachAssignment.objects.filter(coach=cast.coach_a).update(until_on=yesterday)

    assert client.get(address).status_code == 404


def test_document_file_that_is_missing_is_no_crash(cast: Cast, login: Login) -> None:
    document = add(cast)
    default_storage.delete(document.stored_name)

    assert login(cast.leader).get(reverse("document-file", args=[document.pk])).status_code == 404


def test_document_remove_page_asks_why_and_twice_leads_back(cast: Cast, login: Login) -> None:
    document, client = add(cast), login(cast.leader)
    address = reverse("document-remove", args=[document.pk])

    assert client.post(address, {"reason": ""}).context["form"].errors["reason"]
    assert client.post(address, {"reason": "Ny version finns"}).status_code == 302
    assert client.get(address).status_code == 302

    shown = client.get(f"{cast.a.get_absolute_url()}?tab=documents").content.decode()
    assert "Ny version finns" in shown
    assert (
        "Ny version finns" not in login(cast.coach_a).get(f"{cast.a.get_absolute_url()}?tab=documents").content.decode()
    )


def test_document_acts_stand_in_the_history_in_words(cast: Cast, login: Login) -> None:
    document = add(cast, title="Avtalet")
    actions.remove_document(by=cast.leader, document=document, reason="Fel version")

    shown = login(cast.leader).get(f"{cast.a.get_absolute_url()}?tab=history")

    told = [(event.what, event.about, [change.label for change in event.changes]) for event in shown.context["history"]]
    assert told[0] == ("tog bort ett dokument", "Avtalet", ["Skäl till borttagning"])
    assert told[1] == ("lade till ett dokument", "Avtalet", ["Slag"])


def test_document_for_the_office_is_not_told_of_in_the_coachs_history(cast: Cast, login: Login) -> None:
    add(cast, title="Avtalet")
    add(cast, kind="aid_certificate", title="Hemligt intyg", for_office_only=True)
    address = f"{cast.a.get_absolute_url()}?tab=history"

    assert "Hemligt intyg" in login(cast.leader).get(address).content.decode()
    shown = login(cast.coach_a).get(address).content.decode()
    assert "Avtalet" in shown and "Hemligt intyg" not in shown


def test_document_key_used_again_for_another_file_adds_it(cast: Cast) -> None:
    key = uuid.uuid4()

    assert add(cast, key=key) != add(cast, key=key, file_name="bild.jpg", content=JPEG)
