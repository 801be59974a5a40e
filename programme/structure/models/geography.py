"""Where: counties and municipalities with official codes, and the regions (nodes) that cover them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.common.versions import Versioned
from programme.structure import visibility
from programme.structure.models.named import Named


class HostKind(models.TextChoices):
    """Decides whether a note may be a public record (DOMAIN.md 4.4)."""

    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    PUBLIC = "public", _("Public body")
    ASSOCIATION = "association", _("Association or company")


class RegionQuerySet(models.QuerySet["Region"]):
    """Which regions."""

    def visible_to(self, user: visibility.Viewer) -> Self:
        """See visibility.py."""
        return visibility.seen(self, user)  # type: ignore[return-value]

    def changeable_by(self, user: visibility.Viewer) -> Self:
        """See visibility.py."""
        return visibility.changeable_everywhere(self, user)  # type: ignore[return-value]


class Region(Named, Versioned):
    """A node: the part of the country that one regional leader runs. Its host organisation changes over time."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    ordering = models.PositiveSmallIntegerField(_("order, south to north"), default=0)
    # How the public reaches the region: of the function, not of a person. Both are on the public pages.
    contact_email = models.EmailField(_("public e-mail"), blank=True)
    contact_phone = models.CharField(_("public phone"), max_length=40, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["ordering", "code"]
        verbose_name = _("region")

    def get_absolute_url(self) -> str:
        return reverse("region-card", args=[self.pk])

    def host_on(self, day: date) -> "HostPeriod | None":
        """The host organisation in force on a day."""
        return self.hosts.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gte=day)).first()


class HostPeriod(models.Model):
    """The organisation that houses a region, from a day until a day."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="hosts", verbose_name=_("region"))
    name = models.CharField(_("host organisation"), max_length=160)
    kind = models.CharField(_("kind of host"), max_length=20, choices=HostKind)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-from_on"]
        verbose_name = _("host period")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="host_ends_after_start"
            ),
            models.UniqueConstraint(fields=["region"], condition=Q(until_on=None), name="one_current_host"),
        ]

    def __str__(self) -> str:
        return self.name


class County(models.Model):
    """One of Sweden's 21 counties (län), with its official code and letter."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    letter = models.CharField(_("letter"), max_length=2)
    name = models.CharField(_("name"), max_length=60)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="counties", null=True, blank=True, verbose_name=_("region")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("county")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """One of Sweden's 290 municipalities (kommuner), with its official code: the county's two digits and two more."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities", verbose_name=_("county"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("municipality")

    def __str__(self) -> str:
        return self.name
