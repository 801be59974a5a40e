"""The quarter's list of rights as it was signed off: a frozen copy, never changed (TRUST.md, leaver routine)."""

from typing import NoReturn

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.people.models.user import User


class RightsReviewQuerySet(models.QuerySet["RightsReview"]):
    """Lists can be signed and read, never changed or removed."""

    def update(self, **kwargs: object) -> NoReturn:
        raise TypeError("a signed list of rights is never changed")

    def delete(self) -> NoReturn:
        raise TypeError("a signed list of rights is never removed")

    def visible_to(self, user: User) -> "RightsReviewQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.rights_reviews(self, user)


class RightsReview(models.Model):
    """One quarter's sign-off: by whom, when, with which words, and every line as it stood then (roster.py)."""

    quarter_on = models.DateField(_("quarter from"), unique=True)  # its first day: a quarter is signed off once
    signed_at = models.DateTimeField(_("signed off"))
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("signed off by"))
    note = models.TextField(_("note"), blank=True)
    lines = models.JSONField(_("list"))

    objects = RightsReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter_on"]
        verbose_name = _("signed list of rights")

    def __str__(self) -> str:
        return f"Q{(self.quarter_on.month + 2) // 3} {self.quarter_on.year}"

    def get_absolute_url(self) -> str:
        return reverse("rights-signed", args=[self.pk])
