"""People who log in."""

from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.people.roles import Permission, Rights


class UserQuerySet(models.QuerySet["User"]):
    """Which people."""

    def visible_to(self, user: "User") -> "UserQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.users(self, user)

    def changeable_by(self, user: "User") -> "UserQuerySet":
        """See visibility.py."""
        from programme.people import visibility  # app ready: models before roles meet rows

        return visibility.changeable_users(self, user)

    def matching(self, words: str) -> "UserQuerySet":
        """Those whose name or e-mail holds the words; all when there are none."""
        return self.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else self

    def not_here_yet(self) -> "UserQuerySet":
        """Those who were invited and have set no password."""
        return self.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def closed(self) -> "UserQuerySet":
        """Those who may not log in any more."""
        return self.filter(is_active=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by e-mail without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=username)
        return user


class Language(models.TextChoices):
    """Languages of the screen and of mails."""

    SWEDISH = "sv", "Svenska"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    """How the screen looks."""

    SYSTEM = "auto", _("As the device says")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractBaseUser):
    """A person who can log in. What the person may do follows from appointments in force today."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.SWEDISH)
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("may log in"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        constraints = [models.UniqueConstraint(Lower("email"), name="unique_email_any_case")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person-card", args=[self.pk])

    @cached_property
    def rights(self) -> Rights:
        """What this person may do today; computed once per request, from appointments in force."""
        return self.rights_on(timezone.localdate())

    def rights_on(self, day: date) -> Rights:
        """What this person may do on a day; nothing when not active."""
        if not self.is_active:
            return Rights.none()
        return Rights.of(self.appointments.in_force(day).select_related("programme", "region", "funder"))

    def may(self, permission: Permission) -> bool:
        """True when an appointment in force today carries the permission."""
        return permission in self.rights.permissions
