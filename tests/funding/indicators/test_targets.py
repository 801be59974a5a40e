"""Targets are entered, changed, ended and taken away; what a released report states stays as it was asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.indicators import actions
from funding.indicators.actions.targets import TargetValues
from funding.indicators.card import as_asked
from funding.indicators.choosing import figures_found
from funding.models import ReportFigure, Target
from funding.reports import document_of
from programme.common.numbers import as_text
from programme.people.models import AuditEvent, User
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.funding.world import Money, frozen, stated

Login = Callable[[User], Client]

RCO = "enterprises_supported"


def values(money: Money, **others: Any) -> TargetValues:
    """RCO01 of small companies, sixty in all."""
    given = TargetValues(
        figure=RCO, value=Decimal(60), due_on=money.tvv.ends_on, code="RCO01", wording_sv="Företag som får stöd",
        wording_en="Enterprises supported", note_sv="En gång per särskilt mål.", size="small",
    )  # fmt: skip
    return replace(given, **others)


def target(cast: Cast, money: Money, **others: Any) -> Target:
    return actions.add_target(by=cast.director, grant=money.tvv, values=values(money, **others))


def posted(money: Money, **others: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    return {
        "figure": RCO, "code": "RCO01", "wording_sv": "Företag som får stöd", "wording_en": "", "value": "1 060,5",
        "unit": "", "due_on": money.tvv.ends_on, "baseline": "", "region": "", "size": "small", "note_sv": "",
        "note_en": "", "key": uuid4(),
    } | others  # fmt: skip


def test_target_is_entered_with_the_funders_words_and_one_event(cast: Cast, money: Money) -> None:
    row = target(cast, money)

    assert (row.code, row.value, row.size, row.baseline) == ("RCO01", 60, "small", 0)
    event = AuditEvent.objects.get(verb="target-add")
    assert event.subject_id == row.pk
    assert event.changes["wording_sv"] == [None, "Företag som får stöd"]


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"figure": "days_active"}, "figure"),
        ({"figure": "nothing"}, "figure"),
        ({"figure": "coach_hours"}, "size"),
        ({"value": Decimal(0)}, "value"),
        ({"baseline": Decimal(60)}, "baseline"),
    ],
)
def test_target_that_cannot_be_counted_so_is_refused_at_its_field(
    cast: Cast, money: Money, others: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        target(cast, money, **others)

    assert list(refused.value.message_dict) == [field]
    assert not Target.objects.filter(code="RCO01").exists()


@pytest.mark.parametrize("days", [-1, 0, 900])
def test_day_outside_the_grants_time_is_refused(cast: Cast, money: Money, days: int) -> None:
    with pytest.raises(ValidationError) as refused:
        target(cast, money, due_on=money.tvv.starts_on + timedelta(days=days + (300 if days > 0 else 0)))

    assert list(refused.value.message_dict) == ["due_on"]


def test_same_target_twice_is_refused_and_of_another_size_is_not(cast: Cast, money: Money) -> None:
    target(cast, money)

    with pytest.raises(ValidationError):
        target(cast, money)

    assert target(cast, money, size="medium").pk


def test_figure_that_is_not_counted_by_region_takes_none(cast: Cast, money: Money) -> None:
    with pytest.raises(ValidationError) as refused:
        target(cast, money, figure="coach_hours", size="", region=cast.norr)

    assert list(refused.value.message_dict) == ["region"]


def test_only_who_may_change_the_grant_enters_targets(cast: Cast, money: Money) -> None:
    for who in (cast.leader, cast.funder_tvv, cast.auditor):
        with pytest.raises(PermissionDenied):
            actions.add_target(by=who, grant=money.tvv, values=values(money))


def test_second_to_save_sees_a_conflict(cast: Cast, money: Money) -> None:
    row = target(cast, money)
    actions.change_target(by=cast.director, target=row, version=1, values=values(money, value=Decimal(70)))

    with pytest.raises(Conflict):
        actions.change_target(by=cast.director, target=row, version=1, values=values(money, value=Decimal(80)))

    row.refresh_from_db()
    assert row.value == 70


def test_stated_target_is_ended_and_nothing_else(cast: Cast, money: Money) -> None:
    row = Target.objects.get(grant=money.tvv, figure="sessions_held")
    frozen(cast, money.period)
    assert actions.is_stated(row)

    with pytest.raises(ValidationError):
        actions.change_target(
            by=cast.director, target=row, version=1, values=values(money, figure="sessions_held", size="")
        )
    with pytest.raises(ValidationError):
        actions.remove_target(by=cast.director, target=row)
    ended = actions.end_target(
        by=cast.director, target=row, version=1, ended_on=money.period.ends_on, because="Beslutet ändrades."
    )

    assert ended.ended_because == "Beslutet ändrades."
    later = stated(cast, money.running)
    assert not later.figures.filter(of_target=row).exists()  # asked for no more
    assert ReportFigure.objects.filter(report__period=money.period, of_target=row).exists()  # and told of as it was


def test_unstated_target_goes_and_the_event_stays(cast: Cast, money: Money) -> None:
    row = target(cast, money)

    actions.remove_target(by=cast.director, target=row)

    assert not Target.objects.filter(pk=row.pk).exists()
    assert AuditEvent.objects.filter(verb="target-remove").exists()


def test_report_keeps_code_words_line_and_range_whatever_becomes_of_the_target(cast: Cast, money: Money) -> None:
    row = target(cast, money, size="")
    report = stated(cast, money.period)
    actions.change_target(
        by=cast.director, target=row, version=1, values=values(money, size="", code="RCO99", value=Decimal(5))
    )

    figure = report.figures.get(of_target=row)
    (told,) = [one for one in document_of(report, [figure]).told if one.code]

    assert (figure.value, figure.target, told.code) == (3, 60, "RCO01")
    assert told.wording == "Företag som får stöd"
    assert told.note == "En gång per särskilt mål."
    days = (money.tvv.ends_on - money.tvv.starts_on).days + 1
    gone = (money.period.ends_on - money.tvv.starts_on).days + 1
    assert figure.planned == (Decimal(60) * gone / days).quantize(Decimal("0.000001"))
    assert figure.forecast_low <= figure.forecast <= figure.forecast_high
    assert told.forecast_range == f"{figure.forecast:.0f}\xa0({figure.forecast_low:.0f}–{figure.forecast_high:.0f})"


def test_target_of_a_size_counts_those_alone(cast: Cast, money: Money) -> None:
    for enrolment, size in ((cast.a, "small"), (cast.b, "small"), (cast.c, "medium")):
        type(enrolment).objects.filter(pk=enrolment.pk).update(admitted_size=size)
    small, medium = target(cast, money), target(cast, money, size="medium", code="RCO01M")
    report = stated(cast, money.period)

    found = {one.of_target_id: one for one in report.figures.filter(of_target__in=[small, medium])}

    assert (found[small.pk].value, found[medium.pk].value) == (2, 1)
    assert found[small.pk].row_count == 2
    assert found[small.pk].label != found[medium.pk].label


def test_pages_enter_change_and_take_away_and_keep_what_was_typed(cast: Cast, money: Money, login: Login) -> None:
    client = login(cast.director)
    path = reverse("target-add", args=[money.tvv.pk])
    assert RCO in client.get(path, {"q": "rco01"}).content.decode()
    form = posted(money)
    for _twice in range(2):
        assert client.post(path, form).status_code == 302
    row = Target.objects.get(code="RCO01")
    assert row.value == Decimal("1060.5")

    wrong = client.post(path, posted(money, value="noll", code="X1"))
    assert "X1" in wrong.content.decode()
    change = reverse("target-change", args=[row.pk])
    assert client.post(change, posted(money, version=1, value="70")).status_code == 302
    assert client.post(change, posted(money, version=1, value="80")).status_code == 409
    client.post(
        reverse("target-end", args=[row.pk]),
        {"version": 2, "ended_on": timezone.localdate(), "ended_because": "Ändrat"},
    )
    row.refresh_from_db()
    assert (row.value, row.ended_because) == (70, "Ändrat")
    client.post(reverse("target-remove", args=[row.pk]))
    assert not Target.objects.filter(pk=row.pk).exists()


def test_change_of_a_stated_target_leads_to_its_end(cast: Cast, money: Money, login: Login) -> None:
    row = Target.objects.get(grant=money.tvv, figure="company_hours")
    frozen(cast, money.period)

    answer = login(cast.director).get(reverse("target-change", args=[row.pk]))

    assert answer.url == reverse("target-end", args=[row.pk])


def test_page_that_ends_a_target_names_it_as_the_decision_does(cast: Cast, money: Money, login: Login) -> None:
    row = target(cast, money, size="")

    page = login(cast.director).get(reverse("target-end", args=[row.pk])).content.decode()

    line = as_asked(row)
    assert f"RCO01 {line.wording or line.label}, {as_text(row.value, 2)}." in page
    assert str(row) not in page


def test_grant_card_tells_outcome_plan_range_and_verdict(cast: Cast, money: Money, login: Login) -> None:
    target(cast, money, size="")
    page = login(cast.director).get(money.tvv.get_absolute_url())

    lines = {line.code: line for line in page.context["targets"]}
    line = lines["RCO01"]
    assert line.text == "3"
    assert "(" in line.forecast_range
    assert line.verdict is not None
    assert login(cast.director).get(line.href).status_code == 200
    html = page.content.decode()
    assert "Företag som får stöd" in html
    assert line.forecast_range in html


def test_funder_reads_the_range_that_the_report_froze(cast: Cast, money: Money, login: Login) -> None:
    target(cast, money, size="")
    report = frozen(cast, money.period)
    figure = report.figures.get(code="RCO01")

    html = login(cast.funder_tvv).get(money.tvv.get_absolute_url()).content.decode()

    assert f"{figure.forecast:.0f}\xa0({figure.forecast_low:.0f}–{figure.forecast_high:.0f})" in html
    assert "Företag som får stöd" in html


def test_figures_are_found_by_name_method_and_code() -> None:
    assert [one.key for one in figures_found("rco04")] == ["enterprises_non_financial"]
    assert {one.key for one in figures_found("RCO")} == {"enterprises_supported", "enterprises_non_financial"}
    assert figures_found("finns inte") == []
    assert figures_found("")[0].key == "enterprises_supported"
