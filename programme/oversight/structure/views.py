"""Pages about programmes and regions that are read: the overview and the two cards."""

from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from companies.models import Enrolment
from programme.people.access import SignedInRequest, requires
from programme.people.models import Appointment
from programme.people.passing_on import is_nationwide
from programme.people.roles import NODE_ROLES, Permission, Role
from programme.structure.models import County, HostPeriod, Programme, ProgrammeVersion, Region, Stage

COUNTIES = 21  # Sweden's, since 1998


@requires(Permission.SEE_STRUCTURE)
def structure(request: SignedInRequest) -> HttpResponse:
    """Programmes with versions and stages; regions with counties, host and leaders today."""
    today = timezone.localdate()
    versions = Prefetch("versions", ProgrammeVersion.objects.order_by("-pk").prefetch_related("stages"))
    programmes = Programme.objects.visible_to(request.user).prefetch_related(versions)
    hosts = Prefetch("hosts", HostPeriod.objects.filter(until_on=None), to_attr="hosts_now")
    leaders = Appointment.objects.visible_to(request.user).in_force(today).filter(role=Role.REGIONAL_LEADER)
    leaders_now = Prefetch("appointments", leaders.select_related("person").order_by("from_on"), to_attr="leaders_now")
    regions = list(Region.objects.visible_to(request.user).prefetch_related("counties", hosts, leaders_now))
    rights = request.user.rights
    own = rights.regions(Permission.SEE_PEOPLE)
    sees_all = rights.has(Role.DIRECTOR, Role.AUDITOR)
    white = list(County.objects.filter(region=None))
    context = {
        "programmes": programmes,
        "regions": [{"row": region, "leaders_known": sees_all or region.pk in own} for region in regions],
        "white": white,
        "covered": COUNTIES - len(white),
    }
    return render(request, "structure/structure.html", context)


@requires(Permission.SEE_STRUCTURE)
def region_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One region: counties, hosts over time, leaders and leads over time."""
    region: Region = get_object_or_404(Region.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    people = Appointment.objects.visible_to(request.user).filter(region=region, role__in=NODE_ROLES)
    rights = request.user.rights
    context = {
        "region": region,
        "today": today,
        "counties": region.counties.annotate(size=Count("municipalities")).order_by("code"),
        "hosts": region.hosts.all(),
        "host": region.host_on(today),
        "appointments": people.select_related("person").order_by("-from_on", "pk"),
        "people_known": rights.has(Role.DIRECTOR, Role.AUDITOR) or pk in rights.regions(Permission.SEE_PEOPLE),
        "may_change": Region.objects.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "structure/region_card.html", context)


@requires(Permission.SEE_STRUCTURE)
def programme_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One programme: its limits, and each version with stages and requirements."""
    programme: Programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    stages = Prefetch("stages", Stage.objects.prefetch_related("requirements"))
    used = set(
        Enrolment.objects.filter(programme_version__programme=programme)
        .order_by()
        .values_list("programme_version", flat=True)
        .distinct()
    )
    versions = programme.versions.order_by("-pk").prefetch_related(stages)
    context = {
        "programme": programme,
        "versions": [{"row": version, "in_use": version.pk in used} for version in versions],
        "may_change": Programme.objects.changeable_by(request.user).filter(pk=pk).exists(),
        "may_see_rules": request.user.may(Permission.SEE_ALL_NOTICES),
        "may_copy": is_nationwide(request.user.rights) and request.user.may(Permission.CHANGE_STRUCTURE),
    }
    return render(request, "structure/programme_card.html", context)
