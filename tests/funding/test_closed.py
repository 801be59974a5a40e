"""What is said before a session is saved into a reported period, and what the session says of itself afterwards."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.lists import sessions_shown_to
from coaching.models import CoachingSession
from coaching.reported import LateMark, late_marks, reported_days, reported_periods
from funding.models import Report
from programme.common.dates import Period
from programme.people.models import User
from tests.cast import Cast
from tests.coaching.posts import session_post
from tests.funding.late_world import Past, build_past
from tests.funding.world import frozen, stated

LOG = "/sessions/log/"
LOGGED = "Logged after the period was reported"


@pytest.fixture
def past(cast: Cast) -> Past:
    return build_past(cast)


def on(past: Past, back: int, **changes: Any) -> dict[str, Any]:
    return session_post(past.cast.a, day="other", held_on=past.day(back).isoformat(), **changes)


def marks(session: CoachingSession, reader: User) -> list[LateMark]:
    shown = list(sessions_shown_to(reader).filter(pk=session.pk))
    return late_marks(shown, reader).get(session.pk, [])


def test_coach_is_told_before_a_session_is_saved_into_a_reported_period(cast: Cast, past: Past, login: Any) -> None:
    frozen(cast, past.periods["whole"][0])
    client, post = login(cast.coach_a), on(past, 70)

    asked = client.post(LOG, post)

    assert not CoachingSession.objects.exists()
    page = asked.content.decode()
    assert f"{past.day(90)}–{past.day(61)}" in page
    assert "Pulstavlan är på plats." in page
    assert asked.context["form"].errors == {}
    saved = client.post(LOG, post | {"told": asked.context["told"]})
    session = CoachingSession.objects.get()
    assert saved.url == f"/sessions/{session.pk}/"
    assert session.held_on == past.day(70)


def test_coach_who_was_told_of_one_period_is_told_of_another(cast: Cast, past: Past, login: Any) -> None:
    frozen(cast, past.periods["whole"][0])
    frozen(cast, past.periods["whole"][1])
    client, key = login(cast.coach_a), uuid4()
    told = client.post(LOG, on(past, 70, key=key)).context["told"]

    client.post(LOG, on(past, 40, key=key, told=told))

    assert not CoachingSession.objects.exists()


@pytest.mark.parametrize("told", ["", "0", "x" * 5000, "\x00"])
def test_coach_cannot_have_been_told_of_something_else(cast: Cast, past: Past, login: Any, told: str) -> None:
    frozen(cast, past.periods["whole"][0])
    assert login(cast.coach_a).post(LOG, on(past, 70, told=told)).status_code == 200
    assert not CoachingSession.objects.exists()


def test_what_cannot_be_is_refused_before_anything_is_said_of_the_period(cast: Cast, past: Past, login: Any) -> None:
    frozen(cast, past.periods["whole"][0])
    answer = login(cast.coach_a).post(LOG, on(past, 70, on_site_minutes="0", travel_minutes="", preparation_minutes=""))

    assert set(answer.context["form"].errors) == {"on_site_minutes"}
    assert answer.context["reported"] == []


def test_nothing_is_said_of_periods_that_are_open_or_not_paid_for(cast: Cast, past: Past, login: Any) -> None:
    frozen(cast, past.periods["part"][0])  # pays for A only
    stated(cast, past.periods["whole"][1])  # a draft
    client = login(cast.coach_a)

    for back, company in ((70, cast.b), (40, cast.a), (10, cast.a), (0, cast.a)):
        client.post(LOG, session_post(company, day="other", held_on=past.day(back).isoformat()))

    assert CoachingSession.objects.count() == 4


def test_correcting_a_reported_session_is_said_before_and_its_words_need_nothing_said(
    cast: Cast, past: Past, login: Any
) -> None:
    session = past.log(70)
    frozen(cast, past.periods["whole"][0])
    client, path = login(cast.coach_a), f"/sessions/{session.pk}/change/"
    same = {
        "version": "1", "on_site_minutes": "1", "travel_minutes": "", "preparation_minutes": "", "key": "",
        f"women_{cast.a.pk}": "2", f"men_{cast.a.pk}": "1", f"own_{cast.a.pk}": "3",
    }  # fmt: skip

    assert client.post(path, on(past, 70, **same)).status_code == 302
    asked = client.post(path, on(past, 40, **same) | {"version": "2"})  # moved out of the reported period

    session.refresh_from_db()
    assert (asked.status_code, session.held_on, session.changed_at) == (200, past.day(70), None)
    client.post(path, on(past, 40, **same) | {"version": "2", "told": asked.context["told"]})
    session.refresh_from_db()
    assert session.held_on == past.day(40)
    assert session.changed_at is not None


def test_session_says_that_it_came_after_the_report_and_leads_there_who_may_read_it(cast: Cast, past: Past) -> None:
    early = past.log(75)
    report = frozen(cast, past.periods["whole"][0])
    late = past.log(70)

    assert marks(early, cast.director) == []
    link = (str(past.whole), report.get_absolute_url())
    assert marks(late, cast.director) == [LateMark(_(LOGGED), (link,))]
    assert marks(late, cast.coach_a) == [LateMark(_(LOGGED))]
    past.change(early, 75, minutes=5)
    assert marks(early, cast.leader) == [LateMark(_("Corrected after the period was reported"))]


def test_days_after_a_report_over_a_running_period_are_open(cast: Cast, past: Past, login: Any) -> None:
    early = frozen(cast, past.periods["whole"][2])
    Report.objects.filter(pk=early.pk).update(built_at=early.built_at - timedelta(days=10))  # reported as it ran

    login(cast.coach_a).post(LOG, on(past, 5))
    session = CoachingSession.objects.get()
    asked = login(cast.coach_a).post(LOG, on(past, 12))

    assert marks(session, cast.director) == []
    assert f"{past.day(30)}–{past.day(10)}" in asked.content.decode()
    assert CoachingSession.objects.count() == 1


def test_copy_on_a_phone_knows_the_reported_days_of_each_company(cast: Cast, past: Past, login: Any) -> None:
    copy = "/sessions/log/offline/"
    assert 'data-reported=""' in login(cast.coach_a).get(copy).content.decode()
    frozen(cast, past.periods["part"][0])  # pays for A only
    first = past.periods["part"][0]

    page = login(cast.coach_a).get(copy).content.decode()

    assert f'data-company="{cast.a.pk}"' in page
    assert f'data-reported="{first.starts_on}/{first.ends_on}"' in page
    assert 'data-reported=""' in login(cast.coach_b).get(copy).content.decode()
    assert "data-reported" not in login(cast.coach_a).get(LOG).content.decode()


def test_reported_days_that_touch_are_one_span_and_open_ones_are_left_out(cast: Cast, past: Past) -> None:
    today = timezone.localdate()
    whole = past.periods["whole"]
    frozen(cast, whole[0])
    assert reported_days([cast.a.pk, cast.b.pk], today) == {
        cast.a.pk: [Period(whole[0].starts_on, whole[0].ends_on)],
        cast.b.pk: [Period(whole[0].starts_on, whole[0].ends_on)],
    }
    frozen(cast, whole[1])
    assert reported_days([cast.a.pk], today) == {cast.a.pk: [Period(whole[0].starts_on, whole[1].ends_on)]}
    assert reported_days([cast.a.pk], whole[0].starts_on - timedelta(days=1)) == {}
    assert reported_days([], today) == {}


def test_session_of_two_grants_says_it_once_with_both_reports(cast: Cast, past: Past) -> None:
    whole, part = frozen(cast, past.periods["whole"][0]), frozen(cast, past.periods["part"][0])
    late = past.log(70)

    (mark,) = marks(late, cast.auditor)

    assert {href for _name, href in mark.reports} == {whole.get_absolute_url(), part.get_absolute_url()}


def test_session_says_so_no_more_when_a_correction_of_the_report_counts_it(cast: Cast, past: Past) -> None:
    frozen(cast, past.periods["whole"][0])
    late = past.log(70)
    assert len(marks(late, cast.director)) == 1
    frozen(cast, past.periods["whole"][0])

    assert marks(late, cast.director) == []


def test_mark_of_a_joint_session_tells_nothing_of_a_company_that_the_reader_does_not_see(
    cast: Cast, past: Past
) -> None:
    frozen(cast, past.periods["part"][0])  # pays for A only
    joint = past.log(70, cast.a, cast.b)

    assert len(marks(joint, cast.coach_a)) == 1
    assert marks(joint, cast.coach_b) == []


def test_card_and_list_show_the_mark(cast: Cast, past: Past, login: Any) -> None:
    report = frozen(cast, past.periods["whole"][0])
    late = past.log(70)

    card = login(cast.director).get(f"/sessions/{late.pk}/").content.decode()
    assert f'href="{report.get_absolute_url()}"' in card
    for path in (f"/sessions/{late.pk}/", "/sessions/"):
        assert _(LOGGED) in login(cast.coach_a).get(path).content.decode()


@pytest.mark.parametrize("count", [3, 24])
def test_list_of_late_sessions_asks_the_same_number_of_queries(
    cast: Cast, past: Past, login: Any, django_assert_num_queries: Any, count: int
) -> None:
    for name in ("whole", "part"):
        frozen(cast, past.periods[name][0])
    for n in range(count):
        past.log(61 + n, *([cast.a, cast.b] if n % 2 else [cast.b]))
    client = login(cast.director)
    client.get("/")

    with django_assert_num_queries(12):
        client.get("/sessions/")


def test_reported_periods_of_no_company_and_of_a_future_day_are_none(cast: Cast, past: Past) -> None:
    frozen(cast, past.periods["whole"][0])
    ahead = timezone.localdate() + timedelta(days=900)

    assert reported_periods([], [past.day(70)]) == []
    assert reported_periods([cast.a.pk], [ahead]) == []
    assert len(reported_periods([cast.a.pk], [past.day(70), ahead])) == 1
