"""What a change of a version would do: said before it is saved, with numbers that open their rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Enrolment, PlannedStage
from programme.common.dates import add_months
from programme.oversight.structure import actions
from programme.oversight.structure.actions.programmes import StageValues, stages_of
from programme.oversight.structure.preview import preview
from programme.people.models import AuditEvent, User
from programme.structure.models import ProgrammeVersion
from tests.cast import Cast

Login = Callable[[User], Client]
TODAY = timezone.localdate


@pytest.fixture
def fresh(cast: Cast) -> ProgrammeVersion:
    """A version that nobody is enrolled in, newer than the one in use."""
    return actions.add_version(by=cast.director, programme=cast.programme, name="Utgåva 2027", source=cast.version)


def fields(row: ProgrammeVersion, *stages: tuple[str, int, int], **more: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {"version": row.version, "name": row.name, "open_for_enrolment": "on", **more}
    typed |= {"form-TOTAL_FORMS": len(stages), "form-INITIAL_FORMS": 0}
    for place, (name, start, end) in enumerate(stages):
        named = {"name_sv": name, "name_en": name, "start_month": start, "end_month": end}
        typed |= {f"form-{place}-{field}": value for field, value in named.items()}
    return typed


def test_preview_saves_nothing_and_every_number_opens_its_rows(
    cast: Cast, fresh: ProgrammeVersion, login: Login
) -> None:
    client, path = login(cast.director), reverse("stage-change", args=[fresh.pk])
    before, events = stages_of(fresh), AuditEvent.objects.count()

    answer = client.post(path, fields(fresh, ("Kort", 0, 1), ("Lång", 1, 24), preview="1"))

    shown = answer.context["preview"]
    assert (stages_of(fresh), AuditEvent.objects.count()) == (before, events)
    assert b'value="Kort"' in answer.content
    numbers = [one.now for one in shown.stays] + [one.way_in for one in shown.stays]
    numbers += [one for line in shown.stages for one in (line.held, line.would_hold) if one]
    numbers += [shown.past_before, shown.past_after]
    assert len(numbers) == 11
    for number in numbers:
        opened = client.get(number.href)
        assert (opened.context["value"], opened.context["page"].paginator.count) == (number.value, number.value)


def test_companies_stay_and_new_stages_hold_them_by_months_since_the_start(cast: Cast, fresh: ProgrammeVersion) -> None:
    for enrolment, months in ((cast.a, 0), (cast.b, 5), (cast.c, 30)):
        Enrolment.objects.filter(pk=enrolment.pk).update(started_on=add_months(TODAY(), -months))
    after = [StageValues("Ett", "One", 0, 5), StageValues("Två", "Two", 5, 12)]

    shown = preview(
        fresh, name="Utgåva 2027", is_open=True, before=stages_of(fresh), after=after, user=cast.director, today=TODAY()
    )

    assert [(one.version.name, one.now.count) for one in shown.stays] == [("Utgåva 2027", 0), (cast.version.name, 3)]
    assert [(line.held and line.held.count, line.would_hold and line.would_hold.count) for line in shown.stages] == [
        (1, 1), (1, 1), (0, None),
    ]  # fmt: skip
    assert (shown.past_before.count, shown.past_after.count) == (1, 1)
    assert "6" in shown.length
    plans = list(PlannedStage.objects.filter(enrolment=cast.a).values_list("planned_end_on", flat=True))
    actions.change_version(by=cast.director, row=fresh, version=1, values={"name": "Utgåva 2027"}, stages=after)
    assert list(PlannedStage.objects.filter(enrolment=cast.a).values_list("planned_end_on", flat=True)) == plans


@pytest.mark.parametrize("is_open", [True, False])
def test_where_new_companies_would_begin(cast: Cast, fresh: ProgrammeVersion, is_open: bool) -> None:
    stages = stages_of(fresh)

    shown = preview(
        fresh, name="Nytt namn", is_open=is_open, before=stages, after=stages, user=cast.director, today=TODAY()
    )

    assert shown.begins_before == "Utgåva 2027"
    assert shown.begins_after == ("Nytt namn" if is_open else cast.version.name)
    assert shown.stages == []


def test_preview_of_a_frozen_version_and_of_one_that_was_changed_meanwhile(
    cast: Cast, fresh: ProgrammeVersion, login: Login
) -> None:
    client = login(cast.director)
    frozen = {"version": cast.version.version, "name": "Ny", "preview": "1"}
    shown = client.post(reverse("stage-change", args=[cast.version.pk]), frozen).context["preview"]
    assert (shown.stages, shown.begins_after) == ([], "Utgåva 2027")

    late = fields(fresh, ("Kort", 0, 2))
    actions.change_version(by=cast.director, row=fresh, version=fresh.version, values={"name": "Annan"})
    path = reverse("stage-change", args=[fresh.pk])
    assert list(client.post(path, late | {"preview": "1"}).context["messages"])
    assert client.post(path, late).status_code == 409
