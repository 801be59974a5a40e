"""Stories from companies, told in reports only with the company's consent."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models import Contact, Enrolment
from funding.models.report import Report
from programme.people.models import User
from programme.people.versions import Versioned


class StoryQuerySet(models.QuerySet["Story"]):
    """Which stories."""

    def visible_to(self, user: User) -> "StoryQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.stories(self, user)

    def changeable_by(self, user: User) -> "StoryQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_stories(self, user)

    def consented(self) -> "StoryQuerySet":
        """Those that the company has said yes to and not taken back."""
        return self.filter(consent_on__isnull=False, withdrawn_on=None)


class Story(Versioned):
    """What one company achieved, in a few paragraphs; who at the company said yes to it, and when."""

    LONGEST = 4000  # letters

    class How(models.TextChoices):
        MAIL = "mail", _("By mail")
        PAPER = "paper", _("On paper")
        MEETING = "meeting", _("At a meeting, noted")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="stories", verbose_name=_("company"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("story"), max_length=LONGEST)
    names_company = models.BooleanField(_("the company may be named"), default=False)
    consent_by = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # none when the contact was taken away
    consent_on = models.DateField(_("said yes"), null=True, blank=True)
    consent_how = models.CharField(_("how"), max_length=10, choices=How, blank=True)
    withdrawn_on = models.DateField(_("taken back"), null=True, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("story")
        constraints = [
            models.CheckConstraint(
                condition=Q(consent_on=None, consent_how="") | (Q(consent_on__isnull=False) & ~Q(consent_how="")),
                name="consent_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(consent_on__isnull=False), name="withdrawn_after_consent"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("story-card", args=[self.pk])

    @property
    def may_be_told(self) -> bool:
        """True while the company's consent stands."""
        return self.consent_on is not None and self.withdrawn_on is None


class ReportStory(models.Model):
    """A story that a report tells. What a built report holds of it is frozen in the report's content."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="stories")
    story = models.ForeignKey(Story, models.PROTECT, related_name="told_in")

    class Meta:
        ordering = ["report", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "story"], name="one_story_a_report")]

    def __str__(self) -> str:
        return f"{self.report} {self.story}"
