"""Pages and files of reports: who gets them, what they hold, what bad input does."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding import actions
from funding.models import Report
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.funding.world import Money, frozen, grant, period, released, reviewer, run, stated

Login = Callable[[User], Client]
OF_A_REPORT = ["report-card", "report-pdf", "report-xlsx", "report-json"]


def test_funder_downloads_exactly_the_released_bytes_and_it_is_noted(cast: Cast, money: Money, login: Login) -> None:
    report = released(cast, money)
    client = login(cast.funder_tvv)

    pdf, xlsx = (client.get(reverse(name, args=[report.pk])) for name in ("report-pdf", "report-xlsx"))

    assert hashlib.sha256(pdf.content).hexdigest() == report.kept["pdf"].sha256
    assert hashlib.sha256(xlsx.content).hexdigest() == report.kept["xlsx"].sha256
    start, end = report.period.starts_on, report.period.ends_on
    name = f"produktionslyftet-a-1-{start}-{end}-v1"
    assert pdf["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
    assert xlsx["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    taken = AuditEvent.objects.filter(verb="downloaded", by=cast.funder_tvv).order_by("pk")
    assert [list(event.changes) for event in taken] == [["pdf"], ["xlsx"]]


def test_report_of_another_funder_and_a_draft_are_not_found(cast: Cast, money: Money, login: Login) -> None:
    of_tvv, draft = frozen(cast, money.period), stated(cast, money.running)
    client = login(cast.funder_vinnova)

    for name in OF_A_REPORT:
        assert login(cast.funder_tvv).get(reverse(name, args=[of_tvv.pk])).status_code == 200
        assert client.get(reverse(name, args=[of_tvv.pk])).status_code == 404
        assert login(cast.funder_tvv).get(reverse(name, args=[draft.pk])).status_code == 404
    figure = reverse("report-figure", args=[of_tvv.pk, 1])
    assert login(cast.funder_tvv).get(figure).status_code == 200
    assert client.get(figure).status_code == 404
    assert client.get(reverse("grant-card", args=[money.tvv.pk])).status_code == 404
    assert client.get(reverse("period-card", args=[money.period.pk])).status_code == 404
    mine = client.get(reverse("report-list")).content.decode()
    assert "V-2" in mine
    assert "Ä-1" not in mine


@pytest.mark.parametrize("who", ["leader", "coach_a", "nobody"])
def test_report_is_behind_a_door_for_those_without_the_right(cast: Cast, money: Money, login: Login, who: str) -> None:
    report = frozen(cast, money.period)

    for name in OF_A_REPORT:
        assert login(getattr(cast, who)).get(reverse(name, args=[report.pk])).status_code == 403


def test_changes_by_who_may_only_see_are_refused(cast: Cast, money: Money, login: Login) -> None:
    draft = stated(cast, money.period)
    sees = login(cast.auditor)

    assert sees.get(draft.get_absolute_url()).status_code == 200
    for name in ("report-build", "report-texts", "report-review", "report-draft", "report-release"):
        assert sees.post(reverse(name, args=[draft.pk])).status_code == 403
    assert sees.post(reverse("report-make", args=[money.running.pk])).status_code == 403
    assert Report.objects.get().state == "draft"


def test_damaged_file_is_not_handed_out(cast: Cast, money: Money, login: Login, settings: object) -> None:
    report = frozen(cast, money.period)
    stored = settings.MEDIA_ROOT / report.kept["pdf"].name  # type: ignore[attr-defined]
    stored.write_bytes(stored.read_bytes() + b" ")

    response = login(cast.funder_tvv).get(reverse("report-pdf", args=[report.pk]))

    assert response.status_code == 500
    assert b"%PDF" not in response.content
    assert not AuditEvent.objects.filter(verb="downloaded").exists()


def test_director_makes_reviews_and_releases_by_buttons(cast: Cast, money: Money, login: Login) -> None:
    client = login(cast.director)

    made = client.post(reverse("report-make", args=[money.period.pk]))
    report = Report.objects.get()
    assert made["Location"] == f"/jobs/{actions.running_job(report).pk}/"
    run(actions.running_job(report))
    client.post(reverse("report-review", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == "in_review"
    client.post(reverse("report-release", args=[report.pk]))
    assert actions.running_job(report) is None  # nobody has approved it
    seen = {"approve-seen": report.built_sha256, "approve-note": ""}
    client.post(reverse("report-approve", args=[report.pk]), seen)
    report.refresh_from_db()
    assert report.approved_by is None  # who made it cannot
    login(reviewer()).post(reverse("report-approve", args=[report.pk]), seen)
    client.post(reverse("report-release", args=[report.pk]))
    job = actions.running_job(report)
    assert (job.kind, job.owner) == ("release", cast.director)


def test_texts_keep_what_was_typed_when_somebody_was_first(cast: Cast, money: Money, login: Login) -> None:
    report = stated(cast, money.period)
    client = login(cast.director)
    seen = client.get(report.get_absolute_url()).context["texts"]["seen"].value()
    actions.write_texts(by=cast.director, report=report, texts={"went-well": "Andras"})

    refused = client.post(reverse("report-texts", args=[report.pk]), {"text-went-well": "Mina ord", "seen": seen})

    assert actions.texts_of(report) == {"went-well": "Andras"}
    assert refused.status_code == 422
    form = refused.context["texts"]
    assert form["text-went-well"].value() == "Mina ord"
    client.post(
        reverse("report-texts", args=[report.pk]),
        {"text-went-well": "Mina ord", "seen": form["seen"].value()},
    )
    assert actions.texts_of(report) == {"went-well": "Mina ord"}


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 100_000])
def test_waiver_needs_a_reason(cast: Cast, money: Money, login: Login, reason: str) -> None:
    report = stated(cast, money.running)
    signal = report.signals.first()

    response = login(cast.director).post(reverse("report-waive", args=[report.pk, signal.pk]), {"reason": reason})

    assert response.status_code == 422
    signal.refresh_from_db()
    assert signal.waived_at is None


def test_signal_of_another_report_is_not_found(cast: Cast, money: Money, login: Login) -> None:
    one, other = stated(cast, money.period), stated(cast, money.running)
    signal = other.signals.first()

    response = login(cast.director).post(reverse("report-waive", args=[one.pk, signal.pk]), {"reason": "Ja"})

    assert response.status_code == 404


def test_following_a_figure_that_is_none_says_so(cast: Cast, money: Money, login: Login) -> None:
    frozen(cast, money.period)
    client = login(cast.funder_tvv)

    for figure in ("", "-1", "0", "99", "1 or 1", "9" * 30, "\x00", "5,5", "é"):
        response = client.get(reverse("report-list"), {"figure": figure})
        assert response.status_code == 200
        assert response.context["follow"]["wrong"], figure


def test_following_a_figure_leads_to_its_rows(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)

    response = login(cast.funder_tvv).get(reverse("report-list"), {"figure": " 4 "})

    follow = response.context["follow"]
    assert (follow["figure"].key, follow["shown"]) == ("sessions_held", "5")
    assert reverse("report-figure", args=[report.pk, 4]) in response.content.decode()


@pytest.mark.parametrize("path", ["/reports/?page=-1", "/reports/?page=9999999999", "/reports/?show=x&show=all"])
def test_bad_parameters_give_the_nearest_page(cast: Cast, money: Money, login: Login, path: str) -> None:
    response = login(cast.director).get(path)

    assert response.status_code == 200
    assert list(response.context["page"])


def test_large_numbers_in_addresses_are_not_found(cast: Cast, money: Money, login: Login) -> None:
    client = login(cast.director)

    for path in (f"/reports/{2**63}/", f"/grants/{2**63}/", f"/periods/{2**63}/", f"/reports/1/figures/{2**63}/"):
        assert client.get(path).status_code == 404


def test_figure_page_shows_frozen_rows_in_pages(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)

    response = login(cast.funder_tvv).get(reverse("report-figure", args=[report.pk, 4]))

    assert len(response.context["rows"]) == 5
    page = response.content.decode()
    assert (money.period.ends_on - timedelta(days=4)).isoformat() in page
    assert "Norrskena" not in page


@pytest.mark.parametrize(("who", "queries"), [("director", 7), ("funder_tvv", 12)])
def test_list_asks_the_database_equally_often_at_3_and_30_periods(
    cast: Cast, money: Money, login: Login, django_assert_num_queries: object, who: str, queries: int
) -> None:
    frozen(cast, money.period)
    client, today = login(getattr(cast, who)), timezone.localdate()
    client.get("/reports/?show=all")
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get("/reports/?show=all")

    for n in range(3, 30):
        more = grant(cast.tvv, cast, f"Ä-{n}")
        period(more, 1, today - timedelta(days=90 + n), today - timedelta(days=n))

    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get("/reports/?show=all")


def test_report_page_asks_the_database_at_most_eighteen_times(
    cast: Cast, money: Money, login: Login, django_assert_max_num_queries: object
) -> None:
    draft, done = stated(cast, money.running), frozen(cast, money.period)

    client = login(cast.director)
    client.get("/jobs/")  # the bell counts once a minute

    for report in (draft, done):
        with django_assert_max_num_queries(18):  # type: ignore[operator]
            client.get(report.get_absolute_url())
