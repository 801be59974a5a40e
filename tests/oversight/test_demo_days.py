"""The demo world on days that are hard on calendars."""

from datetime import date

import pytest

from companies.models import Enrolment
from programme.oversight.demo.world import build_world
from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1), date(2026, 8, 31)])
def test_world_can_be_built_on_any_day(today: date) -> None:
    load_geography(County, Municipality)
    build_world(today)

    assert Enrolment.objects.in_coaching_on(today).count() == 54
