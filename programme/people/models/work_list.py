"""A list of the portal as somebody keeps it under a name: which list, narrowed how; and whom it is shown to.

It carries no rights: whoever opens it sees the rows that she may see, as on the list itself.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.common.versions import Versioned
from programme.people.models.user import User
from programme.people.roles import Role
from programme.structure.models import Region

NAME_LENGTH = 80
FILTERS_LENGTH = 1000


class WorkListQuerySet(models.QuerySet["WorkList"]):
    """Which work lists."""

    def visible_to(self, user: User) -> "WorkListQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.work_lists(self, user)

    def changeable_by(self, user: User) -> "WorkListQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.changeable_work_lists(self, user)


class WorkList(Versioned):
    """One kept list. `filters` is the list's address without its path, of parameters that the list knows."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="work_lists", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    list_name = models.CharField(_("list"), max_length=40)
    filters = models.CharField(_("filters"), max_length=FILTERS_LENGTH, blank=True)
    saved_at = models.DateTimeField(_("saved"))

    objects = WorkListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("work list")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_work_list_of_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("work-list-card", args=[self.pk])

    def get_open_url(self) -> str:
        """The path that leads to the list itself: what is copied to others."""
        return reverse("work-list-open", args=[self.pk])


class WorkListShare(models.Model):
    """Whom a work list is shown to: one person, or all who have a role, a region, or a role in a region."""

    work_list = models.ForeignKey(WorkList, models.CASCADE, related_name="shares", verbose_name=_("work list"))
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("share of a work list")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, role="", region=None)
                | (Q(person=None) & (~Q(role="") | Q(region__isnull=False))),
                name="work_list_share_names_somebody",
            ),
            models.UniqueConstraint(
                fields=["work_list", "person"], condition=Q(person__isnull=False), name="one_share_a_person"
            ),
            models.UniqueConstraint(
                fields=["work_list", "role"], condition=Q(person=None, region=None), name="one_share_a_role"
            ),
            models.UniqueConstraint(
                fields=["work_list", "role", "region"],
                condition=Q(person=None, region__isnull=False),
                name="one_share_a_role_in_a_region",
            ),
        ]

    def __str__(self) -> str:
        if self.person:
            return str(self.person)
        if not self.role:
            return _("Everybody in %(region)s") % {"region": self.region}
        return f"{self.get_role_display()}, {self.region}" if self.region else str(self.get_role_display())
