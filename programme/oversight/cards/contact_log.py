"""The contact log as cards show it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from companies.models import Company, LoggedContact
from programme.people.models import User
from programme.people.roles import Permission

ON_A_PAGE = 10


def contacts_logged(company: Company, user: User) -> QuerySet[Any]:
    """A company's log for one reader, latest first, each line with whether she may correct it."""
    mine = LoggedContact.objects.changeable_by(user).filter(pk=OuterRef("pk"))
    rows = LoggedContact.objects.visible_to(user).filter(company=company)
    return rows.select_related("logged_by").annotate(correctable=Exists(mine)).order_by("-held_on", "-pk")


def may_log_contact(company: Company, user: User) -> bool:
    """True for who may change the company."""
    return user.may(Permission.CHANGE_COMPANIES) and Company.objects.changeable_by(user).filter(pk=company.pk).exists()
