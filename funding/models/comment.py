"""What those who make a report say to each other about it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models.report import Report
from programme.people.models import User


class ReportCommentQuerySet(models.QuerySet["ReportComment"]):
    """Which comments."""

    def visible_to(self, user: User) -> "ReportCommentQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.report_comments(self, user)

    def changeable_by(self, user: User) -> "ReportCommentQuerySet":
        """See visibility.py."""
        from funding import visibility  # app ready: models before roles meet rows

        return visibility.changeable_report_comments(self, user)


class ReportComment(models.Model):
    """A remark on a report in the making: on all of it, on a part, on a figure; or the answer to a remark.

    For the office only: never for a funder, in no file. It stays with its report for ever.
    """

    LONGEST = 2000  # letters

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments")
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    part = models.SlugField(max_length=40, blank=True)  # key of the part that it is about
    figure = models.PositiveSmallIntegerField(null=True)  # number of the figure that it is about
    about = models.CharField(max_length=200, blank=True)  # what the part or figure was called then
    text = models.TextField(_("comment"), max_length=LONGEST)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = ReportCommentQuerySet.as_manager()

    class Meta:
        ordering = [F("settled_at").asc(nulls_first=True), "-written_at", "-pk"]
        verbose_name = _("comment")
        constraints = [
            models.CheckConstraint(condition=Q(part="") | Q(figure=None), name="comment_about_one_thing"),
            models.CheckConstraint(
                condition=Q(answers=None) | Q(part="", figure=None, about="", settled_at=None),
                name="answer_is_about_its_comment",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="comment_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
