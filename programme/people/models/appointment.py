"""Who is what, where, from when until when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.people.models.user import User
from programme.people.roles import NATIONAL_ROLES, REGIONAL_ROLES, Role
from programme.structure.models import Funder, Programme, Region


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Which appointments."""

    def in_force(self, day: date) -> Self:
        """Those that hold on a day; both ends are included."""
        return self.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gte=day))

    def visible_to(self, user: User) -> "AppointmentQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.appointments(self, user)

    def changeable_by(self, user: User) -> "AppointmentQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.changeable_appointments(self, user)


class Appointment(models.Model):
    """A person in a role, somewhere (all programmes, one programme, a region or a funder), from–until."""

    person = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, verbose_name=_("programme"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("region")
    )
    funder = models.ForeignKey(Funder, models.PROTECT, null=True, blank=True, verbose_name=_("funder"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "pk"]
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="appointment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role__in=sorted(NATIONAL_ROLES), region=None, funder=None)
                    | Q(role__in=sorted(REGIONAL_ROLES), region__isnull=False, funder=None, programme=None)
                    | Q(role=Role.FUNDER, funder__isnull=False, region=None, programme=None)
                ),
                name="appointment_place_fits_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self) -> str:
        """Where the appointment holds, in words."""
        return str(self.region or self.funder or self.programme or _("all programmes"))
