"""An act on more companies than a page can wait for, as a job that may be cut off and taken up again."""

from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.jobs.models import Job
from programme.jobs.running import JobRefused, Progress, held
from programme.oversight.bulk.acts import ACTS, form_of, perform, values_of

KIND = "bulk"
ROWS_A_STEP = 50


def run(job: Job, progress: Progress) -> str:
    """Do the act to the job's enrolments, fifty in a transaction; what is done is written in the same one.

    The owner's rights are looked at anew for each row. Raises JobRefused when the form no longer holds.
    """
    act, told = ACTS[job.arguments["act"]], dict(job.arguments)
    today = timezone.localdate()
    form = form_of(act, QueryDict(told["posted"]), user=job.owner, today=today)
    if not (job.owner.may(act.permission) and form.is_valid()):
        raise JobRefused(_("You may no longer do this, or what you chose is gone. Choose the companies again."))
    values, ids = values_of(form), told["ids"]
    progress.expect(-(-len(ids) // ROWS_A_STEP))
    for start in range(0, len(ids), ROWS_A_STEP):
        progress.step(_("Company %(n)s of %(all)s") % {"n": start + 1, "all": len(ids)})
        if start < told.get("upto", 0):
            continue  # done before the worker was cut off
        with transaction.atomic():
            done = perform(by=job.owner, act=act, values=values, ids=ids[start : start + ROWS_A_STEP], today=today)
            told = _added(told, done.done, done.refused) | {"upto": start + ROWS_A_STEP}
            held(job.pk, progress.key).update(arguments=told)
    return reverse("company-bulk-done", args=[job.pk])


def _added(told: dict[str, Any], done: int, refused: dict[str, list[str]]) -> dict[str, Any]:
    known: dict[str, list[str]] = {why: list(names) for why, names in told.get("refused", {}).items()}
    for why, names in refused.items():
        known.setdefault(why, []).extend(names)
    return told | {"done": told.get("done", 0) + done, "refused": known}
