"""The demo's expressions of interest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.first_topics import lay_topics
from coaching.models import Topic
from companies.models import Interest
from companies.organisation_number import normalise
from programme.notices.models import Delivery
from programme.oversight.demo.world import build_world
from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality
from tests.notices.hearing import heard


@pytest.mark.django_db
def test_demo_has_interests_that_wait_and_that_were_answered() -> None:
    today = timezone.localdate()
    load_geography(County, Municipality)
    lay_topics(Topic)
    build_world(today)
    now = timezone.now()
    rows = list(Interest.objects.select_related("region"))

    assert len(rows) == 12
    assert {row.state for row in rows} == {"new", "taken_up", "dismissed"}
    assert sum(row.state == "new" and str(row.region) == "Mellersta Norrland" for row in rows) == 4
    assert len({row.region_id for row in rows}) >= 5
    assert all(row.received_at <= now + timedelta(hours=1) for row in rows)
    assert all(row.email.endswith(".example") for row in rows)
    assert all(
        row.organisation_number == "" or normalise(row.organisation_number) == row.organisation_number for row in rows
    )
    confirmed = Delivery.objects.filter(letter="interest_received")
    assert sorted(confirmed.values_list("state", flat=True)) == ["in_doubt", *["sent"] * 11]
    assert heard("interest_new", today)
    assert heard("interest_waiting", today)
