"""What the programme and a company said to each other outside coaching: calls, visits, mails, seminars."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models.company import Company
from programme.people.models import User
from programme.people.versions import Versioned


class LoggedContactQuerySet(models.QuerySet["LoggedContact"]):
    """Which logged contacts."""

    def visible_to(self, user: User) -> "LoggedContactQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.logged_contacts(self, user)

    def changeable_by(self, user: User) -> "LoggedContactQuerySet":
        """See visibility.py."""
        from companies import visibility  # app ready: models before roles meet rows

        return visibility.changeable_logged_contacts(self, user)


class LoggedContact(Versioned):
    """One line of a company's contact log: what kind, on which day, with whom there, what was said, by whom."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        VISIT = "visit", _("Visit")
        MAIL = "mail", _("Mail")
        SEMINAR = "seminar", _("Seminar")
        MEETING = "meeting", _("Meeting")
        OTHER = "other", _("Other contact")

    company = models.ForeignKey(Company, models.CASCADE, related_name="logged_contacts", verbose_name=_("company"))
    kind = models.CharField(_("kind of contact"), max_length=10, choices=Kind, default=Kind.CALL)
    held_on = models.DateField(_("day"))
    whom = models.CharField(_("with whom"), max_length=120, blank=True)  # at the company; a name as it was said
    said = models.TextField(_("what was said"), max_length=2000, blank=True)
    logged_at = models.DateTimeField(_("logged"), auto_now_add=True)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("logged by"))

    objects = LoggedContactQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("logged contact")
        indexes = [models.Index(fields=["company", "-held_on", "-id"], name="contacts_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["call", "visit", "mail", "seminar", "meeting", "other"]),
                name="contact_has_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    def get_absolute_url(self) -> str:
        """A logged contact is shown on its company's card."""
        return f"{reverse('company-card', args=[self.company_id])}#contact-log"


def last_contact_on(company: str = "company") -> Subquery:
    """The day of the latest logged contact with a company, for a query; `company` names the outer row's company id."""
    rows = LoggedContact.objects.filter(company=OuterRef(company)).order_by("-held_on")
    return Subquery(rows.values("held_on")[:1], output_field=models.DateField())
