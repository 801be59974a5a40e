"""What is new to one of a funder's people: reports, verdicts on targets, the calendar, answers.

A piece of news is new until that person has marked it as read, by a button. Opening the page marks nothing: a browser
that fetches ahead, a colleague's screen or a glance on the way would make it old unread. Taking a report's file is an
act with a trace of its own, so a report of which the person has taken a file is no news either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.indicators.told import judged
from funding.models import Report, ReportMessage, SeenNews
from funding.overview import PeriodLine
from funding.portal.keys import answer_key, calendar_key, release_key, verdict_key
from funding.portal.outcomes import Figures, former_of
from funding.wording import words_of
from programme.common.charts.words import full_day
from programme.people.models import AuditEvent, User
from programme.people.roles import Role

NEWS_FOR = timedelta(days=400)  # over a year, so that who reads once a year misses nothing
CALENDAR_VERBS = ("period-skip", "period-extend", "period-skip-back")
Grouped = Mapping[int, Sequence[PeriodLine]]  # grant id -> its periods


class Kind(StrEnum):
    """What has happened."""

    RELEASED = "released"
    CORRECTED = "corrected"
    VERDICT = "verdict"
    CALENDAR = "calendar"
    ANSWERED = "answered"


@dataclass(frozen=True)
class News:
    """One piece of news. report: what there is to download. changes: where it is held against the one before it."""

    key: str
    kind: Kind
    at: datetime
    about: str
    words: str
    path: str
    mark: str
    tone: str = ""
    detail: str = ""
    report: Report | None = None
    changes: str = ""


@dataclass(frozen=True)
class Since:
    """All that is new to a person, the latest first, and the day on which she last marked something as read."""

    news: tuple[News, ...]
    marked_on: date | None

    def count(self, *kinds: Kind) -> int:
        """How many there are of these kinds."""
        return sum(one.kind in kinds for one in self.news)

    @property
    def keys(self) -> list[str]:
        """What the button marks."""
        return [one.key for one in self.news]


@dataclass(frozen=True)
class Fresh:
    """Released reports that may be news, and the released ones that each is held against."""

    reports: tuple[tuple[Report, PeriodLine, Report | None], ...]

    @property
    def ids(self) -> set[int]:
        """Of all reports whose targets must be known."""
        return {one.pk for report, _line, former in self.reports for one in (report, former) if one}


def fresh_reports(user: User, grouped: Grouped, *, now: datetime) -> Fresh:
    """The reports that hold and were released lately, each with the one before it. No statement."""
    found = []
    for lines in grouped.values():
        for line in lines:
            report = line.released
            if report and report.released_at and report.released_at > _since(user, line, now):
                found.append((report, line, former_of(report, lines)))
    return Fresh(tuple(found))


def since_last_time(user: User, grouped: Grouped, fresh: Fresh, figures: Figures, *, now: datetime) -> Since:
    """What is new to a person, in three statements."""
    lines = {line.period.pk: line for lines in grouped.values() for line in lines}
    found = [*_releases(fresh), *_verdicts(fresh, figures), *_answers(user, lines, now)]
    events = _events(user, lines, [report.pk for report, _line, _former in fresh.reports], now)
    taken = {release_key(event.subject_id) for event in events if event.verb == "downloaded"}
    found += _calendar(user, lines, [event for event in events if event.verb in CALENDAR_VERBS], now)
    seen = dict(SeenNews.objects.filter(person=user).values_list("key", "seen_at"))
    new = [one for one in found if one.key not in seen and one.key not in taken]
    new.sort(key=lambda one: (one.at, one.key), reverse=True)
    marked_at = max(seen.values(), default=None)
    return Since(tuple(new), timezone.localdate(marked_at) if marked_at else None)


def _since(user: User, line: PeriodLine, now: datetime) -> datetime:
    """From when on something about a period can be news to a person: since she represents its funder."""
    funder = line.period.grant.funder_id
    held = [one.from_on for one in user.rights.appointments if one.role == Role.FUNDER and one.funder_id == funder]
    if not held:
        return now
    first = datetime.combine(min(held), datetime.min.time(), tzinfo=timezone.get_default_timezone())
    return max(first, now - NEWS_FOR)


def _about(line: PeriodLine) -> str:
    return f"{line.period.grant}, {line.words}"


def _releases(fresh: Fresh) -> Iterable[News]:
    for report, line, former in fresh.reports:
        assert report.released_at is not None
        is_correction = report.version > 1
        yield News(
            key=release_key(report.pk),
            kind=Kind.CORRECTED if is_correction else Kind.RELEASED,
            at=report.released_at,
            about=_about(line),
            words=_("The report is corrected.") if is_correction else _("The report is released."),
            path=report.get_absolute_url(),
            mark="slappt",
            tone="ok",
            report=report,
            changes=reverse("report-changes", args=[report.pk]) if former else "",
        )


def _verdicts(fresh: Fresh, figures: Figures) -> Iterable[News]:
    for report, line, former in fresh.reports:
        before = {(one.key, one.label): one for one in (figures.get(former.pk, ()) if former else ())}
        for figure in figures.get(report.pk, ()):
            old = before.get((figure.key, figure.label))
            was, now = (judged(old) if old else None), judged(figure)
            if was is None or now is None or was == now:
                continue
            assert report.released_at is not None
            yield News(
                key=verdict_key(report.pk, figure.number),
                kind=Kind.VERDICT,
                at=report.released_at,
                about=_about(line),
                words=words_of(figure).label,
                path=reverse("report-figure", args=[report.pk, figure.number]),
                mark=now.mark,
                tone=now.tone,
                detail=_("%(now)s; before: %(before)s") % {"now": now.word, "before": was.word.lower()},
            )


def _answers(user: User, lines: Mapping[int, PeriodLine], now: datetime) -> Iterable[News]:
    """The latest answer of the office in each thread."""
    rows = ReportMessage.objects.visible_to(user).filter(
        side=ReportMessage.Side.OFFICE, written_at__gt=now - NEWS_FOR, question__report__period__in=lines
    )
    latest = {one.question_id: one for one in rows.select_related("question__report").order_by("written_at", "pk")}
    for message in latest.values():
        line = lines[message.question.report.period_id]
        if message.written_at > _since(user, line, now):
            yield News(
                key=answer_key(message.pk),
                kind=Kind.ANSWERED,
                at=message.written_at,
                about=_about(line),
                words=_("The programme office has answered a question."),
                path=message.question.get_absolute_url(),
                mark="klar",
                tone="ok",
            )


def _events(user: User, lines: Iterable[int], reports: Iterable[int], now: datetime) -> list[AuditEvent]:
    """What happened to these periods, and which of these reports the person has taken."""
    moved = Q(subject_kind="reportingperiod", subject_id__in=list(lines), verb__in=CALENDAR_VERBS)
    taken = Q(subject_kind="report", subject_id__in=list(reports), verb="downloaded", by=user)
    rows = AuditEvent.objects.filter(moved | taken, happened_at__gt=now - NEWS_FOR)
    return list(rows.only("verb", "subject_id", "happened_at").order_by("happened_at", "pk"))


def _calendar(
    user: User, lines: Mapping[int, PeriodLine], events: Iterable[AuditEvent], now: datetime
) -> Iterable[News]:
    """The last change of each period's day, if it still holds."""
    for pk, event in {event.subject_id: event for event in events}.items():
        line = lines[pk]
        said = _moved(line, event.verb)
        if said is not None and event.happened_at > _since(user, line, now):
            words, detail, mark = said
            yield News(
                key=calendar_key(event.pk),
                kind=Kind.CALENDAR,
                at=event.happened_at,
                about=_about(line),
                words=words,
                path=line.period.get_absolute_url(),
                mark=mark,
                detail=detail,
            )


def _moved(line: PeriodLine, verb: str) -> tuple[str, str, str] | None:
    """Words, reason and mark; None where it holds no longer."""
    period = line.period
    due = {"day": full_day(period.due_on), "before": full_day(period.first_due_on or period.due_on)}
    if verb == "period-skip":
        return (
            (_("The period is skipped: no report comes."), period.skipped_because, "avhopp")
            if period.skipped_on
            else None
        )
    if period.skipped_on or line.released:
        return None
    if verb == "period-skip-back":
        return _("The report comes after all, on %(day)s.") % due, "", "kommande"
    if period.first_due_on is None:
        return None
    return _("The report comes on %(day)s instead of %(before)s.") % due, period.extended_because, "kommande"
