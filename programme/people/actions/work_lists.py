"""What is done with work lists: kept, renamed, shown to others or no longer, removed. Only by the owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.people.audit import differences, record
from programme.people.models import User, WorkList, WorkListShare
from programme.people.once import once
from programme.people.roles import Role
from programme.people.sharing import may_share_with
from programme.people.versions import save_on_version
from programme.structure.models import Region

MOST = 12  # lists of one person: each has a number, and each number is a question to the database


@dataclass(frozen=True)
class With:
    """Whom a list is shown to: a person, or a role and a region of which one may be left out."""

    person: User | None = None
    role: str = ""
    region: Region | None = None


def save_work_list(
    *, by: User, name: str, list_name: str, filters: str, now: datetime, key: UUID | None = None
) -> WorkList:
    """Keep a list under a name. `list_name` and `filters` are what the list itself reads (oversight/work_lists).

    Raises ValidationError when the person has MOST of them, or one of that name.
    """

    def act() -> WorkList:
        # Locked, so that two at once cannot both be the last one that there is room for.
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        mine = WorkList.objects.changeable_by(by)
        if mine.count() >= MOST:
            raise ValidationError(
                _("You have %(count)d work lists, and more do not fit. Remove one first."), params={"count": MOST}
            )
        _refuse_same_name(by, name)
        row = WorkList.objects.create(owner=by, name=name, list_name=list_name, filters=filters, saved_at=now)
        record("work-list-save", row, by=by, changes={"list": [None, list_name]})
        return row

    with transaction.atomic():
        return once(key, "work-list-save", WorkList, by=by, act=act)[0]


def _refuse_same_name(by: User, name: str, besides: int = 0) -> None:
    if WorkList.objects.changeable_by(by).filter(name=name).exclude(pk=besides).exists():
        raise ValidationError({"name": _("You have a work list of that name already. Choose another name.")})


def _own(by: User, work_list: WorkList) -> WorkList:
    """The row, locked. Raises PermissionDenied for somebody else's."""
    rows = WorkList.objects.changeable_by(by).select_for_update(of=("self",))
    row = rows.filter(pk=work_list.pk).first()
    if row is None:
        raise PermissionDenied
    return row


@transaction.atomic
def rename_work_list(*, by: User, work_list: WorkList, version: int, values: Mapping[str, str]) -> WorkList:
    """Give it another name. Raises ValidationError when one's own of that name exists, Conflict when it was changed."""
    row = _own(by, work_list)
    _refuse_same_name(by, values["name"], besides=row.pk)
    changes = differences(row, values)
    save_on_version(row, values, version)
    record("work-list-rename", row, by=by, changes=changes)
    return row


@transaction.atomic
def share_work_list(*, by: User, work_list: WorkList, shown_to: With) -> WorkListShare:
    """Show it to somebody. Each sees the rows that she may see.

    Raises PermissionDenied for whom `by` may not share with, ValidationError when it is shown to them already.
    """
    row = _own(by, work_list)
    role = Role(shown_to.role) if shown_to.role else None
    if not may_share_with(by, person=shown_to.person, role=role, region=shown_to.region):
        raise PermissionDenied
    try:
        with transaction.atomic():
            share = WorkListShare.objects.create(
                work_list=row, person=shown_to.person, role=shown_to.role, region=shown_to.region
            )
    except IntegrityError:
        raise ValidationError(_("The list is shown to them already.")) from None
    record("work-list-share", row, by=by, changes={"shown_to": [None, str(share)]})
    return share


@transaction.atomic
def unshare_work_list(*, by: User, work_list: WorkList, share: int) -> WorkList:
    """Show it to them no longer; one that is gone already is as it should be."""
    row = _own(by, work_list)
    found = row.shares.filter(pk=share).first()
    if found is not None:
        told = str(found)
        found.delete()
        record("work-list-unshare", row, by=by, changes={"shown_to": [told, None]})
    return row


@transaction.atomic
def remove_work_list(*, by: User, work_list: WorkList) -> None:
    """Take it away, for the owner and for all whom it was shown to. No company and no session is touched."""
    row = _own(by, work_list)
    record("work-list-remove", row, by=by, changes={"list": [row.list_name, None]})
    row.delete()
