"""What the programme office writes in a report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models.report import Report


class ReportText(models.Model):
    """The text of one part of a report. It is written while the report is a draft, and stands still with it."""

    LONGEST = 8000  # letters

    report = models.ForeignKey(Report, models.CASCADE, related_name="texts")
    key = models.SlugField(max_length=40)  # of the template's part
    text = models.TextField(_("text"), max_length=LONGEST)

    class Meta:
        ordering = ["report", "key"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_text_a_part")]

    def __str__(self) -> str:
        return f"{self.report} {self.key}"
