"""Why an outcome lies off its plan, as a report tells it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.report import Report
from funding.models.target import Target
from programme.people.models import User


class VarianceComment(models.Model):
    """What a report says of a target whose outcome lies further from the straight line than its grant allows."""

    LONGEST = 2000

    report = models.ForeignKey(Report, models.CASCADE, related_name="variances")
    target = models.ForeignKey(Target, models.CASCADE, related_name="+")
    text = models.TextField(_("why"), max_length=LONGEST)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "target"], name="variance_explained_once")]

    def __str__(self) -> str:
        return f"{self.report}: {self.target}"
