"""Forms that were taken once: twenty equal posts make one row."""

from django.db import models

from programme.people.models.user import User


class SubmittedForm(models.Model):
    """The key of a form that was carried out, and the row that it made (TRUST.md T18)."""

    key = models.UUIDField()
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=60)
    result_id = models.BigIntegerField(null=True)
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "by", "verb"], name="form_taken_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"
