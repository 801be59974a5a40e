"""Lost leads with their reasons, brought back in one click; the funnel beside the country."""

import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from companies import actions
from companies.models import Enrolment
from programme.common.charts.funnel import FunnelStep, funnel
from programme.oversight.dashboards.funnel import few, hidden
from programme.oversight.lost import year_until
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import Role
from programme.structure.models import Region
from tests.cast import LONG_AGO, Cast, company

DAY = timedelta(days=1)
TODAY = timezone.localdate


def lose(cast: Cast, n: int, region: Region, place: str, reason: str, *, ago: int = 10, note: str = "") -> Enrolment:
    """A company that was interested for two months and left."""
    row = company(n, f"Förlorad {n} AB", region, place)
    enrolment = actions.enrol(
        by=cast.director, company=row, programme_version=cast.version, on=TODAY() - (ago + 60) * DAY
    )
    actions.move(by=cast.director, enrolment=enrolment, to="contacted", on=TODAY() - (ago + 20) * DAY)
    return actions.withdraw(by=cast.director, enrolment=enrolment, on=TODAY() - ago * DAY, reason=reason, note=note)


@pytest.fixture
def world(cast: Cast) -> Cast:
    lose(cast, 200, cast.mellersta, "2280", "no_time", note="=HYPERLINK(1)")
    lose(cast, 201, cast.mellersta, "2280", "no_time", ago=20)
    lose(cast, 202, cast.mellersta, "2280", "economy", ago=30)
    lose(cast, 203, cast.mellersta, "2280", "economy", ago=500)
    lose(cast, 210, cast.norr, "2482", "no_fit", ago=5)
    actions.withdraw(by=cast.director, enrolment=cast.b, on=TODAY(), reason="no_time")  # had started: not a lost lead
    return cast


def names(client: object, **asked: object) -> list[str]:
    return [line["row"].company.name for line in client.get(reverse("lost-list"), asked).context["lines"]]  # type: ignore[attr-defined]


def test_lost_list_holds_who_left_before_the_start_latest_first(world: Cast, login) -> None:
    mine = ["Förlorad 200 AB", "Förlorad 201 AB", "Förlorad 202 AB"]
    assert names(login(world.leader)) == mine
    assert names(login(world.director)) == ["Förlorad 210 AB", *mine]
    assert names(login(world.leader_norr)) == ["Förlorad 210 AB"]


def test_lost_list_narrowed_by_the_address(world: Cast, login) -> None:
    client = login(world.director)
    assert names(client, region=world.norr.pk) == ["Förlorad 210 AB"]
    assert names(client, reason="economy") == ["Förlorad 202 AB"]
    early = {"from": (TODAY() - 600 * DAY).isoformat(), "until": (TODAY() - 400 * DAY).isoformat()}
    assert names(client, **early) == ["Förlorad 203 AB"]
    assert names(client, programme=world.programme.pk + 1) == []
    page = client.get(reverse("lost-list"), {"programme": world.programme.pk + 1}).content.decode()
    assert reverse("lost-export") not in page


def test_lost_list_until_alone_is_the_twelve_months_before(world: Cast, login) -> None:
    until = TODAY() - 15 * DAY
    scope = login(world.leader).get(reverse("lost-list"), {"until": until.isoformat()}).context["filters"].scope
    assert (scope.period.start, scope.period.end) == (year_until(until).start, until)
    assert names(login(world.leader), until=until.isoformat()) == ["Förlorad 201 AB", "Förlorad 202 AB"]


def test_lost_reasons_count_the_rows_that_they_open(world: Cast, login) -> None:
    client = login(world.leader)
    reasons = client.get(reverse("lost-list")).context["reasons"]
    assert [(code, n) for code, _label, n in reasons] == [("no_time", 2), ("economy", 1)]
    for code, _label, n in reasons:
        assert len(names(client, reason=code)) == n


def test_lost_lead_is_brought_back_in_one_click(world: Cast, login) -> None:
    client = login(world.leader)
    line = client.get(reverse("lost-list")).context["lines"][0]
    assert line["may_come_back"]
    assert line["left_from"]
    answer = client.post(reverse("enrolment-move", args=[line["row"].pk]), {"to": "interested"})
    back = Enrolment.objects.get(pk=line["row"].pk)
    assert answer.url == back.get_absolute_url()
    assert (back.state, back.state_since_on, back.withdrawal_reason) == ("interested", TODAY(), "")
    assert names(client) == ["Förlorad 201 AB", "Förlorad 202 AB"]


def test_lost_lead_is_not_offered_back_to_who_may_not_move_or_when_enrolled_anew(world: Cast, login) -> None:
    lead = User.objects.create(email="lead@example.org", name="Lea Led")
    Appointment.objects.create(person=lead, role=Role.EDUCATION_LEAD, region=world.mellersta, from_on=LONG_AGO)
    shown = login(lead).get(reverse("lost-list"))
    assert [line["may_come_back"] for line in shown.context["lines"]] == [False] * 3
    gone = Enrolment.objects.get(company__name="Förlorad 200 AB")
    actions.enrol(by=world.leader, company=gone.company, programme_version=world.version, on=TODAY())
    lines = login(world.leader).get(reverse("lost-list")).context["lines"]
    assert [line["may_come_back"] for line in lines] == [False, True, True]


