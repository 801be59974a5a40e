"""A company: one legal unit, known by its organisation number everywhere in the country."""

from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.organisation_number import is_sole_trader, masked
from programme.common.searching import has_words
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Municipality, Region


class CompanyQuerySet(models.QuerySet["Company"]):
    """Which companies."""

    def visible_to(self, user: User) -> "CompanyQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.companies(self, user)

    def changeable_by(self, user: User) -> "CompanyQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.changeable_companies(self, user)

    def matching(self, words: str) -> Self:
        """Those that `named` describes."""
        return self.filter(named(words))


def named(words: str, at: str = "") -> models.Q:
    """Companies whose name holds the words, or whose number begins with their digits; `at` leads to the company.

    A sole trader's number is a personal number: it is not searched (TRUST.md section 7).
    """
    found = has_words(words, f"{at}name")
    digits = "".join(c for c in words if c.isascii() and c.isdigit())
    if digits and not words.strip("0123456789- "):
        number = f"{at}organisation_number"
        persons = models.Q(**{f"{number}__regex": r"^\d\d[01]"})
        found |= models.Q(**{f"{number}__startswith": digits}) & ~persons
    return found


class LegalForm(models.TextChoices):
    """Legal forms that take part; the register knows more."""

    LIMITED = "limited", _("Limited company")
    TRADING = "trading", _("Trading or limited partnership")
    ECONOMIC = "economic", _("Economic association")
    FOUNDATION = "foundation", _("Foundation or non-profit association")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    OTHER = "other", _("Other")


SIZE_LIMITS = ((10, "micro"), (50, "small"), (250, "medium"))  # fewer employees than


class Company(Versioned):
    """One legal unit. Unique by organisation number nationally; looked after by one region at a time."""

    organisation_number = models.CharField(
        _("organisation number"), max_length=10, unique=True, validators=[RegexValidator(r"^\d{10}$")]
    )
    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, default=LegalForm.LIMITED)
    region = models.ForeignKey(Region, models.PROTECT, related_name="companies", verbose_name=_("region"))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="companies", verbose_name=_("municipality")
    )
    address = models.CharField(_("street address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    postal_town = models.CharField(_("postal town"), max_length=60, blank=True)
    website = models.URLField(_("web page"), blank=True)
    sni_code = models.CharField(
        _("industry code (SNI)"), max_length=5, blank=True, validators=[RegexValidator(r"^\d{2,5}$")]
    )
    sni_version = models.CharField(
        _("SNI version"), max_length=4, choices=[("2007", "SNI 2007"), ("2025", "SNI 2025")], default="2007"
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    turnover_tkr = models.DecimalField(
        _("turnover, tkr"),
        max_digits=14,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    balance_tkr = models.DecimalField(
        _("balance sheet total, tkr"),
        max_digits=14,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    figures_year = models.PositiveSmallIntegerField(_("year of these figures"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("company")
        indexes = [
            models.Index(fields=["name", "id"], name="companies_by_name"),
            models.Index(fields=["id", "name", "region"], name="companies_with_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation_number__regex=r"^\d{10}$"),
                name="organisation_number_ten_digits",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("company-card", args=[self.pk])

    @property
    def is_sole_trader(self) -> bool:
        """True when the number is a person's."""
        return is_sole_trader(self.organisation_number)

    @property
    def size_class(self) -> str:
        """`micro`, `small`, `medium` or `large` by its employees (DOMAIN.md 3.6); empty where nobody has stated them.

        Turnover, balance and linked companies are not weighed in.
        """
        if self.employees is None:
            return ""
        return next((name for most, name in SIZE_LIMITS if self.employees < most), "large")

    @property
    def number(self) -> str:
        """The organisation number for people: `559999-1030`, or `700101-••••` for a sole trader."""
        return masked(self.organisation_number)
