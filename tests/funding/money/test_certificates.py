"""Certificates of co-financing: entered, taken back, and what the card tells a funder of them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from funding.models import Certificate, CoFinancing, Grant
from funding.money import actions
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.funding.money.world import D, cost, days_ago, grant, held, rate, today


def line(of: Grant, kind: str = "cash", promised: int = 500) -> CoFinancing:
    return CoFinancing.objects.create(grant=of, partner="Region X", kind=kind, sector="public", promised=D(promised))


def add(cast: Cast, to: CoFinancing, amount: Any, on: date = date(2024, 5, 1)) -> Certificate:
    return actions.add_certificate(
        by=cast.director, line=to, certified_on=on, amount=D(amount), reference="Intyg 1", today=today()
    )


def test_certificate_is_entered_and_taken_back_with_a_reason(cast: Cast) -> None:
    cash = line(grant(cast))
    first, second = add(cast, cash, "100.50"), add(cast, cash, 700)
    assert CoFinancing.objects.with_certified().get().certified == D("800.50")  # more than promised may be

    actions.withdraw_certificate(by=cast.director, certificate=second, because="Fel part", today=today())

    told = CoFinancing.objects.with_certified().get()
    assert (told.certified, told.certified_on) == (D("100.50"), first.certified_on)
    with pytest.raises(ValidationError):
        actions.withdraw_certificate(by=cast.director, certificate=second, because="Igen", today=today())
    assert [e.verb for e in AuditEvent.objects.order_by("pk")] == [
        "certificate-add",
        "certificate-add",
        "certificate-withdraw",
    ]
    for other in (cast.auditor, cast.funder_tvv):
        with pytest.raises(PermissionDenied):
            actions.withdraw_certificate(by=other, certificate=first, because="x", today=today())
        with pytest.raises(PermissionDenied):
            actions.add_certificate(
                by=other, line=cash, certified_on=date(2024, 5, 1), amount=D(1), reference="", today=today()
            )


@pytest.mark.parametrize(("amount", "days", "field"), [(0, 3, "amount"), (-1, 3, "amount"), (5, -1, "certified_on")])
def test_certificate_that_cannot_be_is_refused(cast: Cast, amount: int, days: int, field: str) -> None:
    cash = line(grant(cast))
    with pytest.raises(ValidationError) as refused:
        add(cast, cash, amount, days_ago(days))
    assert list(refused.value.error_dict) == [field]


def test_certificate_pages(cast: Cast, login: Any) -> None:
    of = grant(cast)
    cash, other = line(of), line(grant(cast, "2"))
    client, key = login(cast.director), uuid4()
    posted = {"line": cash.pk, "certified_on": "2024-05-01", "amount": "12,5", "reference": "I 7", "key": key}
    for _n in range(2):
        client.post(reverse("certificate-add", args=[of.pk]), posted)
    paper = Certificate.objects.get()
    assert (paper.amount, paper.entered_by) == (D("12.5"), cast.director)
    foreign = client.post(reverse("certificate-add", args=[of.pk]), posted | {"line": other.pk, "key": uuid4()})
    assert list(foreign.context["form"].errors) == ["line"]
    proposed = client.get(reverse("certificate-add", args=[of.pk]) + f"?line={cash.pk}")
    assert f'value="{cash.pk}" selected' in proposed.content.decode()

    client.post(reverse("certificate-withdraw", args=[paper.pk]), {"withdrawn_because": "Fel dag"})
    page = client.get(reverse("certificate-list", args=[of.pk]))
    assert "Fel dag" in page.content.decode()
    assert page.context["lines"][0].certified == 0
    assert "Fel dag" in login(cast.auditor).get(reverse("certificate-list", args=[of.pk])).content.decode()
    assert login(cast.funder_tvv).get(reverse("certificate-list", args=[of.pk])).status_code == 403


def test_card_tells_everybody_who_sees_the_grant_the_same_sums_and_a_funder_no_voucher(cast: Cast, login: Any) -> None:
    of = grant(
        cast, starts_on=days_ago(99), ends_on=today() + timedelta(days=100), amount=D(1000), staff_by_unit_cost=True
    )
    of.budget.create(cost_type="external", year=days_ago(9).year, amount=D(600))
    rate(cast.programme, 60, days_ago(99), today() - timedelta(days=1))
    rate(cast.programme, 30, days_ago(99), kind="company_hour")
    cost(of, cast, 100, days_ago(9), what="HEMLIG-VERIFIKATION")
    held(cast, days_ago(9), (cast.a, 120), on_site_minutes=90)
    held(cast, today(), (cast.b, 0), on_site_minutes=90)
    add(cast, line(of, "in_kind"), 40)

    for user in (cast.director, cast.auditor, cast.funder_tvv):
        page = login(user).get(of.get_absolute_url())
        used = page.context["used"]
        assert (used.used, used.left, used.share, used.gone) == (190, 810, 19, 50), user
        assert [(one.cost_type, one.budget, one.booked, one.time, one.left) for one in used.lines] == [
            ("staff", None, 0, 90, None),
            ("external", 600, 100, 0, 500),
        ]
        assert (used.unrated, page.context["company_time"].value) == (90, 60)
        assert page.context["in_kind_certified"] == 40
        body = page.content.decode()
        assert "HEMLIG" not in body
        assert (reverse("cost-list", args=[of.pk]) in body) == (user != cast.funder_tvv)
    assert login(cast.funder_vinnova).get(of.get_absolute_url()).status_code == 404
    for odd in ("x", "1999", "%00", "99999999999999999999"):
        assert login(cast.director).get(f"{of.get_absolute_url()}?year={odd}").context["used"].year is None
    one = login(cast.director).get(f"{of.get_absolute_url()}?year={days_ago(9).year}").context["used"]
    assert (one.year, one.used) == (days_ago(9).year, 190)
