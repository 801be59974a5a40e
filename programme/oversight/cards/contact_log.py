"""The contact log as cards show it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from companies.models import Company, LoggedContact
from programme.people.models import User

ON_A_PAGE = 10


def contacts_logged(company: Company, user: User) -> QuerySet[Any]:
    """A company's log for one reader, latest first, each line with whether she may correct it."""
    mine = LoggedContact.objects.changeable_by(user).filter(pk=OuterRef("pk"))
    rows = LoggedContact.objects.visible_to(user).filter(company=company)
    return rows.select_related("logged_by").annotate(correctable=Exists(mine)).order_by("-held_on", "-pk")
