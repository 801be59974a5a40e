"""What the portal adds to a report's page: the questions on it, and who took its files."""

from dataclasses import dataclass

from funding.models import Report
from funding.portal.taken import Taken, taken_of
from funding.portal.threads import ThreadLine, of_period
from funding.portal.visibility import oversees
from programme.people.models import User


@dataclass(frozen=True)
class OnReport:
    """Questions of all versions of the period, and what was taken of this one."""

    threads: list[ThreadLine]
    taken: list[Taken]
    may_ask: bool
    is_inside: bool

    @property
    def waiting(self) -> int:
        """How many of the questions the office owes an answer."""
        return sum(one.question.waits_since_at is not None for one in self.threads)


def may_ask(report: Report, user: User) -> bool:
    """Whether the person represents the funder of a released report. No statement."""
    return report.state == Report.State.RELEASED and report.period.grant.funder_id in user.rights.funders()


def portal_of(report: Report, user: User) -> OnReport | None:
    """None while the report is not released: its funder does not know of it yet."""
    if report.state != Report.State.RELEASED:
        return None
    return OnReport(
        threads=of_period(user, report.period_id),
        taken=taken_of(report, user),
        may_ask=may_ask(report, user),
        is_inside=oversees(user, report.period.grant),
    )
