"""Where roles meet imports: one's own, as long as one may enter companies."""

from typing import TYPE_CHECKING

from programme.people.models import User
from programme.people.roles import Permission

if TYPE_CHECKING:
    from companies.models.spreadsheet import CompanyImportQuerySet


def imports(rows: "CompanyImportQuerySet", user: User) -> "CompanyImportQuerySet":
    """One's own files: nobody else sees what somebody is about to read in."""
    return rows.filter(owner=user) if user.may(Permission.CHANGE_COMPANIES) else rows.none()


def changeable_imports(rows: "CompanyImportQuerySet", user: User) -> "CompanyImportQuerySet":
    """One's own files."""
    return rows.filter(owner=user) if user.may(Permission.CHANGE_COMPANIES) else rows.none()
