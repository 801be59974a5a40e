"""An expression of interest: what a company wrote in the public form, until somebody in its region answers."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models.company import Company
from companies.models.enrolment import Enrolment
from companies.organisation_number import masked
from programme.people.models import User
from programme.people.models.user import Language
from programme.structure.models import Municipality, Region


class InterestQuerySet(models.QuerySet["Interest"]):
    """Which expressions of interest."""

    def visible_to(self, user: User) -> "InterestQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.interests(self, user)

    def changeable_by(self, user: User) -> "InterestQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.changeable_interests(self, user)

    def unanswered(self) -> Self:
        """Those that nobody has taken in, attached or dismissed."""
        return self.filter(state=Interest.State.NEW)

    def received_before(self, moment: datetime) -> Self:
        """Those that came before a moment."""
        return self.filter(received_at__lt=moment)

    def matching(self, words: str) -> Self:
        """Those whose company or person is called so."""
        return self.filter(Q(company_name__icontains=words) | Q(person__icontains=words))


class Interest(models.Model):
    """What a company wrote in the public form. Lands in the region of its municipality, else with the director.

    Personal data: removed after settings.INTEREST_KEPT_MONTHS, whatever became of it.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        TAKEN_UP = "taken_up", _("Taken in")  # became a company with contact and enrolment
        ATTACHED = "attached", _("Attached")  # belongs to a company that was here already
        DISMISSED = "dismissed", _("Dismissed")  # always with a coded reason

    class Reason(models.TextChoices):
        DECLINED = "declined", _("Does not want to after all")
        NO_FIT = "no_fit", _("The programme does not fit")
        NO_ANSWER = "no_answer", _("Cannot be reached")
        TWICE = "twice", _("Sent twice")
        NOT_MEANT = "not_meant", _("Not an expression of interest")  # advertising, nonsense
        OTHER = "other", _("Other")

    form_key = models.UUIDField(default=uuid4, unique=True)  # of the form: a double click makes one row
    company_name = models.CharField(_("company"), max_length=200)
    organisation_number = models.CharField(_("organisation number"), max_length=10, blank=True)  # ten digits, if given
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="interests", verbose_name=_("municipality")
    )
    person = models.CharField(_("contact person"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    message = models.TextField(_("message"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.SWEDISH)
    received_at = models.DateTimeField(_("received"))
    region = models.ForeignKey(  # None: no region covers the county, so it is the director's
        Region, models.PROTECT, null=True, related_name="interests", verbose_name=_("region")
    )
    came_from = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", verbose_name=_("handed over from")
    )
    handed_over_at = models.DateTimeField(_("handed over"), null=True)
    handed_over_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    note = models.CharField(_("in words"), max_length=300, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by"))
    company = models.ForeignKey(Company, models.SET_NULL, null=True, related_name="interests")
    enrolment = models.ForeignKey(Enrolment, models.SET_NULL, null=True, related_name="interests")

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("expression of interest")
        indexes = [
            models.Index(fields=["region", "state", "received_at"], name="interests_by_region"),
            models.Index(fields=["received_at"], name="interests_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(email="", phone=""), name="interest_can_be_answered"),
            models.CheckConstraint(
                condition=Q(organisation_number="") | Q(organisation_number__regex=r"^\d{10}$"),
                name="interest_number_ten_digits",
            ),
            models.CheckConstraint(
                condition=Q(state="new", handled_at=None) | (~Q(state="new") & Q(handled_at__isnull=False)),
                name="interest_handled_when",
            ),
            models.CheckConstraint(
                condition=Q(state="dismissed") & ~Q(reason="") | ~Q(state="dismissed") & Q(reason=""),
                name="interest_dismissed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.company_name

    def get_absolute_url(self) -> str:
        return reverse("interest-card", args=[self.pk])

    @property
    def number(self) -> str:
        """The organisation number for people, or nothing."""
        return masked(self.organisation_number) if self.organisation_number else ""

    @property
    def is_open(self) -> bool:
        """True while somebody may still make a company of it: a dismissal may be regretted."""
        return self.state in {self.State.NEW, self.State.DISMISSED}
