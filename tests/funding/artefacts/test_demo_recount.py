"""In the demo world the funders of all three programmes have a released report, and its rows give every number."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django import DjangoDbBlocker

from funding.models import Report
from tests.funding.artefacts.recount import recount
from tests.funding.world import content_of
from tests.services.drill import pointed_at

PROGRAMMES = {"Produktionslyftet", "SIMMITT", "Smart industri i Norra Mellansverige"}


@pytest.mark.timeout(400)
def test_every_number_of_the_demos_reports_is_what_its_rows_give(
    demo_folder: Path, tmp_path: Path, settings: LazySettings, django_db_blocker: DjangoDbBlocker
) -> None:
    settings.MEDIA_ROOT = demo_folder / "media"
    with django_db_blocker.unblock(), pointed_at(f"sqlite:///{demo_folder / 'lyft.sqlite3'}"):
        reports = list(Report.objects.released().select_related("period__grant__programme"))
        assert {str(report.period.grant.programme) for report in reports} >= PROGRAMMES
        for report in reports:
            file = tmp_path / f"{report.pk}.xlsx"
            file.write_bytes(content_of(report, "xlsx"))
            lines = recount(file)
            told = {one["number"]: one for one in json.loads(content_of(report, "json"))["figures"]}
            assert [line for line in lines if line[2] != line[3]] == [], report
            assert {number: Decimal(one["value"]) for number, one in told.items()} == {
                number: stated for number, _key, stated, _counted in lines
            }
