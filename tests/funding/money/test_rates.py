"""Rates: who enters them, that no two hold on one day, and that a reported one stays as it was."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from funding.models import Grant, Rate, ReportFigure
from funding.money import actions
from funding.money.actions.rates import Owner
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.funding.grants.posts import sheet_of
from tests.funding.money.world import D, days_ago, grant, rate, today
from tests.funding.world import frozen, period

FIRST = date(2024, 1, 1)


def values(**others: Any) -> dict[str, Any]:
    return {"amount": D(409), "from_on": FIRST, "until_on": None, "basis": "Handbok"} | others


def add(cast: Cast, owner: Owner, **others: Any) -> Rate:
    return actions.add_rate(by=cast.director, owner=owner, **{"kind": "coach_hour"} | values(**others))


def test_rate_is_entered_with_one_event_and_only_by_who_may(cast: Cast) -> None:
    row = add(cast, cast.programme)

    assert (row.programme, row.grant, row.amount, row.until_on) == (cast.programme, None, 409, None)
    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.changes["amount"]) == ("rate-add", cast.director, [None, "409"])
    for other in (cast.auditor, cast.leader, cast.funder_tvv):
        for owner in (cast.programme, grant(cast, str(other.pk))):
            with pytest.raises(PermissionDenied):
                actions.add_rate(by=other, owner=owner, kind="company_hour", **values())
    assert Rate.objects.count() == 1


@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (date(2024, 1, 1), None, False),
        (date(2023, 1, 1), date(2024, 1, 1), False),
        (date(2023, 1, 1), date(2023, 12, 31), True),
        (date(2024, 6, 30), date(2024, 6, 30), False),
        (date(2024, 7, 1), None, True),
        (date(2024, 3, 1), date(2024, 2, 1), False),
    ],
)
def test_rate_may_not_hold_on_a_day_of_another(cast: Cast, since: date, until: date | None, fits: bool) -> None:
    add(cast, cast.programme, until_on=date(2024, 6, 30))

    if fits:
        assert add(cast, cast.programme, from_on=since, until_on=until).from_on == since
    else:
        with pytest.raises(ValidationError):
            add(cast, cast.programme, from_on=since, until_on=until)
    assert Rate.objects.count() == 1 + fits


def test_rates_of_other_kinds_and_other_owners_do_not_stand_in_the_way(cast: Cast) -> None:
    add(cast, cast.programme)
    add(cast, cast.programme, kind="company_hour")
    add(cast, grant(cast, "1"))
    add(cast, grant(cast, "2"))

    assert Rate.objects.count() == 4


def test_rate_is_changed_and_ended_on_its_version_only(cast: Cast) -> None:
    row = add(cast, cast.programme)
    changed = actions.change_rate(by=cast.director, rate=row, version=1, **values(amount=D("418.80")))

    assert (changed.amount, changed.version) == (D("418.80"), 2)
    with pytest.raises(Conflict):
        actions.change_rate(by=cast.director, rate=row, version=1, **values(amount=D(1)))
    with pytest.raises(Conflict):
        actions.end_rate(by=cast.director, rate=row, version=1, until_on=date(2025, 1, 1))
    ended = actions.end_rate(by=cast.director, rate=row, version=2, until_on=date(2025, 1, 1))
    assert ended.until_on == date(2025, 1, 1)
    with pytest.raises(ValidationError, match="2025-01-01"):
        actions.end_rate(by=cast.director, rate=row, version=3, until_on=date(2025, 1, 2))


def told(cast: Cast, of: Grant, key: str) -> Any:
    """A released report of the ninety days until yesterday that states a figure."""
    report = frozen(cast, period(of, 1, days_ago(90), days_ago(1)))
    last = report.figures.order_by("-number").first()
    assert last
    ReportFigure.objects.create(
        report=report, number=last.number + 1, key=key, label="?", since_on=days_ago(90), until_on=days_ago(1), value=1,
        method="?",
    )  # fmt: skip
    return report


@pytest.mark.parametrize("key", ["coach_time_cost", "grant_used"])
def test_rate_of_a_released_report_may_be_ended_but_not_changed_or_removed(cast: Cast, key: str) -> None:
    of = grant(cast, starts_on=days_ago(200), ends_on=today() + timedelta(days=90))
    row = add(cast, cast.programme, from_on=days_ago(300))
    own_time = add(cast, cast.programme, from_on=days_ago(300), kind="company_hour")
    earlier = add(cast, grant(cast, "Annat"), from_on=days_ago(300))
    told(cast, of, key)

    given = values(from_on=days_ago(300))
    for act in (
        lambda: actions.change_rate(by=cast.director, rate=row, version=1, **given | {"amount": D(1)}),
        lambda: actions.change_rate(by=cast.director, rate=row, version=1, **given | {"basis": "Annan"}),
        lambda: actions.remove_rate(by=cast.director, rate=row),
        lambda: actions.end_rate(by=cast.director, rate=row, version=1, until_on=days_ago(2)),
    ):
        with pytest.raises(ValidationError, match="rapport|report"):
            act()
    assert actions.last_told(row) == days_ago(1)
    assert actions.end_rate(by=cast.director, rate=row, version=1, until_on=days_ago(1)).until_on == days_ago(1)
    # Rates that the report does not count with are free.
    for free in (own_time, earlier):
        actions.change_rate(by=cast.director, rate=free, version=1, **given | {"amount": D(7)})
        actions.remove_rate(by=cast.director, rate=free)
    assert Rate.objects.get() == row


def test_rate_pages_enter_change_end_and_remove(cast: Cast, login: Any) -> None:
    client, key = login(cast.director), uuid4()
    posted = {"kind": "coach_hour", "programme": cast.programme.pk, "amount": "409,50", "from_on": "2024-01-01"}
    for _n in range(3):
        answer = client.post(reverse("rate-add"), posted | {"basis": "Handbok", "key": key})
        assert answer["Location"] == reverse("rate-list")
    row = Rate.objects.get()
    assert row.amount == D("409.50")

    again = client.post(reverse("rate-add"), posted | {"basis": "Handbok", "key": uuid4()})
    assert again.status_code == 200
    assert "from_on" in again.context["form"].errors
    neither = client.post(reverse("rate-add"), {k: v for k, v in posted.items() if k != "programme"} | {"basis": "x"})
    assert list(neither.context["form"].errors) == ["programme"]

    change = reverse("rate-change", args=[row.pk])
    client.post(change, {"version": 1, "amount": "410", "from_on": "2024-01-01", "until_on": "", "basis": "Handbok"})
    stale = client.post(change, {"version": 1, "amount": "1", "from_on": "2024-01-01", "until_on": "", "basis": "B"})
    assert stale.status_code == 409
    client.post(reverse("rate-end", args=[row.pk]), {"version": 2, "until_on": "2024-12-31"})
    row.refresh_from_db()
    assert (row.amount, row.until_on) == (410, date(2024, 12, 31))
    client.post(reverse("rate-remove", args=[row.pk]))
    assert not Rate.objects.exists()


def test_rate_list_is_narrowed_by_its_address_and_the_same_as_a_spreadsheet(cast: Cast, login: Any) -> None:
    own = grant(cast)
    rate(cast.programme, 400, date(2023, 1, 1), date(2023, 12, 31))
    rate(cast.programme, 410, date(2024, 1, 1))
    rate(cast.programme, 300, date(2024, 1, 1), kind="company_hour")
    rate(own, 690, date(2024, 1, 1))
    client = login(cast.auditor)

    def shown(query: str) -> list[int]:
        return [int(one.amount) for one in client.get(reverse("rate-list") + query).context["page"]]

    assert shown("") == [410, 400, 300, 690]
    assert shown("?time=past") == [400]
    assert shown("?kind=company_hour&time=now") == [300]
    assert shown(f"?grant={own.pk}") == [690]
    assert shown("?kind=x&grant=x&time=x&programme=%00") == [410, 400, 300, 690]
    rows = sheet_of(client.get(reverse("rate-list-export") + "?time=now"))
    assert [row[3] for row in rows[-3:]] == [410, 300, 690]
    body = client.get(reverse("rate-list")).content.decode()
    assert reverse("rate-add") not in body
    for name in ("rate-change", "rate-end"):
        assert login(cast.auditor).get(reverse(name, args=[Rate.objects.first().pk])).status_code == 403
