"""People at a company."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models.company import Company
from programme.people.models.user import Language
from programme.people.versions import Versioned


class Contact(Versioned):
    """A person at a company whom the programme talks to. Personal data: kept two years after the company's exit."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="contacts", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language of mails"), max_length=2, choices=Language, default=Language.SWEDISH)
    is_main = models.BooleanField(_("main contact"), default=False)
    left_on = models.DateField(_("left"), null=True, blank=True)

    class Meta:
        ordering = ["-is_main", "name", "pk"]
        verbose_name = _("contact")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """A contact is shown on its company's card."""
        return self.company.get_absolute_url()
