"""Regional texts: asked of leaders, answered in words or with nothing, held in the report."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from funding.models import Grant, RegionalText, ReportTemplate
from funding.red_signals import red_signals
from funding.regional import actions
from funding.reports import document_of, figures_of
from programme.people.models import AuditEvent, User
from programme.people.versions import Conflict
from programme.structure.models import Region
from tests.cast import Cast
from tests.funding.world import Money, frozen, stated
from tests.notices.hearing import heard

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def asked(cast: Cast, money: Money, *regions: Region) -> list[RegionalText]:
    actions.ask_regions(
        by=cast.director,
        period=money.period,
        regions=regions or (cast.mellersta, cast.norr),
        asks="Vad uppnådde företagen?",
        due_on=timezone.localdate() + timedelta(days=5),
    )
    return list(money.period.regional_texts.order_by("region__ordering", "pk"))


def told(event: str, today: date) -> set[tuple[int, int]]:
    return {(one.person, one.subject_id) for one in heard(event, today)}


def test_leaders_are_asked_and_reminded_until_they_answer(cast: Cast, money: Money) -> None:
    mine, other = asked(cast, money)
    today = timezone.localdate()

    assert told("regional_text_asked", today) == {(cast.leader.pk, mine.pk), (cast.leader_norr.pk, other.pk)}
    actions.answer(by=cast.leader, asked=mine, text="Två piloter.", has_nothing=False, version=mine.version)
    late = today + timedelta(days=6)

    assert told("regional_text_asked", late) == {(cast.leader_norr.pk, other.pk)}
    assert told("regional_text_due", late) == {(cast.leader_norr.pk, other.pk)}
    assert (cast.director.pk, other.pk) in told("regional_text_due", late + timedelta(days=7))


def test_answers_nothing_and_silence_are_told_apart_in_the_report(cast: Cast, money: Money) -> None:
    first, second = asked(cast, money)
    with_regions = ReportTemplate.objects.get(name_sv="Tillväxtverket, lägesrapport")
    Grant.objects.filter(pk=money.tvv.pk).update(template=with_regions)
    actions.answer(by=cast.leader, asked=first, text="Två piloter.", has_nothing=False, version=first.version)

    with translation.override("sv"):
        silent = stated(cast, money.period)
        codes = [one.code for one in red_signals(silent, cast.director, timezone.localdate())]
        part = next(one for one in document_of(silent, list(figures_of(silent))).parts if one.kind == "regional")
    assert codes.count("region_silent") == 1
    assert part.shown == {"told": [(str(cast.mellersta), "Två piloter.")], "nothing": [], "silent": [str(cast.norr)]}

    second.refresh_from_db()
    actions.answer(by=cast.leader_norr, asked=second, text="", has_nothing=True, version=second.version)
    silent.refresh_from_db()
    assert silent.built_at is None  # the draft no longer holds what the regions told
    with translation.override("sv"):
        complete = stated(cast, money.period)
        part = next(one for one in document_of(complete, list(figures_of(complete))).parts if one.kind == "regional")
        codes = [one.code for one in red_signals(complete, cast.director, timezone.localdate())]
    assert "region_silent" not in codes
    assert part.shown["nothing"] == [str(cast.norr)]
    assert part.shown["silent"] == []


def test_an_answer_needs_words_or_nothing_and_not_both(cast: Cast, money: Money, login: Login) -> None:
    mine, _other = asked(cast, money)
    client, page = login(cast.leader), mine.get_absolute_url()

    empty = client.post(page, {"text": "  ", "version": 1})
    both = client.post(page, {"text": "Ord", "nothing": "1", "version": 1})
    mine.refresh_from_db()
    assert mine.answered_at is None
    assert "text" in empty.context["form"].errors
    assert both.context["form"]["text"].value() == "Ord"

    client.post(page, {"text": "", "nothing": "1", "version": 1})
    mine.refresh_from_db()
    assert (mine.has_nothing, mine.text, mine.answered_by) == (True, "", cast.leader)


def test_only_the_regions_leader_and_the_office_answer(cast: Cast, money: Money) -> None:
    mine, _other = asked(cast, money)
    before = AuditEvent.objects.count()

    for other in (cast.leader_norr, cast.coach_a, cast.funder_tvv, cast.auditor, cast.nobody):
        with pytest.raises(PermissionDenied):
            actions.answer(by=other, asked=mine, text="x", has_nothing=False, version=mine.version)
    for other in (cast.leader, cast.funder_tvv):
        with pytest.raises(PermissionDenied):
            actions.ask_regions(by=other, period=money.period, regions=[], asks="x", due_on=timezone.localdate())

    assert AuditEvent.objects.count() == before


def test_two_answers_to_one_question_meet(cast: Cast, money: Money, login: Login) -> None:
    mine, _other = asked(cast, money)
    actions.answer(by=cast.leader, asked=mine, text="Först", has_nothing=False, version=1)

    with pytest.raises(Conflict):
        actions.answer(by=cast.leader, asked=mine, text="Sedan", has_nothing=False, version=1)
    page = login(cast.leader).post(mine.get_absolute_url(), {"text": "Sedan", "version": 1})

    assert page.status_code == 409
    assert "Sedan" in page.content.decode()
    mine.refresh_from_db()
    assert mine.text == "Först"


def test_a_released_period_takes_no_more_answers(cast: Cast, money: Money) -> None:
    mine, _other = asked(cast, money)
    frozen(cast, money.period)

    with pytest.raises(ValidationError):
        actions.answer(by=cast.leader, asked=mine, text="Sent", has_nothing=False, version=mine.version)
    with pytest.raises(ValidationError):
        asked(cast, money)


def test_who_has_answered_is_not_asked_again(cast: Cast, money: Money) -> None:
    mine, other = asked(cast, money)
    actions.answer(by=cast.leader, asked=mine, text="Klart", has_nothing=False, version=mine.version)

    actions.ask_regions(
        by=cast.director,
        period=money.period,
        regions=[cast.mellersta, cast.norr],
        asks="Ny fråga",
        due_on=timezone.localdate() + timedelta(days=9),
    )

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.asks, other.asks) == ("Vad uppnådde företagen?", "Ny fråga")


def test_the_office_asks_from_the_periods_page(cast: Cast, money: Money, login: Login) -> None:
    client, page = login(cast.director), reverse("regions-ask", args=[money.period.pk])

    assert client.get(page).context["form"]["regions"].initial
    late = client.post(page, {"regions": [cast.norr.pk], "asks": "Vad?", "due_on": "2020-01-01"})
    assert "due_on" in late.context["form"].errors
    client.post(page, {"regions": [cast.norr.pk], "asks": "Vad?", "due_on": str(timezone.localdate())})

    assert [(one.region, one.asks) for one in RegionalText.objects.all()] == [(cast.norr, "Vad?")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    cast: Cast, money: Money, login: Login, django_assert_num_queries: Any, count: int
) -> None:
    asked(cast, money, *Region.objects.all()[:count])
    client: Client = login(cast.director)
    client.get("/jobs/")

    with django_assert_num_queries(5):
        page = client.get(reverse("regional-text-list"))

    assert len(page.context["lines"]) == min(count, Region.objects.count())
