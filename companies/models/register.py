"""The business register, as far as an extract of it has been loaded: what is known of companies that nobody entered."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from companies.models.company import Company, LegalForm
from companies.models.enrolment import Enrolment
from companies.organisation_number import masked
from programme.people.models import User
from programme.structure.models import Municipality

# Legal forms of the register (its code list) that the portal has a word for.
LEGAL_FORMS = {
    "31": LegalForm.TRADING,
    "49": LegalForm.LIMITED,
    "51": LegalForm.ECONOMIC,
    "61": LegalForm.FOUNDATION,
    "71": LegalForm.FOUNDATION,
    "72": LegalForm.FOUNDATION,
}


class RegisterUnitQuerySet(models.QuerySet["RegisterUnit"]):
    """Which units of the register."""

    def visible_to(self, user: User) -> "RegisterUnitQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.register_units(self, user)

    def changeable_by(self, user: User) -> "RegisterUnitQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.units_to_take_up(self, user)

    def active_in(self, divisions: list[int]) -> Self:
        """Active ones whose main industry lies in these SNI divisions."""
        return self.filter(is_active=True, division__in=divisions)

    def contacted(self) -> Self:
        """Those that somebody has been in touch with: a contact is logged, or the company is past “interested”."""
        beyond = Q(enrolments__state__in=[state for state in Enrolment.State if state != Enrolment.State.INTERESTED])
        return self.filter(Exists(_companies().filter(Q(logged_contacts__isnull=False) | beyond)))

    def not_entered(self) -> Self:
        """Those that nobody has entered as a company."""
        return self.filter(~Exists(_companies()))

    def of_enrolments(self, enrolments: "models.QuerySet[Any]") -> Self:
        """Those whose company has one of these enrolments."""
        number = Cast(OuterRef("number"), models.CharField(max_length=10))
        return self.filter(Exists(enrolments.order_by().filter(company__organisation_number=number)))

    def addressable(self) -> Self:
        """Those that may be written to: they accept marketing, or are in the portal already."""
        return self.filter(Q(accepts_marketing=True) | Exists(_companies()))


def _companies() -> "models.QuerySet[Company]":
    return Company.objects.filter(organisation_number=Cast(OuterRef("number"), models.CharField(max_length=10)))


class RegisterUnit(models.Model):
    """One legal unit of the register. Natural persons are left out when an extract is loaded.

    The whole table is replaced by each load, so nothing may point here; the key is the organisation number.
    `name_key` is kept as bytes: they have no collation, so one index serves the beginning of a name in any database.
    """

    number = models.BigIntegerField(_("organisation number"), primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.BinaryField(max_length=40)
    address = models.CharField(_("street address"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=5)
    postal_town = models.CharField(_("postal town"), max_length=60)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,  # not known: asked, never guessed
        related_name="+",
        db_index=False,  # register_prospects begins with it
        db_constraint=False,  # taken from our own table, whose rows stay; checking millions of rows tells nothing
        verbose_name=_("municipality"),
    )
    sni_code = models.CharField(_("industry code (SNI)"), max_length=5)
    division = models.PositiveSmallIntegerField(_("SNI division"))  # 0 when the industry is not known
    legal_form_code = models.CharField(_("legal form"), max_length=2)
    is_active = models.BooleanField(_("active"))
    accepts_marketing = models.BooleanField(_("accepts marketing"))
    registered_on = models.DateField(_("registered"), null=True)

    objects = RegisterUnitQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "number"]
        verbose_name = _("unit of the register")
        indexes = [
            models.Index(fields=["name_key", "number"], name="register_by_name"),
            models.Index(fields=["municipality", "division"], name="register_prospects", condition=Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_number(self) -> str:
        """The ten digits."""
        return f"{self.number:010d}"

    @property
    def number_shown(self) -> str:
        """The organisation number for people: `559999-1030`."""
        return masked(self.organisation_number)

    @property
    def legal_form(self) -> str:
        """The portal's word for the legal form."""
        return LEGAL_FORMS.get(self.legal_form_code, LegalForm.OTHER).value

    @property
    def postal_code_shown(self) -> str:
        """`87131` as `871 31`."""
        return f"{self.postal_code[:3]} {self.postal_code[3:]}".strip()


class RegisterExtractQuerySet(models.QuerySet["RegisterExtract"]):
    """Which loads of the register."""

    def current(self) -> "RegisterExtract | None":
        """The load that the units in the portal come from."""
        return self.order_by("-pk").first()


class RegisterExtract(models.Model):
    """One load of the register: which file, from which day, how much of it, and what was left out."""

    file_name = models.CharField(_("file"), max_length=200)
    extracted_on = models.DateField(_("date of the extract"))
    sni_version = models.CharField(_("SNI version"), max_length=4, default="2007")
    loaded_at = models.DateTimeField(_("loaded"), auto_now_add=True)
    units = models.PositiveIntegerField(_("legal units"))
    persons_left_out = models.PositiveIntegerField(_("natural persons left out"))
    without_municipality = models.PositiveIntegerField(_("without a known municipality"))
    skipped = models.JSONField(_("broken lines by kind"), default=dict)  # kind -> how many
    skipped_lines = models.JSONField(_("the first broken lines"), default=list)  # [number of line, kind]

    objects = RegisterExtractQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("register extract")

    def __str__(self) -> str:
        return f"{self.file_name} {self.extracted_on}"
