"""Who leads which region, as the public may know it: names, because the task is a public one; no address or phone."""

from collections import defaultdict
from datetime import date

from programme.people.models import Appointment
from programme.people.roles import Role


def leaders_by_region(day: date) -> dict[int, list[str]]:
    """Names of the regional leaders in force on a day, by region id."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    held = Appointment.objects.in_force(day).filter(role=Role.REGIONAL_LEADER, person__is_active=True)
    for region, name in held.order_by("person__name", "pk").values_list("region", "person__name"):
        if region is not None and name not in found[region]:
            found[region].append(name)
    return dict(found)
