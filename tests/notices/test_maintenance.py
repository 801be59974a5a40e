"""A notice of maintenance: on every page for everybody, in their language, only while it comes or holds."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from programme.notices import actions, upkeep
from programme.notices.models import Maintenance
from programme.notices.upkeep import standing_now
from programme.people.models import AuditEvent
from programme.people.roles import Role
from tests.cast import Cast, person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = {"text_sv": "Portalen är stängd.", "text_en": "The portal is closed."}
FORM = {
    **TEXT, "from_day": "2027-03-02", "from_time": "08:00", "until_day": "2027-03-02", "until_time": "9.30",
}  # fmt: skip


@pytest.fixture
def cold(march: Cast) -> Cast:
    """As in production: what stands on the pages is read from the database."""
    cache.delete(upkeep.KEY)
    return march


def enter(cast: Cast, after: timedelta = HOUR, *, lasts: timedelta = HOUR) -> Maintenance:
    now = timezone.now()
    row = actions.enter_maintenance(
        by=cast.director, **TEXT, from_at=now + after, until_at=now + after + lasts, now=now
    )
    cache.delete(upkeep.KEY)  # done on commit, which a test's transaction never reaches
    return row


def shown(client: Client, path: str = "home") -> bool:
    return any(text in client.get(reverse(path)).content.decode() for text in TEXT.values())


@pytest.mark.parametrize("who", ["director", "leader", "coach_a", "funder_tvv", "auditor", "nobody"])
def test_everybody_reads_it_on_every_page(cold: Cast, login, who: str) -> None:
    client = login(getattr(cold, who))
    before = [shown(client), shown(client, "account")]
    enter(cold)

    assert before == [False, False] and [shown(client), shown(client, "account")] == [True, True]


def test_who_is_not_logged_in_reads_it_too_in_her_language(cold: Cast, client: Client) -> None:
    enter(cold)

    swedish = client.get(reverse("account_login"), headers={"accept-language": "sv"}).content.decode()
    english = client.get(reverse("account_login"), headers={"accept-language": "en"}).content.decode()

    assert TEXT["text_sv"] in swedish and TEXT["text_en"] not in swedish
    assert TEXT["text_en"] in english and TEXT["text_sv"] not in english


def test_it_stands_from_a_week_before_until_its_end_and_goes_by_itself(cold: Cast) -> None:
    row = enter(cold, 8 * DAY)

    moments = (row.from_at - 7 * DAY - HOUR, row.from_at - 7 * DAY, row.from_at, row.until_at - HOUR / 60, row.until_at)
    assert [bool(standing_now(moment)) for moment in moments] == [False, True, True, True, False]


def test_it_is_read_once_for_all_pages_and_anew_when_one_is_entered_or_withdrawn(
    cold: Cast, login, django_capture_on_commit_callbacks
) -> None:
    client = login(cold.leader)
    client.get(reverse("account"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("account"))
        login(cold.coach_a).get(reverse("account"))
    assert [one for one in asked.captured_queries if "maintenance" in one["sql"]] == []

    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        row = actions.enter_maintenance(by=cold.director, **TEXT, from_at=now + HOUR, until_at=now + DAY, now=now)
    assert shown(client)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_maintenance(by=cold.director, maintenance=row, now=now)
    assert not shown(client)


def test_entered_and_withdrawn_once_each_with_a_trace(cold: Cast) -> None:
    row = enter(cold)

    for _again in range(2):
        actions.withdraw_maintenance(by=cold.director, maintenance=row, now=timezone.now())

    verbs = AuditEvent.objects.filter(subject_kind="maintenance").order_by("pk").values_list("verb", "by")
    assert list(verbs) == [("maintenance-enter", cold.director.pk), ("maintenance-withdraw", cold.director.pk)]
    assert standing_now(timezone.now()) == []


def test_only_a_director_of_all_programmes_tells_everybody(cold: Cast, login) -> None:
    one = person("one@example.org", "Dina Ett", (Role.DIRECTOR, {"programme": cold.programme}))
    row, now = enter(cold), timezone.now()

    for somebody in (one, cold.auditor, cold.leader):
        with pytest.raises(PermissionDenied):
            actions.enter_maintenance(by=somebody, **TEXT, from_at=now, until_at=now + DAY, now=now)
        with pytest.raises(PermissionDenied):
            actions.withdraw_maintenance(by=somebody, maintenance=row, now=now)
        for name in ("maintenance-list", "maintenance-add"):
            assert login(somebody).get(reverse(name)).status_code == 403


@pytest.mark.parametrize(("begins", "ends"), [(HOUR, HOUR), (DAY, HOUR), (-2 * DAY, -DAY)])
def test_a_time_that_makes_no_sense_is_refused(cold: Cast, begins: timedelta, ends: timedelta) -> None:
    now = timezone.now()

    with pytest.raises(ValidationError):
        actions.enter_maintenance(by=cold.director, **TEXT, from_at=now + begins, until_at=now + ends, now=now)
    assert not Maintenance.objects.exists()


def test_form_makes_one_notice_and_keeps_what_was_typed(cold: Cast, login) -> None:
    client = login(cold.director)
    key = "0b6d7c1e-8f7e-4c53-9c9e-1b0f7a2f3d11"

    for _double_click in range(2):
        assert client.post(reverse("maintenance-add"), {**FORM, "key": key}).status_code == 302
    row = Maintenance.objects.get()
    assert row.from_at == timezone.make_aware(datetime(2027, 3, 2, 8))
    assert row.until_at == timezone.make_aware(datetime(2027, 3, 2, 9, 30))

    for bad in ({"until_time": "07:00"}, {"from_day": "2/3"}, {"text_en": ""}, {"from_time": "25:00"},
                {"from_day": "2027-03-28", "until_day": "2027-03-28", "from_time": "02:30"},
                {"from_day": "2027-02-01", "until_day": "2027-02-01"}):  # fmt: skip
        refused = client.post(reverse("maintenance-add"), {**FORM, **bad})
        assert refused.status_code == 200 and TEXT["text_sv"] in refused.content.decode()
        assert refused.context["form"].errors
    assert Maintenance.objects.count() == 1


def test_list_offers_to_withdraw_what_is_ahead_and_keeps_the_earlier(cold: Cast, login) -> None:
    ahead, gone = enter(cold), enter(cold, 2 * HOUR)
    client = login(cold.director)

    client.post(reverse("maintenance-withdraw", args=[gone.pk]))

    page = client.get(reverse("maintenance-list"))
    assert list(page.context["ahead"]) == [ahead] and list(page.context["page"]) == [gone]


def test_it_is_text_and_no_markup(cold: Cast, login) -> None:
    now = timezone.now()
    evil = {"text_sv": "<svg/onload=alert(1)>", "text_en": "x"}
    actions.enter_maintenance(by=cold.director, **evil, from_at=now + HOUR, until_at=now + DAY, now=now)
    cache.delete(upkeep.KEY)

    page = login(cold.leader).get(reverse("account")).content.decode()

    assert "<svg/onload" not in page and "&lt;svg/onload" in page


def test_it_is_named_by_its_times_with_the_day_once(march: Cast) -> None:
    begins = timezone.make_aware(datetime(2027, 3, 2, 22))

    assert str(Maintenance(from_at=begins, until_at=begins + HOUR)) == "2027-03-02 22:00–23:00"
    assert str(Maintenance(from_at=begins, until_at=begins + 3 * HOUR)) == "2027-03-02 22:00–2027-03-03 01:00"


def test_list_is_narrowed_by_the_address_and_leaves_as_the_same_rows(cold: Cast, login) -> None:
    client = login(cold.director)
    ahead, taken_back = enter(cold), enter(cold, 30 * DAY)
    actions.withdraw_maintenance(by=cold.director, maintenance=taken_back, now=timezone.now())
    over = Maintenance.objects.create(
        text_sv="Flytt av servrar", text_en="Servers move", from_at=timezone.now() - 40 * DAY,
        until_at=timezone.now() - 40 * DAY + HOUR, entered_at=timezone.now() - 50 * DAY, entered_by=cold.director,
    )  # fmt: skip
    day = timezone.localdate(over.from_at)
    for query, rows in {
        "": {ahead, taken_back, over}, "?state=ahead": {ahead}, "?state=withdrawn": {taken_back}, "?state=past": {over},
        "?q=SERVERS": {over}, f"?until={day}": {over}, f"?since={day + 2 * DAY}": {ahead, taken_back},
    }.items():  # fmt: skip
        page = client.get(reverse("maintenance-list") + query)
        assert {*page.context["ahead"], *page.context["page"]} == rows, query
        sheet = CalamineWorkbook.from_filelike(
            io.BytesIO(client.get(reverse("maintenance-export") + query).content)
        ).get_sheet_by_index(0)
        assert sum(row[2] in {one.text_sv for one in rows} for row in sheet.to_python()) == len(rows)

    bad = client.get(reverse("maintenance-list") + "?state=odd&since=igar")
    assert len(list(bad.context["messages"])) == 2
    assert bad.context["count"] == 3
