"""A form that is not finished: kept, thrown away. Without audit event: nothing has happened yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coaching.models import SessionDraft
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
    *, by: User, key: UUID, content: Content, companies: str, on_revision: int, now: datetime
) -> SessionDraft:
    """Keep what `by` has typed so far in the form with this key, on top of the revision that it was typed on.

    Raises PermissionDenied, ValidationError when it is too much, AlreadyLogged, and NewerDraft.
    """
    if not by.may(Permission.LOG_SESSIONS):
        raise PermissionDenied
    if sum(len(name) + sum(map(len, values)) for name, values in content.items()) > MOST_CHARACTERS:
        raise ValidationError(_("The text is too long to be kept as a draft. Save the session, or shorten the text."))
    sent = SubmittedForm.objects.filter(key=key, by=by, verb="session-log").first()
    if sent is not None and sent.result_id:
        raise AlreadyLogged(sent.result_id)
    kept = {name: list(values) for name, values in content.items()}
    draft = SessionDraft.objects.select_for_update().filter(pk=key).first()
    if draft is None:
        return _first(by, key, kept, companies, now)
    if draft.owner_id != by.pk:
        raise PermissionDenied
    if draft.revision != on_revision and draft.content != kept:
        raise NewerDraft(draft)
    draft.content, draft.companies, draft.saved_at = kept, companies[:300], now
    draft.revision += 1
    draft.save()
    return draft


def _first(by: User, key: UUID, content: dict[str, list[str]], companies: str, now: datetime) -> SessionDraft:
    if SessionDraft.objects.filter(owner=by).count() >= MOST_DRAFTS:
        words = _("You have %(number)s drafts. Finish one, or throw one away.")
        raise ValidationError(words % {"number": MOST_DRAFTS})
    try:
        with transaction.atomic():
            return SessionDraft.objects.create(
                key=key, owner=by, content=content, companies=companies[:300], saved_at=now
            )
    except IntegrityError:  # two windows of the same form saved at once: the other one came first
        raise NewerDraft(SessionDraft.objects.get(pk=key, owner=by)) from None


def drop_draft(*, by: User, draft: SessionDraft) -> None:
    """Throw away what was typed. Raises PermissionDenied."""
    if not SessionDraft.objects.changeable_by(by).filter(pk=draft.pk).exists():
        raise PermissionDenied
    draft.delete()
