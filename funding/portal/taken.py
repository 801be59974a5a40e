"""Who took which file of a report, how often, and when last: the funder as an organisation, the office as a role."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from funding.models import Report
from funding.portal.visibility import oversees
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import NATIONAL_ROLES, Role

LATEST = 5000  # events that are looked at


@dataclass(frozen=True)
class Taken:
    """One organisation (or role of the office) and one of the files: `pdf`, `xlsx` …"""

    organisation: str
    file: str
    times: int
    last_at: datetime

    @property
    def name(self) -> str:
        """What the file is called on the page."""
        return {"pdf": "PDF", "xlsx": "Excel"}.get(self.file, self.file.upper())


def taken_of(report: Report, user: User) -> list[Taken]:
    """What was taken of a report that the person sees; its funder reads only what itself has taken.

    Whom somebody represented is read from the appointments of that day, since people change places.
    """
    events = AuditEvent.objects.about("report", report.pk).filter(verb="downloaded", by__isnull=False)
    taken = list(events.order_by("-happened_at", "-pk").values_list("by", "changes", "happened_at")[:LATEST])
    if not taken:
        return []
    held = _held({by for by, _changes, _at in taken if by is not None})
    is_inside, funder = oversees(user, report.period.grant), report.period.grant.funder
    times: defaultdict[tuple[bool, str, str], list[datetime]] = defaultdict(list)
    for by, changes, at in taken:
        day = timezone.localdate(at)
        there = [
            one for one in held.get(by or 0, ()) if one.from_on <= day and (one.until_on is None or day <= one.until_on)
        ]
        is_funder = any(one.role == Role.FUNDER and one.funder_id == funder.pk for one in there)
        role = next((str(one.get_role_display()) for one in there if one.role in NATIONAL_ROLES), "")
        if is_funder or is_inside and role:
            for file in changes:
                times[not is_funder, str(funder) if is_funder else role, file].append(at)
    return [Taken(who, file, len(moments), max(moments)) for (_rank, who, file), moments in sorted(times.items())]


def _held(people: Iterable[int]) -> dict[int, list[Appointment]]:
    found: defaultdict[int, list[Appointment]] = defaultdict(list)
    for one in Appointment.objects.filter(person__in=people).order_by("from_on", "pk"):
        found[one.person_id].append(one)
    return found
