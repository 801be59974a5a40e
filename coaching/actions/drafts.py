"""A form that is not finished: kept, thrown away. Without audit event: nothing has happened yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coaching.models import CoachingSession, SessionDraft
from programme.people.models import SubmittedForm, User
from programme.people.roles import Permission

MOST_DRAFTS = 30  # of one person
MOST_CHARACTERS = 100_000  # of one draft: two long texts, ten actions, and what the companies need

Content = Mapping[str, Sequence[str]]


class AlreadyLogged(Exception):
    """The form was sent meanwhile: the session is what counts now. `session` is its id."""

    def __init__(self, session: int) -> None:
        super().__init__(session)
        self.session = session


class NewerDraft(Exception):
    """Somewhere else the draft was saved since: what came now is not laid on top. `draft` is the newer one."""

    def __init__(self, draft: SessionDraft) -> None:
        super().__init__(draft.pk)
        self.draft = draft


@transaction.atomic
def save_draft(
    *,
    by: User,
    key: UUID,
    content: Content,
    companies: str,
    on_revision: int,
    now: datetime,
    session: CoachingSession | None = None,
) -> SessionDraft:
    """Keep what `by` has typed so far in the form with this key, on top of the revision that it was typed on.

    With `session` it is a correction of that: its coach's only, and of the version that the session still has.
    Raises PermissionDenied, ValidationError when it is too much, AlreadyLogged, and NewerDraft.
    """
    if not by.may(Permission.LOG_SESSIONS):
        raise PermissionDenied
    if sum(len(name) + sum(map(len, values)) for name, values in content.items()) > MOST_CHARACTERS:
        raise ValidationError(_("The text is too long to be kept as a draft. Save the session, or shorten the text."))
    _is_still_to_save(by, key, content, session)
    kept = {name: list(values) for name, values in content.items()}
    draft = SessionDraft.objects.select_for_update().filter(pk=key).first()
    if draft is None:
        return _first(by, SessionDraft(key=key, content=kept, companies=companies[:300], saved_at=now), session)
    if draft.owner_id != by.pk or draft.session_id != (session and session.pk):
        raise PermissionDenied
    if draft.revision != on_revision and draft.content != kept:
        raise NewerDraft(draft)
    draft.content, draft.companies, draft.saved_at = kept, companies[:300], now
    draft.revision += 1
    draft.save()
    return draft


def _is_still_to_save(by: User, key: UUID, content: Content, session: CoachingSession | None) -> None:
    """Raises AlreadyLogged when the form was sent meanwhile, here or in another window."""
    if session is None:
        sent = SubmittedForm.objects.filter(key=key, by=by, verb="session-log").first()
        if sent is not None and sent.result_id:
            raise AlreadyLogged(sent.result_id)
        return
    if not CoachingSession.objects.changeable_by(by).filter(pk=session.pk).exists():
        raise PermissionDenied
    if list(content.get("version", [])) != [str(session.version)]:
        raise AlreadyLogged(session.pk)


def _first(by: User, draft: SessionDraft, session: CoachingSession | None) -> SessionDraft:
    """The first save of a form. A correction that was begun in another window is the newer one, unless it is void."""
    if session is not None:
        begun = SessionDraft.objects.filter(owner=by, session=session)
        begun.exclude(session_version=session.version).delete()
        if other := begun.first():
            raise NewerDraft(other)
    if SessionDraft.objects.filter(owner=by).count() >= MOST_DRAFTS:
        words = _("You have %(number)s drafts. Finish one, or throw one away.")
        raise ValidationError(words % {"number": MOST_DRAFTS})
    draft.owner, draft.session = by, session
    draft.session_version = session.version if session else None
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:  # two windows of the same form saved at once: the other one came first
        same = Q(pk=draft.pk) | Q(session=session) if session else Q(pk=draft.pk)
        raise NewerDraft(SessionDraft.objects.get(same, owner=by)) from None
    return draft


def drop_draft(*, by: User, draft: SessionDraft) -> None:
    """Throw away what was typed. Raises PermissionDenied."""
    if not SessionDraft.objects.changeable_by(by).filter(pk=draft.pk).exists():
        raise PermissionDenied
    draft.delete()