def test_lost_export_holds_the_rows_as_shown_and_leaves_a_trace(world: Cast, login) -> None:
    client = login(world.leader)
    answer = client.get(reverse("lost-export"), {"reason": "no_time"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    found = [row for row in rows if str(row[0]).startswith("Förlorad")]
    assert [row[0] for row in found] == ["Förlorad 200 AB", "Förlorad 201 AB"]
    assert found[0][8] == "=HYPERLINK(1)"
    trace = AuditEvent.objects.latest("pk")
    assert (trace.verb, trace.subject_label) == ("exported", "lost-list")


@pytest.mark.parametrize("name", ["lost-list", "pipeline-funnel"])
@pytest.mark.parametrize(
    "query",
    ["from=2026-13-01", "from=2026-05-01&until=2026-04-01", "reason=%00", "region=x&programme=y", "until=2031-01-01"],
)
def test_lost_and_funnel_odd_address_is_answered(world: Cast, login, name: str, query: str) -> None:
    assert login(world.leader).get(f"{reverse(name)}?{query}").context["filters"]


def test_funnel_every_number_equals_its_rows_page(world: Cast, login) -> None:
    for n in range(220, 226):
        lose(world, n, world.norr, "2482", "no_answer", ago=n - 210)
    for user in (world.director, world.leader):
        client = login(user)
        page = client.get(reverse("pipeline-funnel")).context["page"]
        numbers = [line.reached for line in page.lines]
        numbers += [line.stay.number for line in page.lines if line.stay.number]
        numbers += [stay.number for row in page.regions for stay in row.stays if stay.number]
        assert len(numbers) > 8
        for one in numbers:
            opened = client.get(one.href)
            assert (opened.context["figure"].key, opened.context["value"]) == (one.key, one.value), one


def test_funnel_small_median_is_words_for_who_sees_other_regions(world: Cast, login) -> None:
    for n in range(220, 226):
        lose(world, n, world.norr, "2482", "no_answer", ago=12)
    page = login(world.director).get(reverse("pipeline-funnel")).context["page"]
    stays = {row.region: row.stays for row in page.regions}
    assert stays[world.mellersta][0].text == few()
    assert stays[world.norr][0].text == page.country[0] == "40"
    own = login(world.leader).get(reverse("pipeline-funnel"))
    assert [row.region for row in own.context["page"].regions] == [world.mellersta]
    assert own.context["page"].lines[0].stay.text == "40"
    assert own.context["page"].country[0] == "40"
    assert "Dina egna medianer visas" in own.content.decode()
    assert "Dina egna medianer visas" not in login(world.director).get(reverse("pipeline-funnel")).content.decode()
    assert "Norr" not in own.context["page"].chart


def test_funnel_median_of_the_country_is_not_called_few_when_only_the_others_are(world: Cast, login) -> None:
    for n in range(220, 226):
        lose(world, n, world.mellersta, "2280", "no_answer", ago=12)
    page = login(world.leader).get(reverse("pipeline-funnel")).context["page"]
    assert (page.lines[0].reached.count, page.country[0]) == (10, hidden())  # nine have moved on here, one elsewhere
    assert "10 företag, median i dagar 40, i riket visas inte" in page.chart
    neighbour = login(world.leader_norr).get(reverse("pipeline-funnel")).context["page"]
    assert neighbour.country[0] == "40"
    assert "1 företag, median i dagar 40, i riket 40" in neighbour.chart


def test_figure_rows_of_a_small_median_say_so_to_who_sees_other_regions(world: Cast, login) -> None:
    path = reverse("figure-rows", args=["days_interested"])
    asked = {"from": (TODAY() - 300 * DAY).isoformat(), "until": TODAY().isoformat(), "region": world.mellersta.pk}
    assert login(world.director).get(path, asked).context["few"]
    opened = login(world.leader).get(path, asked)
    assert not opened.context["few"]
    assert opened.context["value"] == 40


def test_funnel_of_an_empty_time_says_so(world: Cast, login) -> None:
    page = login(world.leader).get(reverse("pipeline-funnel"), {"from": "1995-01-01", "until": "1995-12-31"})
    assert page.context["page"].is_empty
    assert "<svg" not in page.content.decode().split('id="main"')[1].split("l-empty")[0]


def test_lost_and_funnel_same_queries_at_3_and_30_companies(world: Cast, login) -> None:
    def queries(user: User, name: str) -> int:
        client = login(user)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name))
        return len(seen)

    asked = [(user, name) for user in (world.leader, world.director) for name in ("lost-list", "pipeline-funnel")]
    few_rows = [queries(*one) for one in asked]
    for n in range(300, 327):
        lose(world, n, world.mellersta if n % 2 else world.norr, "2280" if n % 2 else "2482", "other", ago=n - 290)
    assert [queries(*one) for one in asked] == few_rows
    assert max(few_rows) <= 12


def test_funnel_chart_of_nothing_and_of_nasty_words_is_wellformed() -> None:
    nasty = '<script>alert("x")</script> & co'
    steps = [FunnelStep(nasty, 3, "3", None, nasty), FunnelStep("b", 0, "0")]
    for given in ([], steps):
        drawn = funnel(ident="f", title=nasty, finding=nasty, steps=given, country_label=nasty)
        tree = ElementTree.fromstring(drawn)
        assert nasty in "".join(tree.itertext())
        assert tree.get("aria-labelledby") == "f-t"
