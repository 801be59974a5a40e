"""The funder's pages: released numbers only, each opening its frozen rows; sums, and no people."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.models import Attendance
from funding.models import CoFinancing, Grant, ReportFigure, ReportFile, ReportingPeriod
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from tests.cast import Cast, person
from tests.funding.portal.world import asked, both_periods, colleague, corrected, ended, judge
from tests.funding.world import Money, frozen, grant, period, stated

Login = Callable[[User], Client]


def test_home_says_what_is_new_then_the_grants_and_two_clicks_lead_to_the_file(
    cast: Cast, money: Money, login: Login
) -> None:
    report = frozen(cast, money.period_vinnova)
    client = login(cast.funder_vinnova)

    page = client.get(reverse("home"))

    said = page.content.decode()
    assert said.index("#news") < said.index('id="news"') < said.index('id="grants"')
    assert reverse("report-pdf", args=[report.pk]) in said  # logged in: one click; the login is the other
    (line,) = page.context["grants"]
    assert (line.grant, line.report, line.elapsed) == (money.vinnova, report, 33)  # day 101 of 301


def test_targets_are_those_of_the_last_released_report_and_not_live(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)
    client = login(cast.funder_tvv)
    before = [(one.label, one.text) for one in client.get(reverse("home")).context["grants"][0].outcomes]
    assert len(before) == 3
    Attendance.objects.update(company_minutes=99_999)
    money.tvv.targets.update(value=1)
    stated(cast, money.running)

    page = client.get(reverse("home"))
    after = page.context["grants"][0].outcomes

    assert [(one.label, one.text) for one in after] == before
    for one in after:
        frozen_figure = ReportFigure.objects.get(report=report, number=one.figure.number)
        assert one.href == reverse("report-figure", args=[report.pk, frozen_figure.number])
        assert client.get(one.href).context["figure"] == frozen_figure
    card = client.get(money.tvv.get_absolute_url())
    assert [(one.label, one.text) for one in card.context["outcomes"]] == before


def test_grant_without_a_released_report_shows_what_the_decision_asks_for(
    cast: Cast, money: Money, login: Login
) -> None:
    page = login(cast.funder_tvv).get(money.tvv.get_absolute_url())

    assert page.context["outcomes"] == ()
    assert len(page.context["asked_for"]) == 3
    assert page.context["last"] is None


def test_person_of_a_funder_without_a_grant_reads_what_will_stand_here(cast: Cast, money: Money, login: Login) -> None:
    Grant.objects.filter(pk=money.vinnova.pk).update(funder=cast.tvv)

    page = login(cast.funder_vinnova).get(reverse("home"))

    assert page.status_code == 200
    assert page.context["grants"] == []
    assert 'class="l-empty"' in page.content.decode()
    assert login(cast.funder_vinnova).get(reverse("question-list")).status_code == 200


def test_grant_without_periods_has_an_empty_calendar_in_words(cast: Cast, money: Money, login: Login) -> None:
    ReportingPeriod.objects.filter(grant=money.vinnova).delete()
    client = login(cast.funder_vinnova)

    assert client.get(reverse("home")).context["calendar"] == ""
    page = client.get(money.vinnova.get_absolute_url()).content.decode()
    assert 'class="l-empty"' in page


def test_grant_page_tells_sums_of_co_financing_and_no_partner_and_no_person(
    cast: Cast, money: Money, login: Login
) -> None:
    for partner, promised in (("Hemliga Verken AB", 1000), ("Andra Verken AB", 500)):
        CoFinancing.objects.create(
            grant=money.vinnova, partner=partner, kind="in_kind", promised=promised, basis="Nisses tid"
        )

    mine = login(cast.funder_vinnova).get(money.vinnova.get_absolute_url())
    office = login(cast.director).get(money.vinnova.get_absolute_url()).content.decode()

    assert [(promised, certified) for _kind, promised, certified in mine.context["money"].sums] == [
        (Decimal(1500), Decimal(0))
    ]
    said = mine.content.decode()
    assert "1\xa0500" in said
    for hidden in ("Hemliga Verken", "Andra Verken", "Nisses tid"):
        assert hidden in office
        assert hidden not in said


def test_period_page_names_nobody_who_released_or_skipped(cast: Cast, money: Money, login: Login) -> None:
    frozen(cast, money.period_vinnova)
    skipped = period(money.vinnova, 2, timezone.localdate(), timezone.localdate() + timedelta(days=9))
    skipped.skipped_on, skipped.skipped_by, skipped.skipped_because = (
        timezone.localdate(),
        cast.director,
        "Enligt beslut",
    )
    skipped.save()
    client = login(cast.funder_vinnova)

    for one in (money.period_vinnova, skipped):
        assert cast.director.name in login(cast.director).get(one.get_absolute_url()).content.decode()
        assert cast.director.name not in client.get(one.get_absolute_url()).content.decode()
    assert "Enligt beslut" in client.get(skipped.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["home", "grant", "period"])
def test_draft_and_its_state_are_not_told_to_the_funder(cast: Cast, money: Money, login: Login, who: str) -> None:
    draft = stated(cast, money.running)
    paths = {"home": "/", "grant": money.tvv.get_absolute_url(), "period": money.running.get_absolute_url()}

    page = login(cast.funder_tvv).get(paths[who]).content.decode()

    assert draft.get_absolute_url() not in page
    assert 'href="/static/img/marks.svg#utkast"' not in page
    assert f"/reports/{draft.pk}/" not in page


def test_changes_stand_side_by_side_and_open_their_own_frozen_rows(cast: Cast, money: Money, login: Login) -> None:
    first = frozen(cast, money.period_vinnova)
    second = corrected(cast, money.period_vinnova)
    client = login(cast.funder_vinnova)

    page = client.get(reverse("report-changes", args=[second.pk]))

    assert page.context["former"] == first
    sessions = next(
        one for one in page.context["changes"] if one.now and "sessions" in one.now.href or one.difference == "+1"
    )
    assert (sessions.before.text, sessions.now.text, sessions.difference) == ("3", "4", "+1")
    for stated_one, report, rows in ((sessions.before, first, 3), (sessions.now, second, 4)):
        answer = client.get(stated_one.href)
        assert answer.context["figure"].report == report
        assert len(answer.context["rows"]) == rows
    changed = client.get(reverse("report-changes", args=[second.pk]), {"show": "changed"})
    assert all(one.is_changed for one in changed.context["changes"])
    assert len(changed.context["changes"]) == page.context["count"] < page.context["total"]


def test_changes_between_two_periods_and_the_other_way_round(cast: Cast, money: Money, login: Login) -> None:
    first, second = both_periods(cast, money)
    judge(first, "company_hours", forecast=50, target=100)
    judge(second, "company_hours", forecast=100, target=100)
    client = login(cast.funder_vinnova)

    usual = client.get(reverse("report-changes", args=[second.pk]))
    back = client.get(reverse("report-changes", args=[first.pk]), {"against": second.pk})

    assert (usual.context["former"], back.context["former"]) == (first, second)
    there = {one.label: one.difference for one in usual.context["changes"]}
    here = {one.label: one.difference for one in back.context["changes"]}
    swapped = {"+": "\u2212", "\u2212": "+"}
    assert {label: swapped[said[0]] + said[1:] if said else "" for label, said in here.items()} == there
    assert sum(one.is_other_verdict for one in usual.context["changes"]) == 1
    assert client.get(reverse("report-changes", args=[first.pk])).context["former"] is None


@pytest.mark.parametrize("against", ["x", "-1", "9" * 30, "other"])
def test_comparing_with_what_is_not_mine_gives_the_usual_one(
    cast: Cast, money: Money, login: Login, against: str
) -> None:
    other = frozen(cast, money.period)
    first, second = both_periods(cast, money)
    asked_for = other.pk if against == "other" else against

    page = login(cast.funder_vinnova).get(reverse("report-changes", args=[second.pk]), {"against": asked_for})

    assert page.context["former"] == first


def test_all_files_of_a_period_come_as_one_zip_and_each_is_noted(cast: Cast, money: Money, login: Login) -> None:
    frozen(cast, money.period_vinnova)
    corrected(cast, money.period_vinnova)
    path = reverse("period-files", args=[money.period_vinnova.pk])
    client = login(cast.funder_vinnova)

    answer, again = client.get(path), client.get(path)

    assert answer.content == again.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        read = [archive.read(name) for name in names]
    ends = [name.rpartition("-")[2] for name in names]
    assert ends == ["v1.pdf", "v1.xlsx", "v1.json", "v2.pdf", "v2.xlsx", "v2.json"]
    assert len(set(read)) == 6
    sums = {hashlib.sha256(content).hexdigest() for content in read}
    assert sums == set(ReportFile.objects.released().exclude(kind="zip").values_list("sha256", flat=True))
    assert AuditEvent.objects.filter(verb="downloaded", by=cast.funder_vinnova).count() == 12
    client.head(path)
    assert AuditEvent.objects.filter(verb="downloaded").count() == 12
    assert login(cast.funder_tvv).get(path).status_code == 404
    assert login(cast.director).get(reverse("period-files", args=[money.running.pk])).status_code == 404


def test_damaged_file_is_not_put_into_the_zip(cast: Cast, money: Money, login: Login, settings: object) -> None:
    report = frozen(cast, money.period_vinnova)
    stored = settings.MEDIA_ROOT / report.kept["xlsx"].name  # type: ignore[attr-defined]
    stored.write_bytes(b"PK-other")

    answer = login(cast.funder_vinnova).get(reverse("period-files", args=[money.period_vinnova.pk]))

    assert answer.status_code == 500
    assert b"%PDF" not in answer.content
    assert not AuditEvent.objects.filter(verb="downloaded").exists()


def test_office_sees_which_organisation_took_what_and_the_funder_its_own_sum(
    cast: Cast, money: Money, login: Login
) -> None:
    report, second = frozen(cast, money.period_vinnova), colleague(cast)
    taken = [(cast.funder_vinnova, "pdf"), (second, "pdf"), (second, "xlsx"), (cast.director, "pdf")]
    for user, kind in taken:
        login(user).get(reverse(f"report-{kind}", args=[report.pk]))
    # Somebody who represented Vinnova then and no longer does, and somebody of no organisation.
    then = timezone.now() - timedelta(days=40)
    former = person("former.vinnova@example.org", "Ada Avgången", (Role.FUNDER, {"funder": cast.vinnova}))
    former.appointments.update(until_on=timezone.localdate() - timedelta(days=10))
    for user in (former, cast.coach_a):
        AuditEvent.objects.create(
            by=user, verb="downloaded", subject_kind="report", subject_id=report.pk, happened_at=then,
            changes={"pdf": [None, "0"]},
        )  # fmt: skip

    office = login(cast.director).get(report.get_absolute_url())
    mine = login(cast.funder_vinnova).get(report.get_absolute_url())

    theirs = [("Vinnova", "PDF", 3), ("Vinnova", "Excel", 1)]
    role = cast.director.rights.appointments[0].get_role_display()
    assert [(one.organisation, one.name, one.times) for one in office.context["portal"].taken] == [
        *theirs, (str(role), "PDF", 1),
    ]  # fmt: skip
    assert [(one.organisation, one.name, one.times) for one in mine.context["portal"].taken] == theirs
    assert second.name not in mine.content.decode()
    assert cast.director.name not in mine.content.decode()


def test_link_to_a_file_opens_nothing_once_the_appointment_has_ended(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period_vinnova)
    both = person("both@example.org", "Bo Två", *[(Role.FUNDER, {"funder": one}) for one in (cast.vinnova, cast.tvv)])
    client = login(both)
    paths = [
        reverse("report-pdf", args=[report.pk]),
        reverse("report-xlsx", args=[report.pk]),
        reverse("period-files", args=[report.period_id]),
        report.get_absolute_url(),
        reverse("report-changes", args=[report.pk]),
    ]
    assert {client.get(path).status_code for path in paths} == {200}

    both.appointments.filter(funder=cast.vinnova).update(until_on=timezone.localdate() - timedelta(days=1))
    assert {client.get(path).status_code for path in paths} == {404}
    ended(both)  # nothing is left: the door itself is shut
    assert {client.get(path).status_code for path in paths} == {403}


def _counts(client: Client, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found[path] = len(captured)
    return found


def test_pages_ask_the_database_equally_often_for_1_and_3_grants(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period_vinnova)
    asked(cast, report)
    client = login(cast.funder_vinnova)
    paths = ["/", money.vinnova.get_absolute_url(), money.period_vinnova.get_absolute_url()]
    paths.append(reverse("report-changes", args=[report.pk]))
    before = _counts(client, paths)

    for n in range(2):
        more = grant(cast.vinnova, cast, f"V-{n}")
        past = period(more, 1, money.period_vinnova.starts_on, money.period_vinnova.ends_on)
        asked(cast, frozen(cast, past), f"Fråga {n}")
        period(money.vinnova, 5 + n, timezone.localdate() + timedelta(days=n), timezone.localdate() + timedelta(days=n))
    corrected(cast, money.period_vinnova)

    assert _counts(client, paths) == before
    assert max(before.values()) <= 15, before
