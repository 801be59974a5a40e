"""Money in a report: its part, the rows behind its numbers, and what stands in the way of a release."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from funding.figures import CATALOGUE
from funding.models import CoFinancing, Cost, Rate, Report, ReportRow, ReportTemplate
from funding.parts.money import NEEDS, MoneyShown
from funding.red_signals import red_signals
from funding.reports import document_of, figures_of
from funding.scope import grant_scope
from programme.common.dates import Period
from tests.cast import Cast
from tests.funding.money.world import D, cost, days_ago, rate
from tests.funding.world import Money, frozen, stated


@pytest.fixture
def spent(money: Money, cast: Cast) -> Money:
    """tvv with a template that tells of money, rates, costs, and co-financing in kind that is certified in part."""
    template = ReportTemplate.objects.create(name_sv="Pengar", name_en="Money")
    for n, kind in enumerate(("money", "rows"), start=1):
        template.parts.create(ordinal=n, key=kind, kind=kind, heading_sv=f"Del {kind}", heading_en=f"Part {kind}")
    tvv = money.tvv
    tvv.template, tvv.staff_by_unit_cost = template, True
    tvv.save()
    tvv.budget.create(cost_type="staff", year=None, amount=D(4_000_000))
    tvv.budget.create(cost_type="travel", year=None, amount=D(3_000_000))
    rate(cast.programme, "409", days_ago(400))
    rate(tvv, "690", days_ago(15))
    rate(cast.programme, "200", days_ago(400), kind="company_hour")
    cost(tvv, cast, "1000.40", days_ago(95), what="FÖRE-PERIODEN")
    cost(tvv, cast, "500.25", days_ago(9), cost_type="travel", what="HEMLIG-TEXT", reference="HEMLIG-VER")
    cost(tvv, cast, "77", timezone.localdate(), cost_type="travel")
    line = CoFinancing.objects.create(grant=tvv, partner="Region X", kind="in_kind", sector="public", promised=D(900))
    line.certificates.create(certified_on=days_ago(5), amount=D(300))
    line.certificates.create(certified_on=timezone.localdate(), amount=D(50))
    return money


def shown(report: Report, language: str = "sv") -> MoneyShown:
    with override(language):
        part = document_of(report, list(figures_of(report))).parts[0]
    assert part.kind == "money"
    found: MoneyShown = part.shown
    return found


def test_every_number_of_the_part_is_a_figure_whose_frozen_rows_add_up_to_it(cast: Cast, spent: Money) -> None:
    report = stated(cast, spent.period)
    figures = {figure.key: figure for figure in figures_of(report)}

    assert set(NEEDS) <= set(figures)
    for key in NEEDS:
        columns = [
            column.key for column in CATALOGUE[key].columns if column.key not in {"what", "voucher", "reference"}
        ]
        summed = {"grant_used": "used", "grant_left": "left"}.get(key, "amount")
        place = [one for one in columns if one != "funder"].index(summed)
        rows = ReportRow.objects.filter(figure=figures[key]).values_list("cells", flat=True)
        assert sum((Decimal(cells[place]["number"]) for cells in rows), D(0)) == figures[key].value, key
    # 95 minutes each. Vinnova pays 40 % of A, so 60 % of its three sessions are left; the last is at the own rate.
    of_a = D("0.6") * 690 * 95 / 60 + 2 * (D("0.6") * 409 * 95 / 60)
    assert figures["coach_time_cost"].value == of_a.quantize(D("0.01")) + 2 * (D(690) * 95 / 60)


def test_part_says_used_and_left_by_cost_type_with_partners_and_rates(cast: Cast, spent: Money) -> None:
    told = shown(stated(cast, spent.period))

    assert [(line.label, line.budget, line.booked) for line in told.lines] == [
        ("Personal", 4_000_000, 0),
        ("Externa tjänster", None, D("1000.40")),
        ("Resa", 3_000_000, D("500.25")),
    ]
    assert told.lines[0].time == D("3617.60")
    used = sum((line.used for line in told.lines), D(0))
    assert used == D("3617.60") + D("1000.40") + D("500.25")
    assert told.figures["grant_used"].value == 5118
    assert [(one.partner, one.kind, one.promised, one.certified) for one in told.partners] == [
        ("Region X", "Natura", 900, 300)
    ]
    assert [(one.amount, one.is_own) for one in told.rates] == [(409, False), (690, True), (200, False)]


def test_part_stays_as_it_was_and_its_rates_too(cast: Cast, spent: Money) -> None:
    report = frozen(cast, spent.period)
    before = shown(report)

    Rate.objects.update(amount=1)
    Cost.objects.update(amount=5)
    CoFinancing.objects.update(promised=1)
    report.refresh_from_db()

    assert shown(report) == before
    assert shown(report, "en").lines[0].label == "Staff"


def test_funder_reads_the_part_and_its_rows_but_no_voucher(cast: Cast, spent: Money, login: Any) -> None:
    report = frozen(cast, spent.period)
    client = login(cast.funder_tvv)
    pages = [client.get(report.get_absolute_url()).content.decode()]
    assert "Region X" in pages[0]
    for figure in figures_of(report):
        pages.append(client.get(reverse("report-figure", args=[report.pk, figure.number])).content.decode())
    for body in pages:
        assert "HEMLIG" not in body
        assert "PERIODEN" not in body
        assert cast.coach_a.name not in body


def test_grant_without_the_part_states_no_money(cast: Cast, money: Money) -> None:
    keys = {figure.key for figure in figures_of(stated(cast, money.period))}
    assert not keys & set(NEEDS)


@pytest.mark.parametrize("charges", [True, False])
def test_days_without_a_rate_stand_in_the_way_where_time_is_told_in_money(
    cast: Cast, spent: Money, login: Any, charges: bool
) -> None:
    today = timezone.localdate()
    Rate.objects.all().delete()
    rate(cast.programme, "409", days_ago(20), kind="coach_hour")
    rate(cast.programme, "200", days_ago(400), days_ago(21), kind="company_hour")
    spent.tvv.staff_by_unit_cost = charges
    spent.tvv.save()
    if not charges:
        CoFinancing.objects.all()[0].certificates.all().delete()
        CoFinancing.objects.all().delete()
    report = stated(cast, spent.period)

    found = {one.code: one for one in red_signals(report, cast.director, today) if one.code.endswith("rate")}
    assert set(found) == ({"no_coach_rate", "no_company_rate"} if charges else set())
    for one in found.values():
        page = login(cast.director).get(one.path)
        days = Period(spent.period.starts_on, spent.period.ends_on)
        key = page.context["figure"].key
        assert page.context["value"] == CATALOGUE[key].value(grant_scope(spent.tvv, days, cast.director)) > 0
        assert page.context["page"].paginator.count == (1 if one.code == "no_coach_rate" else 4)
    if charges:
        rate(cast.programme, "409", days_ago(400), days_ago(21), kind="coach_hour")
        rate(cast.programme, "200", days_ago(20), today + timedelta(days=1), kind="company_hour")
        assert [one for one in red_signals(report, cast.director, today) if one.code.endswith("rate")] == []
