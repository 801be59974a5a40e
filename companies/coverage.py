"""How many companies are in coaching in each county, as the public may know it.

Fewer than five are never told as a number (TRUST.md: small groups), and neither is any larger number: the public gets
four classes. So no sum is told from which a hidden county could be counted out, and two days compared give nothing but
that a class changed. That a county has none is told: a white spot hides nobody.
"""

from datetime import date

from django.db.models import Count
from django.db.models.enums import IntegerChoices
from django.utils.translation import gettext_lazy as _

from companies.models import Enrolment

SMALL, MANY = 5, 10  # TRUST.md: fewer than five is a small group


class Coverage(IntegerChoices):
    """How many companies of a county are in coaching, in words. The value is the place in the map's legend."""

    NONE = 0, _("None, a white spot")
    FEW = 1, _("Fewer than 5")
    SOME = 2, _("5–9")
    MANY = 3, _("10 or more")

    @classmethod
    def of(cls, companies: int) -> "Coverage":
        """The class of a number."""
        if companies <= 0:
            return cls.NONE
        if companies < SMALL:
            return cls.FEW
        return cls.SOME if companies < MANY else cls.MANY


def coverage_by_county(today: date) -> dict[str, Coverage]:
    """County code -> class, for the counties that have a company in coaching; each company is counted once."""
    rows = Enrolment.objects.in_coaching_on(today).order_by().values("company__municipality__county")
    counted = rows.annotate(companies=Count("company", distinct=True))
    return {row["company__municipality__county"]: Coverage.of(row["companies"]) for row in counted}
