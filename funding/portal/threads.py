"""Questions as they are read: in lists, and whole. A funder reads sides and no names; the office reads who wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import Grant, Report, ReportMessage, ReportQuestion
from funding.overview import Status
from funding.portal.reminders import late_from
from funding.portal.visibility import oversees
from funding.wording import words_of
from programme.common.charts.words import full_day
from programme.common.dates import Period
from programme.common.wording import period_words
from programme.people.models import User

Side = ReportMessage.Side
EXCERPT = 140  # letters
ON_A_REPORT = 20  # threads; more stand in the list
SHOWN = {
    "": gettext_lazy("All"),
    "waiting": gettext_lazy("Waiting for an answer"),
    "answered": gettext_lazy("Answered"),
    "closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True)
class ThreadLine:
    """One question in a list."""

    question: ReportQuestion
    grant: Grant
    period: str
    where: str
    excerpt: str
    who: str
    messages: int
    status: Status

    @property
    def version(self) -> int:
        """Of the report that it is about."""
        return self.question.report.version


@dataclass(frozen=True)
class Said:
    """One message of a thread."""

    who: str
    at: datetime
    text: str
    side: str
    is_mine: bool


@dataclass
class QuestionFilters:
    """Which questions: by state and grant."""

    show: str = ""
    grant: Grant | None = None
    grants: tuple[Grant, ...] = ()


def question_filters(query: QueryDict, user: User) -> QuestionFilters:
    """Read `?show=&grant=`; what cannot be is left out."""
    asked = ReportQuestion.objects.visible_to(user).order_by().values("report__period__grant")
    found = QuestionFilters(show=next((one for one in SHOWN if one == query.get("show")), ""))
    found.grants = tuple(Grant.objects.visible_to(user).filter(pk__in=asked).select_related("funder"))
    found.grant = next((one for one in found.grants if str(one.pk) == query.get("grant")), None)
    return found


def question_rows(user: User, filters: QuestionFilters) -> "QuerySet[ReportQuestion]":
    """The questions that a person sees: those that wait first, the longest on top, then the latest."""
    rows: Any = ReportQuestion.objects.visible_to(user)
    if filters.show == "waiting":
        rows = rows.waiting()
    elif filters.show == "closed":
        rows = rows.closed()
    elif filters.show == "answered":
        rows = rows.filter(waits_since_at=None, closed_at=None)
    if filters.grant:
        rows = rows.filter(report__period__grant=filters.grant)
    return _for_lists(rows)


def of_period(user: User, period: int) -> list[ThreadLine]:
    """The questions about the reports of a period, all versions."""
    rows = _for_lists(ReportQuestion.objects.visible_to(user).filter(report__period=period))
    return lines_of(rows[:ON_A_REPORT], user, today=timezone.localdate())


def waiting_for(user: User, most: int) -> tuple[int, list[ThreadLine]]:
    """How many questions wait for the office's answer, and those that have waited longest."""
    rows = _for_lists(ReportQuestion.objects.visible_to(user).waiting())
    lines = lines_of(rows, user, today=timezone.localdate())
    return len(lines), lines[:most]


def _for_lists(rows: Any) -> "QuerySet[ReportQuestion]":
    first = ReportMessage.objects.filter(question=OuterRef("pk")).order_by("written_at", "pk")
    last = first.reverse()
    listed: QuerySet[ReportQuestion] = (
        rows.select_related("report__period__grant__funder", "report__period__grant__programme", "figure", "asked_by")
        .annotate(
            text=Subquery(first.values("text")[:1]),
            last_at=Subquery(last.values("written_at")[:1]),
            message_count=Count("messages"),
        )
        .order_by(F("waits_since_at").asc(nulls_last=True), "-asked_at", "-pk")
    )
    return listed


def lines_of(rows: Iterable[ReportQuestion], user: User, *, today: date) -> list[ThreadLine]:
    """Rows of `question_rows` as this person reads them."""
    return [_line(row, user, today) for row in rows]


def _line(row: Any, user: User, today: date) -> ThreadLine:
    period, text = row.report.period, " ".join(str(row.text or "").split())
    return ThreadLine(
        question=row,
        grant=period.grant,
        period=period_words(Period(period.starts_on, period.ends_on), short=True),
        where=where(row),
        excerpt=text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()} …",
        who=speaker(row.asked_by, Side.FUNDER, row.report, user),
        messages=row.message_count,
        status=status_of(row, today, last_at=row.last_at),
    )


def where(question: ReportQuestion) -> str:
    """Which figure it is about, in the reader's language."""
    if question.figure is None:
        return _("The report as a whole")
    label = words_of(question.figure).label
    return _("Figure %(number)s: %(label)s") % {"number": question.figure.number, "label": label}


def status_of(question: ReportQuestion, today: date, *, last_at: datetime | None) -> Status:
    """Who is to say something: the office, nobody for now, or nobody any more."""
    if question.closed_at is not None:
        return Status("closed", "klar", _("Closed %(day)s") % {"day": full_day(timezone.localdate(question.closed_at))})
    if question.waits_since_at is None:
        day = full_day(timezone.localdate(last_at)) if last_at else ""
        return Status("answered", "klar", _("Answered %(day)s") % {"day": day}, "ok")
    since = timezone.localdate(question.waits_since_at)
    words = _("Waits for an answer since %(day)s") % {"day": full_day(since)}
    return Status("late", "efter", words, "warn") if late_from(since) <= today else Status("waiting", "kommande", words)


def said_in(question: ReportQuestion, user: User) -> list[tuple[int, Said]]:
    """The messages of a thread that the person sees, in their order, each with its id."""
    rows = ReportMessage.objects.visible_to(user).filter(question=question).select_related("written_by")
    return [
        (
            one.pk,
            Said(
                who=speaker(one.written_by, one.side, question.report, user),
                at=one.written_at,
                text=one.text,
                side=one.side,
                is_mine=one.written_by_id == user.pk,
            ),
        )
        for one in rows
    ]


def speaker(writer: User, side: str, report: Report, reader: User) -> str:
    """Who said something: "You"; for a funder the side alone, for the office the name as well."""
    if writer.pk == reader.pk:
        return _("You")
    grant = report.period.grant
    if oversees(reader, grant):
        office = _("the programme office")
        return f"{writer.name}, {grant.funder if side == Side.FUNDER else office}"
    if side == Side.OFFICE:
        return _("The programme office")
    return _("A colleague at %(funder)s") % {"funder": grant.funder}
