"""Photos and papers of a session: kept with it, added later, taken away."""

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.actions.values import NewFile
from coaching.models import CoachingSession, SessionFile
from coaching.models.session_file import MOST_FILES
from coaching.photo import BadPhoto, drawn_anew
from companies import paper
from companies.wording import file_error
from programme.common.text import clean_line
from programme.people import audit
from programme.people.models import User
from programme.people.once import once

PICTURES = {paper.Format.PNG, paper.Format.JPEG}


def keep_files(by: User, session: CoachingSession, files: Iterable[NewFile]) -> list[SessionFile]:
    """Check and store files of a session, within the transaction of the verb that calls.

    Raises ValidationError at `attached`; what was stored already is deleted again when something fails.
    """
    files = list(files)
    if session.files.count() + len(files) > MOST_FILES:
        raise ValidationError(
            {"attached": _("At most %(number)s files belong to one session.") % {"number": MOST_FILES}}
        )
    ready = [_checked(one) for one in files]
    rows: list[SessionFile] = []
    stored: list[str] = []
    try:
        for one, (found, content) in zip(files, ready, strict=True):
            stored.append(default_storage.save(f"sessions/{session.pk}/{secrets.token_hex(16)}", ContentFile(content)))
            rows.append(
                SessionFile.objects.create(
                    session=session,
                    title=_title(one.name),
                    format=found,
                    size=len(content),
                    sha256=hashlib.sha256(content).hexdigest(),
                    stored_name=stored[-1],
                    added_by=by,
                )
            )
    except Exception:
        for name in stored:
            default_storage.delete(name)
        raise
    return rows


def _checked(one: NewFile) -> tuple[str, bytes]:
    """The file's format and the bytes to keep: a photo drawn anew, a paper as it came."""
    try:
        found = paper.format_of(one.name, one.content)
        if found in PICTURES:
            return SessionFile.Format.JPEG, drawn_anew(one.content)
    except paper.BadPaper as refused:
        raise ValidationError({"attached": f"{_title(one.name)}: {file_error(refused.reason)}"}) from None
    except BadPhoto:
        words = _("%(file)s: the picture cannot be read. Take it again, or choose another.")
        raise ValidationError({"attached": words % {"file": _title(one.name)}}) from None
    return found, one.content


def _title(name: str) -> str:
    return clean_line(PurePath(name).stem)[:120] or str(_("File"))


@transaction.atomic
def add_session_files(
    *, by: User, session: CoachingSession, files: Iterable[NewFile], key: UUID | None = None
) -> CoachingSession:
    """Add photos or papers to a session that is logged. Raises PermissionDenied, ValidationError at `attached`."""
    if not CoachingSession.objects.changeable_by(by).filter(pk=session.pk).exists():
        raise PermissionDenied

    def act() -> CoachingSession:
        kept = keep_files(by, session, files)
        audit.record("session-files-add", session, by=by, changes={"files": [None, len(kept)]})
        return session

    return once(key, "session-files-add", CoachingSession, by=by, act=act)[0]


@transaction.atomic
def remove_session_file(*, by: User, file: SessionFile) -> None:
    """Take a photo or paper away, its bytes too: a picture that should not have been taken must not stay.

    Raises PermissionDenied.
    """
    if not SessionFile.objects.changeable_by(by).filter(pk=file.pk).exists():
        raise PermissionDenied
    name, session = file.stored_name, file.session
    file.delete()
    audit.record("session-file-remove", session, by=by, changes={"files": [1, None]})
    transaction.on_commit(lambda: default_storage.delete(name))
