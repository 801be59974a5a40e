"""Carry a form out once: the form has a key, and the key is a unique row."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction

from programme.people.models import SubmittedForm, User

M = TypeVar("M", bound=models.Model)


def once(key: UUID | None, verb: str, model: type[M], *, by: User, act: Callable[[], M]) -> tuple[M, bool]:
    """Run `act` unless this person's form with this key was carried out already.

    Returns the row and whether it was made now. Equal posts that come at the same time wait for the first one's
    row. A key of None always runs.
    """
    if key is None:
        return act(), True
    with transaction.atomic():
        try:
            with transaction.atomic():
                taken = SubmittedForm.objects.create(key=key, by=by, verb=verb)
        except IntegrityError:
            earlier = SubmittedForm.objects.get(key=key, by=by, verb=verb)
            return model._default_manager.get(pk=earlier.result_id), False
        row = act()
        taken.result_id = row.pk
        taken.save(update_fields=["result_id"])
        return row, True
