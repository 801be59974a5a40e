"""Pages for everybody, without an account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.forms import InterestForm
from companies.imports.actions import KEPT_DAYS
from companies.interest import stamp
from programme.oversight.public import public_email, regions_page, start_page
from programme.people.access import public
from programme.structure.models import Municipality


def start(request: HttpRequest) -> HttpResponse:
    """What the programme is, and the form; called by the home view for who is not logged in."""
    now = timezone.now()
    context = {
        "start": start_page(timezone.localdate(now)),
        "form": InterestForm(initial={"stamp": stamp.issue(now)}),
        "municipalities": Municipality.objects.all(),
    }
    return render(request, "public/start.html", context)


@public
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The regions with counties, hosts and leaders, and the map of where companies are."""
    return render(request, "public/regions.html", {"page": regions_page(timezone.localdate())})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, and how long."""
    context = {
        "email": public_email(timezone.localdate()),
        "months": settings.INTEREST_KEPT_MONTHS,
        "import_days": KEPT_DAYS,
    }
    return render(request, "public/privacy.html", context)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the portal is, and where to report a fault."""
    return render(request, "public/accessibility.html", {"email": public_email(timezone.localdate())})
