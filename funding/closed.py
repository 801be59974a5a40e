"""Which periods are closed: a report that pays for a company has been released for them (named in settings.REPORTED).

Closed are the days that the report covers: of a period that is reported before it has ended, those until then.
Closed forbids nothing. It decides what is said before a session is saved, and what the session says of itself after.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coaching.models import Attendance, CoachingSession
from coaching.reported import LateMark, ReportedPeriod
from companies.models import Enrolment
from funding.late import days_covered
from funding.models import Allocation, Report
from programme.common.dates import Period
from programme.common.wording import period_words
from programme.people.models import User

Paid = tuple[int, int]  # an enrolment and its programme, by id


def reported_periods(enrolments: Collection[int], days: Collection[date]) -> list[ReportedPeriod]:
    """Periods that hold one of the days and whose report, of a grant that pays one of the enrolments, is released."""
    reports = _newest_over(days)
    there = _paid(enrolments) if reports else set()
    payers = _payers(reports, there)
    return [
        ReportedPeriod(str(one.pk), period_words(days_covered(one)))
        for one in reports
        if any(payers.pays(one, paid) for paid in there)
    ]


def reported_days(enrolments: Collection[int], last: date) -> dict[int, list[Period]]:
    """By enrolment id, the days until `last` that are reported, oldest first; spans that touch are one."""
    there = _paid(enrolments)
    reports = _newest(Report.objects.filter(period__starts_on__lte=last)) if there else []
    payers = _payers(reports, there)
    found: dict[int, list[Period]] = {}
    for paid in sorted(there):
        mine = found.setdefault(paid[0], [])
        for span in sorted((days_covered(one) for one in reports if payers.pays(one, paid)), key=lambda one: one.start):
            if mine and span.start <= mine[-1].end + timedelta(days=1):
                mine[-1] = Period(mine[-1].start, max(mine[-1].end, span.end))
            else:
                mine.append(span)
    return {key: spans for key, spans in found.items() if spans}


def late_marks(sessions: Sequence[CoachingSession], user: User) -> dict[int, list[LateMark]]:
    """What sessions that came after the report of their period say of themselves.

    Only companies that the person sees decide: at a joint session another's grant gives nothing away.
    """
    reports = _newest_over([session.held_on for session in sessions])
    came = [(session, one, words) for session in sessions for one in reports if (words := _came_after(session, one))]
    payers = _payers([one for _session, one, _words in came], set().union(*(_seen(row) for row, _one, _words in came)))
    late = [row for row in came if any(payers.pays(row[1], paid) for paid in _seen(row[0]))]
    readable = _readable([one for _session, one, _words in late], user)
    marks: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for session, one, words in late:
        links = marks.setdefault(session.pk, {}).setdefault(words, [])
        if one.pk in readable:
            links.append((str(one.period.grant), one.get_absolute_url()))
    return {key: [LateMark(words, tuple(links)) for words, links in mine.items()] for key, mine in marks.items()}


def _seen(session: CoachingSession) -> set[Paid]:
    """The companies at a session that the reader sees."""
    there: list[Attendance] = session.seen  # type: ignore[attr-defined]
    return {(one.enrolment_id, one.enrolment.programme_version.programme_id) for one in there}


def _paid(enrolments: Collection[int]) -> set[Paid]:
    rows = Enrolment.objects.filter(pk__in=enrolments).order_by()
    return set(rows.values_list("pk", "programme_version__programme"))


def _newest_over(days: Collection[date]) -> list[Report]:
    """The newest released report of each period that holds one of the days."""
    if not days:
        return []
    rows = Report.objects.filter(period__starts_on__lte=max(days), period__ends_on__gte=min(days))
    return [one for one in _newest(rows) if any(day in days_covered(one) for day in days)]


def _newest(rows: QuerySet[Report]) -> list[Report]:
    """Of these the newest released report of each period."""
    found = (
        rows.filter(pk__in=Report.objects.released().order_by().values("pk"))
        .select_related("period__grant")
        .defer("content")
        .order_by("period__starts_on", "period", "-version")
    )
    newest: dict[int, Report] = {}
    for report in found:
        newest.setdefault(report.period_id, report)
    return list(newest.values())


def _came_after(session: CoachingSession, report: Report) -> str:
    """In words, that the session came after the figures of this report of its period; empty when it did not."""
    if session.held_on not in days_covered(report) or report.built_at is None:
        return ""
    if session.logged_at > report.built_at:
        return _("Logged after the period was reported")
    if session.changed_at is not None and session.changed_at > report.built_at:
        return _("Corrected after the period was reported")
    return ""


@dataclass(frozen=True)
class Payers:
    """Which grants name the enrolments that they pay, and for which days."""

    naming: frozenset[int]
    shares: dict[tuple[int, int], list[Period]]

    def pays(self, report: Report, paid: Paid) -> bool:
        """True when the report's grant pays for the enrolment on some day of the report's period (funding.scope)."""
        enrolment, programme = paid
        grant, period = report.period.grant, days_covered(report)
        if grant.programme_id != programme:
            return False
        shares = self.shares.get((grant.pk, enrolment), [])
        return grant.pk not in self.naming or any(
            share.start <= period.end and share.end >= period.start for share in shares
        )


def _payers(reports: Iterable[Report], paid: Iterable[Paid]) -> Payers:
    grants = {report.period.grant_id for report in reports}
    if not grants:
        return Payers(frozenset(), {})
    named = Allocation.objects.filter(grant__in=grants, enrolment__isnull=False).order_by()
    shares: dict[tuple[int, int], list[Period]] = {}
    mine = named.filter(enrolment__in=[enrolment for enrolment, _programme in paid])
    for grant, enrolment, start, end in mine.values_list("grant", "enrolment", "from_on", "until_on"):
        shares.setdefault((grant, enrolment), []).append(Period(start, end))
    return Payers(frozenset(named.values_list("grant", flat=True).distinct()), shares)


def _readable(reports: Sequence[Report], user: User) -> set[int]:
    """Those of the reports that the person may read, by id."""
    if not reports:
        return set()
    mine = Report.objects.visible_to(user).filter(pk__in={one.pk for one in reports})
    return set(mine.values_list("pk", flat=True))
