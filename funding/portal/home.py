"""What the funder's pages say of its grants: time gone, what is due next, targets as of the last released reports."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.models import Grant, Report
from funding.overview import PeriodLine
from funding.portal.outcomes import Figures, Outcome, last_released, outcomes_of
from funding.portal.since import Kind, Since


@dataclass(frozen=True)
class GrantLine:
    """One grant as its funder has it on one line."""

    grant: Grant
    elapsed: int  # per cent of its days that are gone, 0 to 100
    time: str
    coming: PeriodLine | None  # the report that comes next, or is late
    last: PeriodLine | None  # the period whose released report is the latest
    outcomes: tuple[Outcome, ...]
    is_over: bool  # its time is out, and no report is to come

    @property
    def report(self) -> Report | None:
        """The latest released report."""
        return self.last.released if self.last else None

    @property
    def reached(self) -> int:
        """Targets that will be reached at the present pace."""
        return sum(one.verdict is not None and one.verdict.tone == "ok" for one in self.outcomes)


def by_grant(lines: Iterable[PeriodLine]) -> dict[int, list[PeriodLine]]:
    """Grant id -> its periods."""
    found: defaultdict[int, list[PeriodLine]] = defaultdict(list)
    for line in lines:
        found[line.period.grant_id].append(line)
    return found


def grant_lines(
    grants: Iterable[Grant], grouped: Mapping[int, Sequence[PeriodLine]], figures: Figures, *, today: date
) -> list[GrantLine]:
    """The grants in the order given, those that are over last."""
    lines = [_grant_line(grant, grouped.get(grant.pk, ()), figures, today) for grant in grants]
    return sorted(lines, key=lambda line: line.is_over)


def _grant_line(grant: Grant, lines: Sequence[PeriodLine], figures: Figures, today: date) -> GrantLine:
    coming = next_of(lines)
    last = last_released(lines)
    report = last.released if last else None
    return GrantLine(
        grant=grant,
        elapsed=elapsed(grant, today),
        time=time_gone(grant, today),
        coming=coming,
        last=last,
        outcomes=outcomes_of(figures.get(report.pk, ())) if report else (),
        is_over=grant.ends_on < today and coming is None,
    )


def next_of(lines: Iterable[PeriodLine]) -> PeriodLine | None:
    """The period whose report comes next; a late one comes before any other."""
    return min((line for line in lines if line.is_to_come), key=lambda line: line.period.due_on, default=None)


def elapsed(grant: Grant, today: date) -> int:
    """How many per cent of a grant's days are gone."""
    days = (grant.ends_on - grant.starts_on).days + 1
    gone = (today - grant.starts_on).days + 1
    return max(0, min(100, gone * 100 // days))


def time_gone(grant: Grant, today: date) -> str:
    """The same in words."""
    if today < grant.starts_on:
        return _("Begins %(day)s") % {"day": grant.starts_on.isoformat()}
    if today > grant.ends_on:
        return _("Ended %(day)s") % {"day": grant.ends_on.isoformat()}
    return _("%(percent)s %% of the time is gone") % {"percent": elapsed(grant, today)}


def sentence(since: Since, newest: Report | None, coming: PeriodLine | None, *, today: date) -> list[str]:
    """What the page opens with: what is new since last time, and what comes next."""
    return [part for part in (_news(since, newest), _coming(coming, today)) if part]


def _news(since: Since, newest: Report | None) -> str:
    """Each number leads to the list of what is new."""
    if newest is None and not since.news:
        return _("No report has been released yet.")
    day = date_format(since.marked_on, "j F Y") if since.marked_on else ""
    if not since.news:
        return _("Nothing is new since %(day)s.") % {"day": day} if day else _("Nothing is new.")
    parts = (
        _released(since.count(Kind.RELEASED)),
        _corrected(since.count(Kind.CORRECTED)),
        _judged(since.count(Kind.VERDICT)),
        _moved(since.count(Kind.CALENDAR)),
        _answered(since.count(Kind.ANSWERED)),
    )
    linked = format_html_join(", ", '<a class="l-n" href="#news">{}</a>', ((one,) for one in parts if one))
    if day:
        return format_html(_("New since {day}: {news}."), day=day, news=linked)
    return format_html(_("New to you: {news}."), news=linked)


def _released(n: int) -> str:
    return ngettext("%(n)s report", "%(n)s reports", n) % {"n": n} if n else ""


def _corrected(n: int) -> str:
    return ngettext("%(n)s corrected report", "%(n)s corrected reports", n) % {"n": n} if n else ""


def _judged(n: int) -> str:
    return (
        ngettext("%(n)s target with another verdict", "%(n)s targets with another verdict", n) % {"n": n} if n else ""
    )


def _moved(n: int) -> str:
    return ngettext("%(n)s change in the calendar", "%(n)s changes in the calendar", n) % {"n": n} if n else ""


def _answered(n: int) -> str:
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n} if n else ""


def _coming(coming: PeriodLine | None, today: date) -> str:
    if coming is None:
        return ""
    day = date_format(coming.period.due_on, "j F Y")
    if coming.period.due_on < today:
        return _("A report was due on %(day)s and is not released yet.") % {"day": day}
    return _("The next report comes on %(day)s.") % {"day": day}
