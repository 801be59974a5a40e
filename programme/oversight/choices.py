"""What the filters of several lists offer."""

from companies.models import Enrolment
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.sight import tied
from programme.structure.models import Region


def regions_offered(user: User, permission: Permission) -> list[Region]:
    """All for who has the right nationally or in a programme; else her own, and those of the companies she coaches."""
    rights = user.rights
    if rights.national(permission) or rights.programmes(permission):
        return list(Region.objects.all())
    coached = Enrolment.objects.visible_to(user).filter(tied("enrolment", user)).order_by().values("region")
    own = Region.objects.filter(pk__in=rights.regions(permission))
    return list(own | Region.objects.filter(pk__in=coached))
