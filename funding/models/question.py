"""What a funder asks about a released report, and what the programme office answers: one thread each."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.report import Report, ReportFigure
from programme.people.models import User


class ReportQuestionQuerySet(models.QuerySet["ReportQuestion"]):
    """Which questions."""

    def visible_to(self, user: User) -> "ReportQuestionQuerySet":
        """See portal/visibility.py."""
        from funding.portal import visibility  # app ready: models before roles meet rows

        return visibility.questions(self, user)

    def changeable_by(self, user: User) -> "ReportQuestionQuerySet":
        """See portal/visibility.py."""
        from funding.portal import visibility  # app ready: models before roles meet rows

        return visibility.changeable_questions(self, user)

    def waiting(self) -> Self:
        """Those that the office owes an answer."""
        return self.filter(waits_since_at__isnull=False)

    def closed(self) -> Self:
        """Those that somebody has closed."""
        return self.filter(closed_at__isnull=False)


class ReportQuestion(models.Model):
    """A thread between a funder and the programme office about a released report, or about one of its figures.

    Its first message is the question. Whoever writes in a closed one opens it again.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="questions", verbose_name=_("report"))
    figure = models.ForeignKey(
        ReportFigure, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("figure")
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    waits_since_at = models.DateTimeField(_("waits since"), null=True, blank=True)  # None: the office owes no answer
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ReportQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, waits_since_at=None),
                name="question_closed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["waits_since_at"], condition=Q(waits_since_at__isnull=False), name="questions_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} ({self.pk})"

    def get_absolute_url(self) -> str:
        return reverse("question-card", args=[self.pk])


class ReportMessageQuerySet(models.QuerySet["ReportMessage"]):
    """Which messages."""

    def visible_to(self, user: User) -> Self:
        """Those of threads that the person sees."""
        return self.filter(question__in=ReportQuestion.objects.visible_to(user).order_by().values("pk"))


class ReportMessage(models.Model):
    """What one side said in a thread. Never changed and never taken away."""

    class Side(models.TextChoices):
        FUNDER = "funder", _("Funder")
        OFFICE = "office", _("Programme office")

    question = models.ForeignKey(ReportQuestion, models.CASCADE, related_name="messages")
    side = models.CharField(_("side"), max_length=10, choices=Side)  # on which side the writer stood when writing
    text = models.TextField(_("text"), max_length=4000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = ReportMessageQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("message")

    def __str__(self) -> str:
        return self.text[:60]
