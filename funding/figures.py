"""Every number that a report, a target or a funder's page may state: the figures of all rooms, by key.

Funding adds its money; what it pays for is counted by the rooms where it happens.
"""

from coaching import agreed, supported
from coaching import figures as coaching
from companies import figures as companies
from companies import funnel, prospects, stage_days
from funding.money import figures as money
from programme.common.figures import Figure

CATALOGUE: dict[str, Figure] = {
    figure.key: figure
    for figure in (
        *companies.FIGURES,
        *funnel.FIGURES,
        *stage_days.FIGURES,
        *prospects.FIGURES,
        *coaching.FIGURES,
        *agreed.FIGURES,
        *supported.FIGURES,
        *money.FIGURES,
    )
}

# Read on one day, so that the days before it do not add up: a target's outcome is the same for any start.
STATES = frozenset(
    {
        "companies_in_coaching",
        "companies_on_plan",
        "companies_behind",
        "companies_paused",
        "companies_on_the_way_in",
        "companies_silent",
        "companies_coached",
        "actions_open",
        *(figure.key for figure in prospects.FIGURES),
        *money.STATES,
    }
)

# What a report holds, in the order of its numbers. The first six are the tiles of its summary.
REPORTED = (
    "companies_in_coaching",
    "companies_admitted",
    "companies_completed",
    "sessions_held",
    "company_hours",
    "participants",
    "companies_withdrawn",
    "companies_on_plan",
    "companies_behind",
    "companies_paused",
    "coach_hours",
    "participants_women",
    "participants_men",
    "workshop_series_held",
    "deep_analyses_held",
)
TILES = 6
