"""When a coach is away, and who coaches her companies meanwhile."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.people.models import User
from programme.people.versions import Versioned


class CoachAbsenceQuerySet(models.QuerySet["CoachAbsence"]):
    """Which absences."""

    def visible_to(self, user: User) -> "CoachAbsenceQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.absences(self, user)

    def changeable_by(self, user: User) -> "CoachAbsenceQuerySet":
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_absences(self, user)

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_on=None)

    def in_force(self, day: date) -> Self:
        """Those that hold on a day; both ends are included, and the day after the last one nothing has to be done."""
        return self.standing().filter(from_on__lte=day, until_on__gte=day)


class CoachAbsence(Versioned):
    """A coach is away from a day until a day, and another one coaches her companies meanwhile. Why is not asked."""

    coach = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("coach"))
    cover = models.ForeignKey(User, models.PROTECT, related_name="covers", verbose_name=_("cover coach"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    noted_on = models.DateField()  # the day on which it last changed: from then on both are told
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = CoachAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = _("absence")
        indexes = [models.Index(fields=["cover", "until_on"], name="absences_by_cover")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="absence_ends_after_start"),
            models.CheckConstraint(condition=~Q(coach=F("cover")), name="absence_is_covered_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.coach} {self.from_on}–{self.until_on}"

    def get_absolute_url(self) -> str:
        return reverse("absence-change", args=[self.pk])
