"""The verb that explains an outcome off its plan."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.actions import NotReady, lock_report
from funding.indicators.unexplained import CODE, variance_path
from funding.models import Report, Target, VarianceComment
from programme.people import audit
from programme.people.models import User


@transaction.atomic
def explain(*, by: User, report: Report, target: Target, text: str, seen: str = "") -> Report:
    """Say why a target's outcome lies off its plan; an empty text takes it back.

    seen: what stood there when the form was opened. The draft must be built again, since it stands in its files: until
    then a signal is gone that the next build would not find. Raises PermissionDenied for a target of another grant,
    NotReady for what is no draft, or when somebody wrote something else meanwhile.
    """
    row = lock_report(by, report)
    if row.state != Report.State.DRAFT:
        raise NotReady(_("Only a draft can be changed. Take the report back to draft first."))
    if target.grant_id != row.period.grant_id:
        raise PermissionDenied
    there = row.variances.filter(target=target).first()
    before = there.text if there else ""
    if before == text:
        return row
    if before != seen:
        raise NotReady(_("Somebody wrote something else meanwhile. Read it, then save yours again."))
    if text:
        VarianceComment.objects.update_or_create(
            report=row, target=target, defaults={"text": text, "written_by": by, "written_at": timezone.now()}
        )
        row.signals.filter(code=CODE, path=variance_path(row, target.pk)).delete()
    else:
        row.variances.filter(target=target).delete()
    row.built_at = None
    row.save(update_fields=["built_at"])
    audit.record("variance-explained", row, by=by, changes={f"{target}": [before, text]})
    return row
