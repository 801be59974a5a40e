"""How far coaching has come at a company, kept so that a long list can be put in order by it."""

from django.db import models

from companies.models import Company, Enrolment


class CoachingSoFar(models.Model):
    """What an enrolment's sessions add up to. Kept by the verbs that log and correct sessions; never by hand.

    For the order of long lists only: what is shown and what is counted comes from the sessions themselves. The
    company is that of the enrolment, which never changes: so a list of companies need not pass by the enrolments.
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, primary_key=True, related_name="coaching_so_far")
    company = models.ForeignKey(Company, models.CASCADE, related_name="coaching_so_far")
    last_session_on = models.DateField(null=True)
    company_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["enrolment"]
        indexes = [
            models.Index(fields=["last_session_on"], name="coached_by_last_session"),
            models.Index(fields=["company_minutes"], name="coached_by_own_time"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.last_session_on} {self.company_minutes} min"
