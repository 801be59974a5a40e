"""What the public may know about how many companies each county has."""

import pytest
from django.utils import timezone

from companies.coverage import Coverage, coverage_by_county
from tests.cast import Cast, active, company


@pytest.mark.parametrize(
    ("companies", "told"),
    [(0, "NONE"), (1, "FEW"), (4, "FEW"), (5, "SOME"), (9, "SOME"), (10, "MANY"), (400, "MANY")],
)
def test_coverage_small_group_is_no_number(companies: int, told: str) -> None:
    assert Coverage.of(companies) == Coverage[told]


def test_coverage_by_county_counts_each_company_in_coaching_once(cast: Cast) -> None:
    today = timezone.localdate()
    assert coverage_by_county(today) == {"22": Coverage.FEW, "24": Coverage.FEW}  # lone is only interested

    for n in range(20, 23):
        active(company(n, f"Bolag {n}", cast.mellersta, "2280"), cast.version, today)

    assert coverage_by_county(today) == {"22": Coverage.SOME, "24": Coverage.FEW}
