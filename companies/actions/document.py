"""Verbs on documents: add, remove, note that one was taken. Bytes are kept also when a document is removed."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import paper
from companies.actions.rules import lock_enrolment
from companies.models import Document, Enrolment
from companies.models.document import MEGABYTE, QUOTA
from companies.wording import file_error
from programme.people import audit
from programme.people.models import User
from programme.people.once import once

Kind = Document.Kind


def add_document(
    *,
    by: User,
    enrolment: Enrolment,
    kind: str,
    file_name: str,
    content: bytes,
    title: str = "",
    for_office_only: bool = False,
    key: UUID | None = None,
) -> Document:
    """Keep a file on an enrolment. What it is, is read from its content; without a title its kind is its title.

    Raises PermissionDenied, ValidationError at `file`, `kind` or `for_office_only`.
    """

    def act() -> Document:
        lock_enrolment(enrolment, by=by)
        found = _checked(enrolment, kind, file_name, content, for_office_only)
        document = Document(
            enrolment=enrolment,
            kind=kind,
            title=title or str(Kind(kind).label),
            for_office_only=for_office_only,
            format=found,
            size=len(content),
            sha256=_digest(content),
            stored_name=_store(enrolment, content),
            uploaded_by=by,
        )
        try:
            with transaction.atomic():
                document.save(force_insert=True)
        except Exception:
            default_storage.delete(document.stored_name)
            raise
        changes: dict[str, list[Any]] = {"kind": [None, kind]}
        if for_office_only:
            changes["for_office_only"] = [False, True]
        audit.record("add_document", document, by=by, changes=changes)
        return document

    with transaction.atomic():
        document, made = once(key, "add_document", Document, by=by, act=act)
        if not made and (document.enrolment_id, document.sha256) != (enrolment.pk, _digest(content)):
            return act()  # the form was used again, by the browser's Back, for another file
        return document


def _checked(enrolment: Enrolment, kind: str, file_name: str, content: bytes, for_office_only: bool) -> str:
    """The file's format, when all is as it should be."""
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose what kind of document it is.")})
    if for_office_only and kind == Kind.AGREEMENT:
        raise ValidationError({"for_office_only": _("Coaches must be able to read the agreement.")})
    try:
        found = paper.format_of(file_name, content)
    except paper.BadPaper as refused:
        raise ValidationError({"file": file_error(refused.reason)}) from None
    used = enrolment.documents.aggregate(used=Sum("size"))["used"] or 0
    if used + len(content) > QUOTA:
        told = {"used": used // MEGABYTE, "quota": QUOTA // MEGABYTE}
        words = _("The company has %(used)s MB of documents here, and %(quota)s MB is the most. Save the file smaller.")
        raise ValidationError({"file": words % told})
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _store(enrolment: Enrolment, content: bytes) -> str:
    """Keep bytes under a name that cannot be guessed and says nothing."""
    name = f"documents/{enrolment.pk}/{secrets.token_hex(16)}"
    return default_storage.save(name, ContentFile(content))


@transaction.atomic
def remove_document(*, by: User, document: Document, reason: str) -> Document:
    """Take a document away from view; who, when and why is kept, and so is the file.

    Raises PermissionDenied, ValidationError at `reason`.
    """
    if not Document.objects.changeable_by(by).filter(pk=document.pk).exists():
        raise PermissionDenied
    document.refresh_from_db(from_queryset=Document.objects.select_for_update())
    if document.removed_at:
        return document
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the document is removed.")})
    document.removed_at, document.removed_by, document.removal_reason = timezone.now(), by, reason
    document.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    audit.record("remove_document", document, by=by, changes={"removal_reason": [None, reason]})
    return document


@transaction.atomic
def note_document_taken(*, by: User, document: Document) -> Document:
    """Leave a trace of a download."""
    audit.record("take_document", document, by=by)
    return document
