"""An outcome off its plan is explained before the report is released, and the explanation stands beside it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding import actions as reports
from funding.indicators.actions import explain
from funding.indicators.unexplained import CODE
from funding.models import Grant, Report, Target, VarianceComment
from funding.reports import document_of, figures_of
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.funding.world import Money, frozen, in_review, stated

Login = Callable[[User], Client]

WHY = "Två coacher slutade i mars. Nya börjar i augusti."


@pytest.fixture
def strict(money: Money) -> Money:
    """Ten per cent may go unexplained."""
    Grant.objects.update(variance_percent=10)
    return money


def companies(money: Money) -> Target:
    """Sixty companies, of which there are three."""
    return Target.objects.get(grant=money.tvv, figure="companies_in_coaching")


def standing(report: Report) -> set[str]:
    return set(report.signals.filter(code=CODE, waived_at=None).values_list("path", flat=True))


def test_each_target_off_its_plan_is_a_red_signal_until_it_is_explained(cast: Cast, strict: Money) -> None:
    report = stated(cast, strict.period)
    off = list(report.figures.exclude(off_plan="").values_list("of_target", flat=True))
    assert len(off) == 2  # of three: one session where a third of one was planned is none off
    assert len(standing(report)) == 2

    explain(by=cast.director, report=report, target=companies(strict), text=WHY)

    assert len(standing(report)) == 1
    again = stated(cast, strict.period)
    assert len(standing(again)) == 1
    (one,) = [told for told in document_of(again, list(figures_of(again))).targets if told.why]
    assert (one.why, one.off_plan, one.target_id) == (WHY, "below", companies(strict).pk)


def test_signal_may_be_waived_instead_and_comes_back_when_the_text_is_taken_back(cast: Cast, strict: Money) -> None:
    report = stated(cast, strict.period)
    target = companies(strict)
    explain(by=cast.director, report=report, target=target, text=WHY)
    explain(by=cast.director, report=report, target=target, text="", seen=WHY)
    report = stated(cast, strict.period)

    assert len(standing(report)) == 2
    reviewed = in_review(cast, strict.period)  # all waived
    assert standing(reviewed) == set()


def test_explanation_needs_the_draft_built_again_and_leaves_one_event(cast: Cast, strict: Money) -> None:
    report = stated(cast, strict.period)

    explain(by=cast.director, report=report, target=companies(strict), text=WHY)
    explain(by=cast.director, report=report, target=companies(strict), text=WHY)  # the same again does nothing

    report.refresh_from_db()
    assert report.built_at is None
    assert AuditEvent.objects.filter(verb="variance-explained").count() == 1


def test_explanation_that_was_written_while_the_report_was_built_is_not_lost(cast: Cast, strict: Money) -> None:
    report = stated(cast, strict.period)
    before = reports.written_in(report)
    explain(by=cast.director, report=report, target=companies(strict), text=WHY)

    unused = reports.put_content(
        by=cast.director, report=report, texts=before, stated=[], signals=[], files=[], pages=1
    )

    report.refresh_from_db()
    assert unused == []
    assert report.built_at is None  # what was rendered lacks it, so it was not taken
    assert report.figures.count() > 0


def test_who_comes_second_is_told_and_nothing_is_overwritten(cast: Cast, strict: Money, login: Login) -> None:
    report = stated(cast, strict.period)
    target = companies(strict)
    explain(by=cast.director, report=report, target=target, text=WHY)
    path = reverse("report-explain", args=[report.pk, target.pk])
    client = login(cast.director)

    refused = client.post(path, {"text": "Mina ord", "seen": ""})

    assert refused.status_code == 409
    assert "Mina ord" in refused.content.decode()
    assert VarianceComment.objects.get().text == WHY
    assert client.post(path, {"text": "Mina ord", "seen": WHY}).status_code == 302
    assert VarianceComment.objects.get().text == "Mina ord"


def test_only_drafts_are_explained_and_only_targets_of_the_grant(cast: Cast, strict: Money) -> None:
    done = frozen(cast, strict.period)
    with pytest.raises(reports.NotReady):
        explain(by=cast.director, report=done, target=companies(strict), text=WHY)
    draft = stated(cast, strict.period_vinnova)
    with pytest.raises(PermissionDenied):
        explain(by=cast.director, report=draft, target=companies(strict), text=WHY)
    with pytest.raises(PermissionDenied):
        explain(by=cast.leader, report=draft, target=companies(strict), text=WHY)


def test_draft_page_offers_a_place_for_each_and_saves(cast: Cast, strict: Money, login: Login) -> None:
    report = stated(cast, strict.period)
    client = login(cast.director)
    page = client.get(report.get_absolute_url())
    assert len(page.context["variances"]) == 2

    client.post(reverse("report-explain", args=[report.pk, companies(strict).pk]), {"text": WHY, "seen": ""})

    assert VarianceComment.objects.get().text == WHY
    assert WHY in client.get(report.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("text", "level"), [("", "warning"), (WHY, "success")])
def test_saving_an_empty_explanation_is_not_called_saved(
    cast: Cast, strict: Money, login: Login, text: str, level: str
) -> None:
    address = reverse("report-explain", args=[stated(cast, strict.period).pk, companies(strict).pk])

    page = login(cast.director).post(address, {"text": text, "seen": ""}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == [level]


def test_correction_takes_over_what_was_explained_and_lists_what_it_says_otherwise(cast: Cast, strict: Money) -> None:
    target = companies(strict)
    report = stated(cast, strict.period)
    explain(by=cast.director, report=report, target=target, text=WHY)
    frozen(cast, strict.period)

    second = reports.make_report(by=cast.director, period=strict.period, because="Fel skäl.")
    assert second.variances.get().text == WHY
    explain(by=cast.director, report=second, target=target, text="Tre coacher slutade.", seen=WHY)
    second = stated(cast, strict.period)

    document = document_of(second, list(figures_of(second)))
    assert document.correction is not None
    (change,) = document.correction.texts
    assert (change.before, change.after) == (WHY, "Tre coacher slutade.")
