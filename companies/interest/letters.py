"""The mail that confirms an expression of interest.

Nothing that was typed is in it: the form is open to all, and a mail that repeats it would carry anybody's words to
anybody's address.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from companies.models import Interest
from programme.notices.letters import Letter


def interest_received(pk: int) -> Letter | None:
    """To who left an address: it has come, which region answers, and within which time."""
    interest = Interest.objects.select_related("region").filter(pk=pk).exclude(email="").first()
    if interest is None:
        return None
    with translation.override(interest.language):
        region = str(interest.region) if interest.region else ""
    context = {
        "region": region,
        "regions_link": settings.SITE_URL + reverse("regions"),
        "privacy_link": settings.SITE_URL + reverse("privacy"),
    }
    return Letter(to=interest.email, language=interest.language, context=context)
