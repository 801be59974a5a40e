"""Where a report in the making stands, for one of those who make it: what comes next, and who does it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from funding.models import Report
from funding.review.people import reviewers
from funding.review.restricting import not_approved
from programme.people.models import User


@dataclass(frozen=True)
class Standing:
    """What the page of a report that is not released says of its review."""

    steps: tuple[str, ...]
    at: int  # the present step, from 1
    my_hand: str  # in words what this person did to the report; empty for who may approve it
    others: tuple[str, ...]  # names of those who may
    is_alone: bool  # only one person may make reports of the programme
    is_approved: bool
    may_approve: bool
    broken: str  # why an approval does not hold

    @property
    def nobody(self) -> bool:
        """True when everybody who may make reports had a hand in this one."""
        return not self.is_approved and not self.may_approve and not self.others


def standing_of(report: Report, user: User, today: date) -> Standing:
    """Where the report stands on a day for a person who may change it."""
    steps = (_("Build"), _("Send to review"), _("Approve"), _("Release"))
    able = reviewers(report, today)
    did = able.authors.get(user.pk, [])
    is_approved = report.approved_at is not None
    in_review = report.state == Report.State.IN_REVIEW
    return Standing(
        steps=steps,
        at=(4 if is_approved else 3) if in_review else (2 if report.built_at else 1),
        my_hand=", ".join(did),
        others=tuple(one.name for one in able.may if one != user),
        is_alone=able.is_alone,
        is_approved=is_approved,
        may_approve=in_review and not is_approved and user in able.may,
        broken=not_approved(report) if is_approved else "",
    )
