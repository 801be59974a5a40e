"""Time that a grant tells in money, on days that no rate holds for: it counts 0, and stands in the way of a release."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from funding.models import Grant
from funding.money.card import rows_behind
from funding.money.figures import FIGURES
from funding.money.used import counts_company_time
from funding.scope import grant_scope
from programme.common.dates import Period
from programme.common.numbers import as_text
from programme.people.models import User

BY_KEY = {figure.key: figure for figure in FIGURES}


def without_rate(grant: Grant, viewer: User, days: Period) -> Iterator[tuple[str, str, str]]:
    """Code, words and the page of the rows, for each kind of time that the grant counts and that lacks a rate."""
    scope = grant_scope(grant, days, viewer)
    if grant.staff_by_unit_cost and (hours := BY_KEY["coach_time_unrated"].value(scope)):
        words = _("%(hours)s h of coaches' time in the period lies on days without a rate.")
        path = rows_behind("coach_time_unrated", grant, days.start, days.end)
        yield "no_coach_rate", words % {"hours": as_text(hours, 1)}, path
    if counts_company_time(grant) and (hours := BY_KEY["company_time_unrated"].value(scope)):
        words = _("%(hours)s h of the companies' own time in the period lies on days without a rate.")
        path = rows_behind("company_time_unrated", grant, days.start, days.end)
        yield "no_company_rate", words % {"hours": as_text(hours, 1)}, path
