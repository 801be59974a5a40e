"""Verbs on contacts. Names, addresses and phones are personal data with an end: the log tells that they changed,
not what they say, since the log is never emptied."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from companies.actions.rules import lock_company
from companies.models import Company, Contact
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

FIELDS = frozenset({"name", "title", "email", "phone", "language", "is_main", "left_on"})
PERSONAL = frozenset({"name", "title", "email", "phone"})


def _told(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [audit.HIDDEN] * 2 if name in PERSONAL else pair for name, pair in changes.items()}


def _check(values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a contact: {sorted(unknown)}")


def _only_main(contact: Contact) -> None:
    """A company has one main contact: the latest that was named so."""
    if contact.is_main:
        others = Contact.objects.filter(company=contact.company_id, is_main=True).exclude(pk=contact.pk)
        others.update(is_main=False, version=F("version") + 1)


def add_contact(*, by: User, company: Company, values: Mapping[str, Any], key: UUID | None = None) -> Contact:
    """Add a person at a company: `name` and what else is known (see FIELDS). Raises PermissionDenied."""
    _check(values)

    def act() -> Contact:
        lock_company(company, by=by)
        contact = Contact.objects.create(company=company, **values)
        _only_main(contact)
        changes = {name: [None, value] for name, value in values.items() if value not in (None, "")}
        audit.record("add_contact", contact, by=by, changes=_told(changes), label=company.name)
        return contact

    with transaction.atomic():
        contact, made = once(key, "add_contact", Contact, by=by, act=act)
        sent = {"company_id": company.pk, **{name: value for name, value in values.items() if name in PERSONAL}}
        if not made and any(getattr(contact, name) != value for name, value in sent.items()):
            return act()  # the form was used again, by the browser's Back or after a stop, for another person
        return contact


@transaction.atomic
def change_contact(*, by: User, contact: Contact, version: int, values: Mapping[str, Any]) -> Contact:
    """Change a contact, or note that the person left: who left is no longer the main contact.

    Raises PermissionDenied, Conflict when somebody saved after `version`.
    """
    _check(values)
    lock_company(contact.company, by=by)
    given = dict(values)
    if given.get("left_on"):
        given["is_main"] = False
    contact.refresh_from_db()
    changes = audit.differences(contact, given)
    save_on_version(contact, given, version)
    _only_main(contact)
    audit.record("change_contact", contact, by=by, changes=_told(changes), label=contact.company.name)
    return contact
