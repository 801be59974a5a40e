"""Comments on a report in the making: beside what they are about, for the office only, kept."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding import actions
from funding.models import Report, ReportComment, ReportFigure
from funding.reports import figures_of
from funding.review.actions import answer, comment, reopen, settle
from funding.review.discussion import Place, discussion_of
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.funding.world import Money, frozen, reviewed, reviewer, stated

Login = Callable[[User], Client]


def said(report: Report, by: User, parts: dict[str, str] | None = None):
    return discussion_of(report, by, parts or {}, list(figures_of(report)))


def test_comments_stand_beside_what_they_are_about_the_newest_open_first(cast: Cast, money: Money) -> None:
    report, other = stated(cast, money.period), reviewer()
    first = comment(by=other, report=report, place=Place(), text="Ett")
    second = comment(by=other, report=report, place=Place(), text="Två")
    part = comment(by=other, report=report, place=Place(part="summary"), text="Del")
    figure = comment(by=other, report=report, place=Place(figure=4), text="Siffra")
    settle(by=cast.director, comment=second)
    answer(by=cast.director, comment=first, text="Svar")

    talk = said(report, cast.director, {"summary": "Sammanfattning"})

    assert [one.comment for one in talk.whole.open] == [first]
    assert [one.text for one in talk.whole.open[0].answers] == ["Svar"]
    assert [one.comment for one in talk.whole.settled] == [second]
    assert [one.comment for one in talk.parts["summary"].open] == [part]
    assert [one.comment for one in talk.figures[4].open] == [figure]
    assert (talk.count, talk.open_count) == (4, 3)
    assert [one.href for one in talk.elsewhere] == ["#summary", f"/reports/{report.pk}/figures/4/#comments"]
    third = comment(by=other, report=report, place=Place(), text="Tre")
    assert [one.comment for one in said(report, cast.director).whole.open][:2] == [third, part]


def test_comment_follows_its_figure_when_it_is_numbered_otherwise(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)
    made = comment(by=reviewer(), report=report, place=Place(figure=4), text="Siffra")
    label = made.about
    ReportFigure.objects.filter(report=report, number=4).update(number=99)

    talk = said(report, cast.director)

    assert [one.comment for one in talk.figures[99].open] == [made]
    ReportFigure.objects.filter(report=report, number=99).delete()
    lost = said(report, cast.director).whole.open[0]
    assert (lost.comment, lost.about) == (made, label)


def test_comment_on_what_the_report_has_not_is_refused(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    for place in (Place(figure=77), Place(part="no-such-part")):
        with pytest.raises(actions.NotReady):
            comment(by=reviewer(), report=report, place=place, text="Var?")

    assert not ReportComment.objects.exists()


def test_twenty_equal_posts_are_one_comment(cast: Cast, money: Money, login: Login) -> None:
    report = stated(cast, money.period)
    client, key = login(reviewer()), uuid4()

    for _n in range(20):
        client.post(reverse("report-comment", args=[report.pk]), {"text": "En gång", "key": key})

    assert ReportComment.objects.get().text == "En gång"
    assert AuditEvent.objects.filter(verb="report-commented").count() == 1


def test_release_ends_the_talk_and_keeps_it(cast: Cast, money: Money, login: Login) -> None:
    report = stated(cast, money.period)
    first = comment(by=reviewer(), report=report, place=Place(), text="KVAR-FÖR-ALLTID")
    frozen(cast, money.period)

    for act in (
        lambda: comment(by=reviewer(), report=report, place=Place(), text="Efteråt"),
        lambda: answer(by=reviewer(), comment=first, text="Efteråt"),
        lambda: settle(by=reviewer(), comment=first),
        lambda: reopen(by=reviewer(), comment=first),
    ):
        with pytest.raises(actions.NotReady):
            act()

    card = report.get_absolute_url()
    for reader in (cast.director, cast.auditor):
        assert "KVAR-FÖR-ALLTID" in login(reader).get(card).content.decode()
    assert "KVAR-FÖR-ALLTID" not in login(cast.funder_tvv).get(card).content.decode()
    assert not ReportComment.objects.visible_to(cast.funder_tvv).exists()


def test_open_again_and_settled_by_button(cast: Cast, money: Money, login: Login) -> None:
    report = reviewed(cast, stated(cast, money.period))
    made = comment(by=reviewer(), report=report, place=Place(figure=4), text="Siffra")
    client = login(cast.director)

    done = client.post(reverse("report-comment-settle", args=[report.pk, made.pk]))
    made.refresh_from_db()
    assert made.settled_by == cast.director
    assert done["Location"] == f"/reports/{report.pk}/figures/4/#comment-{made.pk}"
    client.post(reverse("report-comment-reopen", args=[report.pk, made.pk]))
    made.refresh_from_db()
    assert (made.settled_by, made.settled_at) == (None, None)
    report.refresh_from_db()
    assert report.approved_by == reviewer(), "a comment is no change of the report"


def test_what_was_typed_comes_back_with_what_is_wrong(cast: Cast, money: Money, login: Login) -> None:
    report = stated(cast, money.period)
    made = comment(by=reviewer(), report=report, place=Place(), text="Fråga")
    client = login(cast.director)

    for path, typed in (
        (reverse("report-comment", args=[report.pk]), "y" * 2001),
        (reverse("report-comment", args=[report.pk]), ""),
        (reverse("report-comment-answer", args=[report.pk, made.pk]), "z" * 2001),
    ):
        refused = client.post(path, {"text": typed})
        assert refused.status_code == 422
        assert typed in refused.content.decode()
    two = client.post(reverse("report-comment", args=[report.pk]), {"text": "Två", "part": "summary", "figure": 4})
    assert two.status_code == 422
    assert ReportComment.objects.count() == 1


def test_comment_of_another_report_is_not_found(cast: Cast, money: Money, login: Login) -> None:
    one, other = stated(cast, money.period), stated(cast, money.running)
    made = comment(by=reviewer(), report=other, place=Place(), text="Fråga")

    for name in ("report-comment-settle", "report-comment-reopen", "report-comment-answer"):
        assert login(cast.director).post(reverse(name, args=[one.pk, made.pk])).status_code == 404


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "auditor", "nobody", "inactive"])
def test_only_who_makes_reports_comments(cast: Cast, money: Money, who: str) -> None:
    report = stated(cast, money.period)

    with pytest.raises(PermissionDenied):
        comment(by=getattr(cast, who), report=report, place=Place(), text="Jag då?")

    assert not ReportComment.objects.exists()
