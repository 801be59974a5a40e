"""What stands in the way of a release: mended in the data, or waived with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models import Attendance
from companies.models import Enrolment
from funding.late import is_overtaken
from funding.let_stand import in_the_way
from funding.models import Report, ReportSignal, Story
from funding.money.missing import without_rate
from funding.scope import grant_scope
from programme.common.dates import Period
from programme.people.models import User

FRESH = timedelta(hours=24)  # when a draft is sent to review
FRESH_IN_REVIEW = timedelta(days=7)  # when it is released: somebody else reads it in between, over a weekend too
OVERTAKEN = gettext_lazy(
    "Another report of the grant was released after this one was built. Build it again, so that no late session is "
    "told of twice."
)
STALE_IN_REVIEW = gettext_lazy(
    "The figures are older than seven days. Take the report back to draft and build it again."
)
LONG_ENOUGH = 30  # days in coaching within the period before a session is missed


@dataclass(frozen=True)
class Found:
    """A red signal: its kind, what is wrong in words, and the page where it is mended.

    matter: kind and subject of the programme's signal about it (programme/signals), where there is such a kind.
    """

    code: str
    what: str
    path: str
    matter: tuple[str, int] | None = None


def red_signals(report: Report, viewer: User, today: date) -> list[Found]:
    """The red signals of a report on a day: the period still runs, a region has not answered, a story lost its consent,
    companies in coaching had no session in the period, or time that is told in money lies on days without a rate."""
    found = []
    period = report.period
    if today <= period.ends_on:
        what = _("The period runs until %(day)s.") % {"day": date_format(period.ends_on, "j F Y")}
        found.append(Found("period_open", what, period.get_absolute_url()))
    for text in period.regional_texts.filter(answered_at=None).select_related("region"):
        what = _("%(region)s has not answered what it was asked for the report.") % {"region": text.region}
        found.append(Found("region_silent", what[:300], text.get_absolute_url(), ("text-overdue", text.pk)))
    taken_back = report.stories.exclude(story__in=Story.objects.consented()).select_related("story")
    for one in taken_back:
        what = _("The story “%(title)s” lost its consent, and the report no longer tells it.") % {"title": one.story}
        found.append(Found("story_consent", what[:300], reverse("report-stories", args=[report.pk])))
    ended = Period(period.starts_on, max(period.starts_on, min(period.ends_on, today)))
    for enrolment in without_session(report, viewer, ended):
        what = _("%(company)s had no session in the period.") % {"company": enrolment.company}
        found.append(Found("no_session", what[:300], enrolment.get_absolute_url(), ("silent", enrolment.pk)))
    return [*found, *(Found(*one) for one in without_rate(period.grant, viewer, ended))]


def without_session(report: Report, viewer: User, period: Period) -> Iterable[Enrolment]:
    """Active enrolments of the grant, in coaching for at least 30 days of the period, without any session in it."""
    scope = grant_scope(report.period.grant, period, viewer)
    met = Attendance.objects.filter(session__held_on__range=(period.start, period.end)).order_by().values("enrolment")
    rows = (
        Enrolment.objects.visible_to(viewer)
        .in_coaching_on(period.end)
        .filter(programme_version__programme=scope.programme, started_on__lte=period.end - timedelta(days=LONG_ENOUGH))
        .exclude(state=Enrolment.State.PAUSED)
        .exclude(pk__in=met)
        .select_related("company")
        .order_by("company__name", "pk")
    )
    return rows if scope.enrolments is None else rows.filter(pk__in=scope.enrolments.order_by().values("pk"))


def save_signals(report: Report, found: Iterable[Found]) -> None:
    """Keep what was found: new ones are added, mended ones go, waived ones stay waived."""
    now = {(one.code, one.path): one for one in found}
    kept = {(old.code, old.path): old for old in report.signals.all()}
    for key in kept.keys() - now.keys():
        kept.pop(key).delete()
    rows = []
    for key, one in now.items():
        row = kept.get(key) or ReportSignal(report=report, code=one.code, what=one.what, path=one.path)
        row.matter_kind, row.matter_id = one.matter or ("", None)
        rows.append(row)
    ReportSignal.objects.bulk_update([row for row in rows if row.pk], ["matter_kind", "matter_id"])
    ReportSignal.objects.bulk_create([row for row in rows if not row.pk])


def is_stale(report: Report, now: datetime) -> bool:
    """True when the figures are too old to go on with, or were never stated; mended by building again.

    A correction of texts only has the figures that were released, however old: what came late since is told elsewhere.
    """
    if report.built_at is None or report.is_texts_only:
        return report.built_at is None
    in_review = report.state == Report.State.IN_REVIEW
    return now - report.built_at > (FRESH_IN_REVIEW if in_review else FRESH)


def standing(report: Report, now: datetime | None = None) -> list[str]:
    """In words, what stands in the way of a release at this moment."""
    now = now or timezone.now()
    words = [red.what for red in in_the_way(report, today=timezone.localdate(now))]
    if is_stale(report, now):
        words.append(str(STALE_IN_REVIEW))
    if is_overtaken(report):
        words.append(str(OVERTAKEN))
    return words
