"""The verbs on regional texts: ask the leaders, answer."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import RegionalText, Report, ReportingPeriod
from programme.people import audit
from programme.people.models import User
from programme.people.versions import save_on_version
from programme.structure.models import Region


def _open_period(by: User, period: int, *, mine: bool) -> ReportingPeriod:
    """The period, held until the end; raises PermissionDenied, and ValidationError when its report is released."""
    row = ReportingPeriod.objects.select_for_update().get(pk=period)
    if mine and not ReportingPeriod.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    if not ReportingPeriod.objects.asked_for().without_release().filter(pk=row.pk).exists():
        raise ValidationError(_("The period is reported or skipped, so nothing more can be told for it."))
    return row


@transaction.atomic
def ask_regions(
    *, by: User, period: ReportingPeriod, regions: Iterable[Region], asks: str, due_on: date
) -> ReportingPeriod:
    """Ask the leaders of these regions. Who was asked before and has not answered is asked anew; answers stand.

    Raises ValidationError when the period's report is released, or the period is skipped.
    """
    row = _open_period(by, period.pk, mine=True)
    there = {text.region_id: text for text in row.regional_texts.select_for_update().order_by("pk")}
    asked = []
    for region in regions:
        text = there.get(region.pk)
        if text is not None and text.answered_at is not None:
            continue
        text = text or RegionalText(period=row, region=region)
        text.asks, text.due_on, text.asked_by, text.asked_at = asks, due_on, by, timezone.now()
        text.save()
        asked.append(region.name)
    if asked:
        changes = {"regions": [None, ", ".join(asked)], "due_on": [None, due_on.isoformat()], "asks": [None, asks]}
        audit.record("regions-asked", row, by=by, changes=changes)
    return row


@transaction.atomic
def answer(*, by: User, asked: RegionalText, text: str, has_nothing: bool, version: int) -> RegionalText:
    """Tell the region's words, or that there is nothing to report. The draft must be built again to hold them.

    Raises PermissionDenied, Conflict, and ValidationError when the report is released.
    """
    if not RegionalText.objects.changeable_by(by).filter(pk=asked.pk).exists():
        raise PermissionDenied
    _open_period(by, asked.period_id, mine=False)
    row = RegionalText.objects.get(pk=asked.pk)
    values = {"text": "" if has_nothing else text, "has_nothing": has_nothing}
    changes = audit.differences(row, values)
    save_on_version(row, {**values, "answered_by": by, "answered_at": timezone.now()}, version)
    Report.objects.filter(period=row.period_id, state=Report.State.DRAFT).update(built_at=None)
    audit.record("region-answered", row, by=by, changes=changes)
    return row
