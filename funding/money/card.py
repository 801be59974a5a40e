"""What a grant's card tells of its money as it goes, for everybody who sees the grant."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.grants.card import Money
from funding.models import CoFinancing, Grant
from funding.money.picture import used_picture
from funding.money.used import company_time_of, used_of
from programme.people.models import User
from programme.people.roles import Permission


def about_money(grant: Grant, money: Money, user: User, year: str, *, today: date) -> dict[str, Any]:
    """For the card's template: used and left of one year or all, co-financing in kind beside what it is worth."""
    years = range(grant.starts_on.year, grant.ends_on.year + 1)
    used = used_of(grant, today=today, year=next((one for one in years if str(one) == year), None))
    in_kind = [line for line in money.co_financing if line.kind == CoFinancing.Kind.IN_KIND]
    certified = sum((line.certified for line in in_kind), Decimal(0)) if in_kind else None  # type: ignore[attr-defined]
    return {
        "used": used,
        "used_picture": used_picture(used),
        "year_tabs": [
            {"href": "?#used", "label": _("All years"), "current": used.year is None, "count": None},
            *(
                {"href": f"?year={one}#used", "label": str(one), "current": used.year == one, "count": None}
                for one in used.years
            ),
        ],
        "company_time": company_time_of(grant, today=today),
        "counts_company_time": bool(in_kind),
        "in_kind_certified": certified,
        "may_see_costs": user.may(Permission.SEE_OVERSIGHT),
        "unrated_path": rows_behind("coach_time_unrated", grant, grant.starts_on, today),
    }


def rows_behind(key: str, grant: Grant, start: date, until: date) -> str:
    """Where the rows behind a figure of the grant are shown."""
    asked = {"grant": grant.pk, "from": start, "until": max(start, until)}
    return f"{reverse('figure-rows', args=[key])}?{urlencode(asked)}"
