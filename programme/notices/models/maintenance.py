"""That the portal will be closed for a while, as everybody is told on every page."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.people.models import User

SHOWN_BEFORE = timedelta(days=7)  # from then on until its end it stands on every page


class MaintenanceQuerySet(models.QuerySet["Maintenance"]):
    """Which notices of maintenance."""

    def visible_to(self, user: User) -> "MaintenanceQuerySet":
        """See visibility.py. What stands on every page is for all."""
        from programme.notices import visibility  # app ready: models before roles meet rows

        return visibility.maintenances(self, user)

    def changeable_by(self, user: User) -> "MaintenanceQuerySet":
        """As visible_to."""
        return self.visible_to(user)

    def ahead(self, now: datetime) -> Self:
        """Those that come or are in force, and were not withdrawn."""
        return self.filter(withdrawn_at=None, until_at__gt=now)

    def past(self, now: datetime) -> Self:
        """Those that held and are over."""
        return self.filter(withdrawn_at=None, until_at__lte=now)

    def withdrawn(self) -> Self:
        """Those that were taken back."""
        return self.exclude(withdrawn_at=None)

    def matching(self, words: str) -> Self:
        """Those whose text holds the words, in either language; all when there are none."""
        return self.filter(Q(text_sv__icontains=words) | Q(text_en__icontains=words)) if words else self


class Maintenance(models.Model):
    """A notice of maintenance in both languages, from–until. It goes away by itself, or is withdrawn."""

    text_sv = models.CharField(_("text in Swedish"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=300)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at", "-pk"]
        verbose_name = _("notice of maintenance")
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="maintenance_ends_after_start")
        ]
        indexes = [models.Index(fields=["until_at"], name="maintenance_by_end")]

    def __str__(self) -> str:
        begins, ends = timezone.localtime(self.from_at), timezone.localtime(self.until_at)
        until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%Y-%m-%d %H:%M}"
        return f"{begins:%Y-%m-%d %H:%M}–{until}"

    @property
    def text(self) -> str:
        """What it says in the language of the page."""
        return self.text_sv if get_language() == "sv" else self.text_en
