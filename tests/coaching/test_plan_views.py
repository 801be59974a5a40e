"""The plan's pages: planned in one form, moved, called off, logged with what was planned; and the list by week."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from coaching.actions import save_draft
from coaching.models import Activity, CoachAssignment, CoachingSession, PlannedSession, SessionDraft
from coaching.views.day import coach_day
from companies.models import Enrolment
from programme.people.models import User
from tests.cast import LONG_AGO, Cast
from tests.coaching.plans import ahead, away, plan_post, planned
from tests.coaching.posts import session_post
from tests.coaching.test_session_views import many

State = PlannedSession.State


def english(person: User) -> User:
    User.objects.filter(pk=person.pk).update(language="en")
    return User.objects.get(pk=person.pk)


def test_plan_form_round_trip(cast: Cast, login) -> None:
    post = plan_post(cast.a, agreed="proposed", mode="remote", minutes="1:30", note="Länk kommer")
    answer = login(cast.coach_a).post("/plan/add/", post)
    row = PlannedSession.objects.get()
    assert answer.url == f"/plan/{row.pk}/"
    assert (row.state, row.mode, row.minutes, row.note) == (State.PROPOSED, "remote", 90, "Länk kommer")
    assert row.starts_at == ahead(3)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"time": "25:00"}, "time", "Write the time as hours and minutes"),
        ({"day": "2027-03-28", "time": "02:30"}, "time", "put forward that night"),
        ({"day": "2027-10-31", "time": "02:30"}, "time", "put back that night"),
        ({"day": "2020-02-03"}, "time", "That time has passed"),
        ({"day": "2027-02-31"}, "day", "Write the day as year-month-day"),
        ({"minutes": "0"}, "minutes", "Say how long it takes"),
        ({"minutes": "33:20"}, "minutes", "Write hours between 0 and 12"),
        ({"mode": "by phone"}, "mode", "Choose one of the two"),
        ({"enrolments": []}, "enrolments", "Choose at least one company"),
        ({"place": "x" * 161}, "place", "Write at most 160 characters"),
    ],
)
def test_plan_form_says_beside_the_field_what_is_wrong(
    cast: Cast, login, changes: dict, field: str, words: str
) -> None:
    client = login(english(cast.coach_a))
    answer = client.post("/plan/add/", plan_post(cast.a) | {"place": "Verkstaden"} | changes)
    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[field])
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page and words in page
    assert "Verkstaden" in page or "place" in changes
    assert not PlannedSession.objects.exists()


def test_plan_form_with_a_company_that_one_does_not_coach_is_refused(cast: Cast, login) -> None:
    answer = login(english(cast.coach_a)).post("/plan/add/", plan_post(cast.b))
    assert "Choose among the companies of the list" in answer.content.decode()
    assert cast.company_b.name not in answer.content.decode()
    assert not PlannedSession.objects.exists()


def test_plan_form_of_a_coach_without_companies_says_what_is_missing(cast: Cast, login) -> None:
    page = login(english(cast.former_coach)).get("/plan/add/").content.decode()
    assert "No company to plan with" in page


def test_twenty_equal_posts_plan_one(cast: Cast, login) -> None:
    client, post = login(cast.coach_a), plan_post(cast.a)
    assert len({client.post("/plan/add/", post).url for _n in range(20)}) == PlannedSession.objects.count() == 1


def move_post(row: PlannedSession, **changes: str) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=9)
    post: dict[str, Any] = {"version": str(row.version), "day": day.isoformat(), "time": "13:00", "minutes": "2"}
    with_whom = [str(one.pk) for one in row.enrolments.all()]
    return post | {"mode": "on_site", "place": "", "note": "", "enrolments": with_whom} | changes


def test_move_page_moves_and_the_card_says_from_where(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(2), cast.a)
    client = login(english(cast.coach_a))
    client.post(f"/plan/{row.pk}/move/", move_post(row))
    page = client.get(f"/plan/{row.pk}/").content.decode()
    assert f"Once; first planned for {ahead(2):%Y-%m-%d} 09:00" in page


def test_move_on_an_old_version_shows_both_and_keeps_what_was_typed(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(2), cast.a, place="Kontoret")
    client = login(english(cast.coach_a))
    old = move_post(row, place="Lagret")
    client.post(f"/plan/{row.pk}/move/", move_post(row, place="Matsalen"))
    answer = client.post(f"/plan/{row.pk}/move/", old)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Matsalen" in page and "Lagret" in page
    row.refresh_from_db()
    assert row.place == "Matsalen"


def test_cancel_page_asks_for_a_reason(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(2), cast.a)
    client = login(english(cast.coach_a))
    assert "Choose a reason." in client.post(f"/plan/{row.pk}/cancel/", {"version": 1}).content.decode()
    client.post(f"/plan/{row.pk}/cancel/", {"version": 1, "cancel_reason": "weather", "cancel_words": "Snö"})
    page = client.get(f"/plan/{row.pk}/").content.decode()
    assert "Weather or travel: Snö" in page
    assert "Move or change" not in page
    assert client.get(f"/plan/{row.pk}/move/").url == f"/plan/{row.pk}/"


def test_no_show_and_confirm_are_one_tap_each(cast: Cast, login) -> None:
    been = planned(cast.coach_a, ahead(-1), cast.a)
    asked = planned(cast.coach_a, ahead(2), cast.a, state=State.PROPOSED)
    client = login(cast.coach_a)
    client.post(f"/plan/{been.pk}/no-show/")
    client.post(f"/plan/{asked.pk}/confirm/")
    client.post(f"/plan/{asked.pk}/no-show/")  # has not begun: said on the page, and nothing is noted
    assert dict(PlannedSession.objects.values_list("pk", "state")) == {been.pk: State.NO_SHOW, asked.pk: State.PLANNED}


def test_log_form_opens_with_what_was_planned(cast: Cast, login) -> None:
    activity = Activity.objects.create(
        programme=cast.programme, region=cast.mellersta, kind="pilot", title="Pilot", planned_on=timezone.localdate()
    )
    row = planned(cast.coach_a, ahead(-2), cast.a, activity=activity, mode="remote", minutes=90)
    form = login(cast.coach_a).get(f"/sessions/log/?planned={row.pk}").context["form"]
    told = {name: form[name].value() for name in ("enrolments", "day", "held_on", "activity", "remote_minutes")}
    assert told == {
        "enrolments": [str(cast.a.pk)],
        "day": "other",
        "held_on": row.day,
        "activity": activity.pk,
        "remote_minutes": "1,5",
    }


@pytest.mark.parametrize(("mode", "travel"), [("on_site", 90), ("remote", None)])
def test_log_form_has_the_way_of_last_time_only_where_somebody_goes(
    cast: Cast, login, mode: str, travel: int | None
) -> None:
    client = login(cast.coach_a)
    client.post("/sessions/log/", session_post(cast.a))
    row = planned(cast.coach_a, ahead(-1), cast.a, mode=mode)

    form = client.get(f"/sessions/log/?planned={row.pk}").context["form"]

    assert form.initial.get("travel_minutes") == travel


def test_new_log_form_offers_what_was_planned_until_today_and_not_logged(cast: Cast, login) -> None:
    older = [planned(cast.coach_a, ahead(-days), cast.a) for days in (5, 4, 3)]
    today, _coming = planned(cast.coach_a, ahead(0), cast.a), planned(cast.coach_a, ahead(2), cast.a)
    planned(cast.coach_b, ahead(-1), cast.b)
    client = login(cast.coach_a)

    def offered(address: str) -> list[str]:
        return re.findall(r'data-plan="(\d+)"', client.get(address).content.decode())

    assert offered("/sessions/log/") == [str(one.pk) for one in (today, older[2], older[1])]
    assert offered(f"/sessions/log/?planned={today.pk}") == offered(f"/sessions/log/?enrolment={cast.a.pk}") == []
    client.post("/sessions/log/", session_post(cast.a, planned=str(today.pk)))
    assert offered("/sessions/log/") == [str(one.pk) for one in reversed(older)]


def test_copy_on_the_phone_knows_what_was_planned_and_the_coming_week(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(-2), cast.a, mode="remote", minutes=95, note="Ring porten")
    coming = planned(cast.coach_a, ahead(6), cast.a)
    planned(cast.coach_a, ahead(20), cast.a)
    planned(cast.coach_b, ahead(-1), cast.b)

    page = login(cast.coach_a).get("/sessions/log/offline/").content.decode()

    assert re.findall(r'data-plan="(\d+)"', page) == [str(coming.pk), str(row.pk)]
    told = f'data-day="{row.day}" data-enrolments="{cast.a.pk}" data-mode="remote" data-minutes="95" data-activity=""'
    assert told in page
    assert "Ring porten" not in page


def test_log_form_of_a_planned_session_holds_it_and_a_second_time_leads_to_what_was_logged(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(-1), cast.a)
    client, address = login(cast.coach_a), f"/sessions/log/?planned={row.pk}"
    answer = client.post(address, session_post(cast.a, day="yesterday", planned=row.pk))
    row.refresh_from_db()
    assert row.state == State.HELD
    assert answer.url == client.get(address).url == f"/sessions/{row.session_id}/"
    again = client.post(address, session_post(cast.a, day="yesterday", planned=row.pk, again="on", key=str(uuid4())))
    assert again.status_code == 200
    assert "Pulstavlan är på plats." in again.content.decode()
    assert CoachingSession.objects.count() == 1


def test_draft_of_a_planned_session_stays_tied_to_it(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(-1), cast.a)
    client, key = login(cast.coach_a), uuid4()
    post = session_post(cast.a, day="yesterday", planned=str(row.pk), key=str(key))
    content = {name: value if isinstance(value, list) else [value] for name, value in post.items()}
    save_draft(by=cast.coach_a, key=key, content=content, companies="A", on_revision=0, now=timezone.now())
    form = client.get(f"/sessions/log/?draft={key}").context["form"]
    assert form["planned"].value() == str(row.pk)
    client.post(f"/sessions/log/?draft={key}", post)
    row.refresh_from_db()
    assert row.state == State.HELD


def test_session_from_the_queue_of_a_phone_holds_what_was_planned(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(-1), cast.a)
    answer = login(cast.coach_a).post("/sessions/send/", session_post(cast.a, day="yesterday", planned=str(row.pk)))
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (201, State.HELD)


def test_planned_session_that_is_ones_own_no_more_does_not_keep_the_text_from_being_saved(cast: Cast, login) -> None:
    others = planned(cast.coach_b, ahead(-1), cast.b)
    login(cast.coach_a).post("/sessions/log/", session_post(cast.a, day="yesterday", planned=str(others.pk)))
    others.refresh_from_db()
    assert (others.state, CoachingSession.objects.count()) == (State.PLANNED, 1)


def test_log_form_of_a_plan_that_is_not_ones_own_is_refused(cast: Cast, login) -> None:
    others = planned(cast.coach_b, ahead(-1), cast.b)
    joint = planned(cast.coach_a, ahead(-1), cast.a, cast.c)
    client = login(cast.coach_a)
    answers = [client.get(f"/sessions/log/?planned={key}").status_code for key in (others.pk, joint.pk, "x", "9" * 30)]
    assert answers == [404, 403, 404, 404]


def test_card_warns_of_another_session_at_the_same_time(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(4), cast.a)
    before = planned(cast.coach_a, ahead(4) - timedelta(minutes=60), cast.a, minutes=61)
    planned(cast.coach_a, ahead(4) - timedelta(minutes=60), cast.a, minutes=60)
    planned(cast.coach_a, row.ends_at, cast.a)
    planned(cast.coach_a, ahead(4), cast.a, state="cancelled", cancel_reason="coach")
    planned(cast.coach_b, ahead(4), cast.b)
    answer = login(english(cast.coach_a)).get(f"/plan/{row.pk}/")
    assert answer.context["same_time"] == [before]
    assert "At the same time:" in answer.content.decode()


def test_plan_list_tells_by_week_what_comes_and_what_has_been(cast: Cast, login) -> None:
    today = timezone.localdate()
    planned(cast.coach_a, ahead(10), cast.a, place="Kommande")
    planned(cast.coach_a, ahead(-10), cast.a, place="Inställd", state="cancelled", cancel_reason="coach")
    planned(cast.coach_a, ahead(-20), cast.a, place="Uteblev", state="no_show")
    client = login(english(cast.coach_a))
    coming, past = (client.get(f"/plan/?show={show}").content.decode() for show in ("coming", "past"))
    assert [word in coming for word in ("Kommande", "Inställd", "Uteblev")] == [True, False, False]
    assert [word in past for word in ("Kommande", "Inställd", "Uteblev")] == [False, True, True]
    assert past.index("Inställd") < past.index("Uteblev")
    assert f"Week {(today + timedelta(days=10)).isocalendar().week}" in coming
    assert "Cancelled" in past and "Did not come" in past


def test_plan_list_of_a_coach_hides_the_other_company_of_a_joint_session(cast: Cast, login) -> None:
    planned(cast.coach_a, ahead(4), cast.a, cast.c)
    page = login(cast.coach_a).get("/plan/").content.decode()
    assert cast.company_a.name in page
    assert cast.company_c.name not in page


def test_plan_list_filters_say_what_cannot_be(cast: Cast, login) -> None:
    planned(cast.coach_a, ahead(4), cast.a)
    page = (
        login(english(cast.coach_a)).get("/plan/?from=2026-12-01&until=2026-11-01&state=x&activity=9x").content.decode()
    )
    assert "The last day may not lie before the first." in page
    page = login(english(cast.coach_a)).get("/plan/?from=31/12").content.decode()
    assert "From: Write the day as year-month-day" in page


def test_plan_list_is_narrowed_by_region_and_coach(cast: Cast, login) -> None:
    planned(cast.coach_a, ahead(4), cast.a)
    planned(cast.coach_b, ahead(4), cast.b)
    planned(cast.coach_c, ahead(4), cast.c)
    client = login(cast.director)

    def seen(query: str) -> list[bool]:
        rows = {one.coach_id for one in client.get(f"/plan/?{query}").context["page"]}
        return [coach.pk in rows for coach in (cast.coach_a, cast.coach_b, cast.coach_c)]

    assert seen("") == [True, True, True]
    assert seen(f"region={cast.mellersta.pk}") == [True, True, False]
    assert seen(f"coach={cast.coach_b.pk}") == [False, True, False]
    assert seen("coach=x&region=9e9") == [True, True, True]


def test_plan_list_is_read_only_for_the_leader(cast: Cast, login) -> None:
    row = planned(cast.coach_a, ahead(4), cast.a)
    client = login(english(cast.leader))
    assert cast.company_a.name in client.get("/plan/").content.decode()
    card = client.get(f"/plan/{row.pk}/").content.decode()
    assert cast.company_a.name in card
    assert "Move or change" not in card and "Cancel the session" not in card
    assert client.post(f"/plan/{row.pk}/cancel/", {"version": 1, "cancel_reason": "other"}).status_code == 403


def day_of(person: User) -> str:
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=person.pk)
    with translation.override("en"):
        return coach_day(request).content.decode()


def test_day_puts_what_was_not_logged_first_then_today_then_the_week(cast: Cast) -> None:
    now = timezone.now()
    planned(cast.coach_a, ahead(2), cast.a, place="Om två dagar")
    planned(cast.coach_a, now, cast.a, place="Pågår nu")
    planned(cast.coach_a, ahead(-2), cast.a)
    planned(cast.coach_a, ahead(12), cast.a, place="Långt bort")
    planned(cast.coach_a, ahead(-3), cast.a, state="cancelled", cancel_reason="coach", place="Inställd")
    planned(cast.coach_b, ahead(1), cast.b, place="En annans")
    page = day_of(cast.coach_a)
    assert page.count("Not logged:") == 1
    assert f"Log {ahead(-2):%A}'s session" in page
    assert page.index("Not logged:") < page.index("Pågår nu") < page.index("Om två dagar") < page.index('id="own"')
    assert "l-nowp" in page
    assert not [word for word in ("Långt bort", "Inställd", "En annans") if word in page]


def test_day_shows_what_a_former_coach_left_in_the_plan(cast: Cast) -> None:
    planned(cast.former_coach, ahead(1), cast.a, place="Ärvd")
    assert "Ärvd" in day_of(cast.coach_a)


def test_day_of_who_covers_says_for_whom_and_holds_the_plan(cast: Cast) -> None:
    planned(cast.coach_b, ahead(1), cast.b, place="Hos B")
    assert "Hos B" not in day_of(cast.coach_a)
    away(cast.coach_b, cast.coach_a, -1, 5)
    page = day_of(cast.coach_a)
    assert f"You cover for {cast.coach_b.name}" in page
    assert "Hos B" in page and cast.company_b.name in page
    assert page.count(f"<p>You cover for {cast.coach_b.name}</p>") == 1  # on B's card, and not on her own company's
    assert f"{cast.coach_a.name} covers for you" in day_of(cast.coach_b)


@pytest.mark.parametrize("count", [3, 30])
def test_day_with_a_plan_asks_the_same_number_of_queries(cast: Cast, django_assert_num_queries, count: int) -> None:
    many(cast, count)
    for one in Enrolment.objects.filter(coach_assignments__coach=cast.coach_a):
        planned(cast.coach_a, ahead(1), one)
        planned(cast.coach_a, ahead(-1), one)
    with django_assert_num_queries(11):
        assert "Bolag 0 AB" in day_of(cast.coach_a)


@pytest.mark.parametrize("count", [3, 30])
def test_plan_list_asks_the_same_number_of_queries(cast: Cast, login, django_assert_num_queries, count: int) -> None:
    for n in range(count):
        planned(cast.coach_a, ahead(n + 1), cast.a)
    client = login(cast.coach_a)
    with django_assert_num_queries(10):
        client.get(reverse("plan-list"))


def test_plan_export_has_the_rows_of_the_page(cast: Cast, login) -> None:
    planned(cast.coach_a, ahead(4), cast.a)
    planned(cast.coach_a, ahead(-40), cast.a)
    client = login(cast.coach_a)
    assert client.get("/plan/").context["page"].paginator.count == 1
    answer = client.get("/plan/export/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="plan-')


def test_session_logged_without_its_plan_holds_the_one_that_fits_and_says_so(cast: Cast, login) -> None:
    row, later = planned(cast.coach_a, ahead(-1), cast.a), planned(cast.coach_a, ahead(2), cast.a)
    answer = login(cast.coach_a).post("/sessions/log/", session_post(cast.a, day="yesterday"), follow=True)

    row.refresh_from_db()
    later.refresh_from_db()
    assert (row.state, row.session, later.state) == ("held", CoachingSession.objects.get(), "planned")
    assert "09.00" in str(list(answer.context["messages"])[0])


@pytest.mark.parametrize("case", ["two that fit", "other companies", "another coach's", "another day's"])
def test_session_logged_without_its_plan_holds_none_that_may_be_meant_otherwise(cast: Cast, login, case: str) -> None:
    if case == "two that fit":
        planned(cast.coach_a, ahead(-1), cast.a)
        planned(cast.coach_a, ahead(-1) + timedelta(hours=4), cast.a)
    elif case == "other companies":
        CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=LONG_AGO)
        planned(cast.coach_a, ahead(-1), cast.a, cast.b)
    elif case == "another coach's":
        planned(cast.coach_b, ahead(-1), cast.a)
    else:
        planned(cast.coach_a, ahead(-2), cast.a)
    login(cast.coach_a).post("/sessions/log/", session_post(cast.a, day="yesterday"))

    assert CoachingSession.objects.count() == 1
    assert set(PlannedSession.objects.values_list("state", flat=True)) == {"planned"}


def test_empty_form_says_which_others_were_begun(cast: Cast, login) -> None:
    draft = SessionDraft.objects.create(
        pk=uuid4(), owner=cast.coach_a, saved_at=timezone.now(), companies="Norrskena Mekanik AB"
    )
    SessionDraft.objects.create(pk=uuid4(), owner=cast.coach_b, saved_at=timezone.now(), companies="Hemligt AB")
    page = login(cast.coach_a).get("/sessions/log/").content.decode()
    assert f'href="/sessions/log/?draft={draft.pk}">Norrskena Mekanik AB</a>' in page
    assert "Hemligt AB" not in page
    assert (
        'href="/sessions/log/?draft='
        not in login(cast.coach_a).get(f"/sessions/log/?draft={draft.pk}").content.decode()
    )
