"""How the line to the mail server is, so that a server that is unwell is left alone for a while."""

from django.db import models


class MailLine(models.Model):
    """One row. After some failures in a row nothing is sent until `closed_until_at`; then one mail tries."""

    ONLY = 1  # the primary key of the row

    troubles = models.PositiveIntegerField(default=0)  # in a row
    trips = models.PositiveSmallIntegerField(default=0)  # how often it was closed without a success in between
    trouble_since_at = models.DateTimeField(null=True)
    closed_until_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)  # of the last failure

    def __str__(self) -> str:
        return f"{self.troubles} in a row"
