"""A report is approved by somebody who had no hand in it, as it was built, or it is not released."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding import actions
from funding.models import Report, ReportFile
from funding.review.actions import approve, send_back
from funding.review.people import authors
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from tests.cast import Cast, person
from tests.funding.world import Money, reviewed, reviewer, stated

Login = Callable[[User], Client]
SHUT_OUT = ["leader", "coach_a", "funder_tvv", "auditor", "nobody", "inactive"]


def waive_all(by: User, report: Report) -> None:
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=by, signal=signal, reason="Redan känt.")


def in_review(cast: Cast, money: Money) -> Report:
    return actions.send_to_review(by=cast.director, report=stated(cast, money.period))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(actions.NotReady) as refused:
        act()
    return str(refused.value)


def wrote(report: Report, cast: Cast, other: User, money: Money) -> None:
    actions.write_texts(by=other, report=report, texts={"went-well": "Bra"})
    stated(cast, money.period)  # built by the director again


def built(report: Report, cast: Cast, other: User, money: Money) -> None:
    AuditEvent.objects.create(by=other, verb="report-built", subject_kind="report", subject_id=report.pk)


def waived(report: Report, cast: Cast, other: User, money: Money) -> None:
    report.signals.create(code="no_session", what="Saknas", path="/x/")
    waive_all(other, report)


@pytest.mark.parametrize("did", [wrote, built, waived])
def test_who_had_a_hand_in_it_cannot_approve_and_is_told_why(
    cast: Cast, money: Money, did: Callable[..., None]
) -> None:
    other = reviewer()
    report = stated(cast, money.period)
    did(report, cast, other, money)
    report = actions.send_to_review(by=cast.director, report=Report.objects.get())

    words = refusal(lambda: approve(by=other, report=report, seen=report.built_sha256))

    assert authors(report)[other.pk][0] in words
    assert Report.objects.get().approved_by is None
    third = person("third@example.org", "Tredje", (Role.DIRECTOR, {}))
    assert approve(by=third, report=report, seen=report.built_sha256).approved_by == third


def test_who_made_it_cannot_approve_also_when_somebody_else_did_the_rest(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)
    built(report, cast, reviewer(), money)
    report = actions.send_to_review(by=reviewer(), report=Report.objects.get())

    refusal(lambda: approve(by=cast.director, report=report, seen=report.built_sha256))

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(approved_by=cast.director, approved_at=timezone.now(), approved_sha256="x")


def test_who_built_it_before_somebody_else_built_it_again_may_approve(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)
    built(report, cast, reviewer(), money)
    report = in_review(cast, money)  # the director's build comes last

    assert approve(by=reviewer(), report=report, seen=report.built_sha256).approved_by == reviewer()


def test_database_releases_nothing_without_an_approval(cast: Cast, money: Money) -> None:
    in_review(cast, money)

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state="released", released_by=cast.director, released_at=timezone.now())


@pytest.mark.parametrize("who", SHUT_OUT)
def test_only_who_makes_reports_approves_or_sends_back(cast: Cast, money: Money, who: str) -> None:
    report = in_review(cast, money)
    other = getattr(cast, who)

    for act in (
        lambda: approve(by=other, report=report, seen=report.built_sha256),
        lambda: send_back(by=other, report=report, because="Fel"),
    ):
        with pytest.raises(actions.PermissionDenied):
            act()

    assert Report.objects.get().state == "in_review"


def test_approval_is_of_what_was_read(cast: Cast, money: Money) -> None:
    report = in_review(cast, money)
    seen = report.built_sha256
    actions.back_to_draft(by=cast.director, report=report)
    report = in_review(cast, money)

    assert report.built_sha256 != seen
    refusal(lambda: approve(by=reviewer(), report=report, seen=seen))

    assert Report.objects.get().approved_by is None


def test_release_is_refused_without_approval_and_when_the_files_are_others(cast: Cast, money: Money) -> None:
    report = in_review(cast, money)
    refusal(lambda: actions.release(by=cast.director, report=report))
    approve(by=reviewer(), report=report, seen=report.built_sha256)
    was = report.kept["pdf"].sha256
    ReportFile.objects.filter(kind="pdf").update(sha256="0" * 64)
    refusal(lambda: actions.release(by=cast.director, report=report))
    ReportFile.objects.filter(kind="pdf").update(sha256=was)

    assert actions.release(by=cast.director, report=report).kind == "release"


def test_second_approval_gets_words_and_the_same_one_stands(cast: Cast, money: Money) -> None:
    report = reviewed(cast, stated(cast, money.period))
    third = person("third@example.org", "Tredje", (Role.DIRECTOR, {}))

    again = approve(by=reviewer(), report=report, seen=report.built_sha256, note="En gång till")
    words = refusal(lambda: approve(by=third, report=report, seen=report.built_sha256))

    assert (again.approved_at, again.approved_note) == (report.approved_at, "")
    assert reviewer().name in words
    assert AuditEvent.objects.filter(verb="report-approved").count() == 1


def test_taking_back_drops_the_approval_and_leaves_it_in_the_trail(cast: Cast, money: Money) -> None:
    report = reviewed(cast, stated(cast, money.period))

    draft = actions.back_to_draft(by=cast.director, report=report)

    assert (draft.state, draft.approved_by, draft.approved_at, draft.approved_sha256) == ("draft", None, None, "")
    event = AuditEvent.objects.get(verb="report-back-to-draft")
    assert event.changes["approved_by"] == [str(reviewer()), None]


def test_reviewer_sends_back_with_a_reason_only(cast: Cast, money: Money) -> None:
    report = reviewed(cast, stated(cast, money.period))

    refusal(lambda: actions.back_to_draft(by=reviewer(), report=report))
    refusal(lambda: send_back(by=reviewer(), report=report, because=""))
    back = send_back(by=reviewer(), report=report, because="Norr saknas.")

    assert (back.state, back.sent_back_because, back.approved_by) == ("draft", "Norr saknas.", None)
    again = actions.send_to_review(by=cast.director, report=back)
    assert (again.sent_back_because, again.sent_back_by) == ("", None)
    assert "Norr saknas." in AuditEvent.objects.get(verb="report-sent-back").changes["because"]


def test_report_with_a_red_signal_is_not_approved(cast: Cast, money: Money) -> None:
    report = in_review(cast, money)
    report.signals.create(code="no_session", what="Saknas", path="/x/")

    refusal(lambda: approve(by=reviewer(), report=report, seen=report.built_sha256))
    waive_all(cast.director, report)

    assert approve(by=reviewer(), report=report, seen=report.built_sha256).approved_at


def test_page_offers_each_what_she_may_do(cast: Cast, money: Money, login: Login) -> None:
    report = in_review(cast, money)
    reviewer()
    card = report.get_absolute_url()
    approving, releasing = reverse("report-approve", args=[report.pk]), reverse("report-release", args=[report.pk])

    mine, hers = (login(one).get(card).content.decode() for one in (cast.director, reviewer()))
    assert approving not in mine and reviewer().name in mine
    assert approving in hers and reverse("report-send-back", args=[report.pk]) in hers
    assert releasing not in mine + hers
    approve(by=reviewer(), report=report, seen=report.built_sha256, note="Bra skrivet.")
    mine = login(cast.director).get(card).content.decode()
    assert releasing in mine and "Bra skrivet." in mine
    seen = login(cast.auditor).get(card).content.decode()
    assert approving not in seen and releasing not in seen


def test_page_says_what_to_do_when_nobody_is_left(cast: Cast, money: Money, login: Login) -> None:
    report = stated(cast, money.period)
    client = login(cast.director)

    alone = client.get(report.get_absolute_url())
    assert alone.context["standing"].is_alone
    assert reverse("person-invite") in alone.content.decode()
    other = reviewer()
    assert not client.get(report.get_absolute_url()).context["standing"].nobody
    wrote(report, cast, other, money)
    both = client.get(report.get_absolute_url())
    assert both.context["standing"].nobody and not both.context["standing"].is_alone
    assert reverse("person-invite") in both.content.decode()


def test_former_and_foreign_directors_may_not_approve(cast: Cast, money: Money, login: Login) -> None:
    report = in_review(cast, money)
    former = person("former.director@example.org", "Förra", (Role.DIRECTOR, {}))
    former.appointments.update(until_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(actions.PermissionDenied):
        approve(by=former, report=report, seen=report.built_sha256)
    assert former.name not in login(cast.director).get(report.get_absolute_url()).content.decode()


@pytest.mark.parametrize("because", ["", "   ", "\x00", "x" * 501])
def test_bad_reason_is_told_beside_the_field_and_changes_nothing(
    cast: Cast, money: Money, login: Login, because: str
) -> None:
    report = in_review(cast, money)

    answer = login(reviewer()).post(reverse("report-send-back", args=[report.pk]), {"back-because": because})

    assert answer.status_code == 422
    (field,) = re.findall(r'<textarea[^>]*name="back-because"[^>]*>', answer.content.decode())
    assert 'aria-invalid="true"' in field
    assert Report.objects.get().state == "in_review"


def test_approving_by_button_keeps_the_note(cast: Cast, money: Money, login: Login) -> None:
    report = in_review(cast, money)
    client = login(reviewer())
    form = client.get(report.get_absolute_url()).context["approve"]

    too_long = client.post(
        reverse("report-approve", args=[report.pk]), {"approve-note": "x" * 501, "approve-seen": form["seen"].value()}
    )
    assert too_long.status_code == 422 and "x" * 501 in too_long.content.decode()
    client.post(
        reverse("report-approve", args=[report.pk]), {"approve-note": "Läst.", "approve-seen": form["seen"].value()}
    )

    report.refresh_from_db()
    assert (report.approved_by, report.approved_note) == (reviewer(), "Läst.")
    assert report.approved_sha256 == report.built_sha256
