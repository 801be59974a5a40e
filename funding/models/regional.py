"""What a region tells for a report: asked of its leader, answered in words or with "nothing to report"."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.period import ReportingPeriod
from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models import Region


class RegionalTextQuerySet(models.QuerySet["RegionalText"]):
    """Which texts."""

    def visible_to(self, user: User) -> "RegionalTextQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.regional_texts(self, user)

    def changeable_by(self, user: User) -> "RegionalTextQuerySet":
        """Who sees one may answer it: the region's leaders, and the director in their place."""
        return self.visible_to(user)

    def unanswered(self) -> "RegionalTextQuerySet":
        """Those that a region still owes, of periods that a report is still to come of."""
        owed = ReportingPeriod.objects.asked_for().without_release().order_by().values("pk")
        return self.filter(answered_at=None, period__in=owed)


class RegionalText(Versioned):
    """A region's words about a period. "Nothing to report" is an answer; silence is none."""

    LONGEST = 6000  # letters

    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="regional_texts", verbose_name=_("period"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    asks = models.CharField(_("what is asked"), max_length=600)
    due_on = models.DateField(_("answer by"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    has_nothing = models.BooleanField(_("nothing to report"), default=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = RegionalTextQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", F("region__ordering"), "pk"]
        verbose_name = _("regional text")
        constraints = [
            models.UniqueConstraint(fields=["period", "region"], name="one_text_a_region"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, text="", has_nothing=False)
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & (Q(has_nothing=True, text="") | (Q(has_nothing=False) & ~Q(text="")))
                ),
                name="answered_in_words_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}, {self.period}"

    @property
    def takes_answers(self) -> bool:
        """True until the period is reported or skipped."""
        return ReportingPeriod.objects.asked_for().without_release().filter(pk=self.period_id).exists()

    def get_absolute_url(self) -> str:
        return reverse("regional-text", args=[self.pk])
