"""What may be wrong with the portal's own work: mails whose end nobody knows, jobs that failed."""

from datetime import datetime, time

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.jobs.models import Job
from programme.notices.models import Delivery
from programme.people.roles import Permission
from programme.signals.kinds import Kind, Look, Rows, shaped
from programme.signals.rules import Owner

P = Permission


def mails_unsettled(look: Look) -> Rows:
    """Mails in doubt, refused or given up that nobody has settled, made at least so many days ago."""
    rows = Delivery.objects.unsettled().annotate(made_on=TruncDate("created_at"))
    return shaped(rows.filter(made_on__lte=look.today - look.days), name="pk", day="made_on")


def jobs_failed(look: Look) -> Rows:
    """Jobs that failed within so many days, and that their owner has not had done since."""
    since = timezone.make_aware(datetime.combine(look.today - look.days, time.min))
    again = Job.objects.filter(
        state=Job.State.DONE, owner=OuterRef("owner"), kind=OuterRef("kind"), title=OuterRef("title"),
        finished_at__gt=OuterRef("finished_at"),
    )  # fmt: skip
    rows = Job.objects.filter(Q(state=Job.State.FAILED), ~Exists(again.order_by()), finished_at__gte=since)
    return shaped(rows.annotate(failed_on=TruncDate("finished_at"), what=F("title")), name="what", day="failed_on")


KINDS = (
    Kind("mail-unsettled", _("Mails in doubt, refused or given up"),
         _("Mail %(name)s of %(day)s: nobody knows if it came"), mails_unsettled, _("Days since the mail was made"), 0,
         Owner.OFFICE, "delivery-card", P.SEE_ALL_NOTICES, seen_with=P.SEE_ALL_NOTICES),
    Kind("job-failed", _("Jobs that failed"), _("%(name)s: failed %(day)s"), jobs_failed,
         _("Days that a failed job is named"), 14, Owner.OFFICE, "", P.SEE_OVERSIGHT, seen_with=P.SEE_OVERSIGHT),
)  # fmt: skip
