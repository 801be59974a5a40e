"""A company that is in the portal already: what may be said about it, and to whom.

Whoever may see the company gets a link to it. Everybody else hears that it is there and which region to ask;
nothing else, not even its name.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from companies.models import Company
from programme.people.models import User


@dataclass(frozen=True)
class Known:
    """An earlier entry as one viewer may know it. company: None when the viewer may not see it."""

    region: str
    company: Company | None

    @property
    def message(self) -> str | SafeString:
        """A sentence, with a link for those who may see the company."""
        if self.company is None:
            return _("The company is already in the portal. Contact the region %(region)s.") % {"region": self.region}
        return format_html(
            _("The company is already in the portal: {}."),
            format_html('<a href="{}">{}</a>', self.company.get_absolute_url(), self.company.name),
        )


class KnownCompany(ValidationError):
    """Somebody has entered this number already."""

    def __init__(self, known: Known) -> None:
        super().__init__({"organisation_number": ValidationError(known.message, code="known")})
        self.known = known


def known_company(number: str, *, viewer: User) -> Known | None:
    """The company with this number (ten digits) anywhere in the country, as the viewer may know it."""
    company = Company.objects.select_related("region").filter(organisation_number=number).first()
    if company is None:
        return None
    seen = Company.objects.visible_to(viewer).filter(pk=company.pk).exists()
    return Known(str(company.region), company if seen else None)
