"""What a funder's person has marked as read on the page of what is new."""

from django.db import models
from django.utils import timezone

from programme.people.models import User


class SeenNews(models.Model):
    """One piece of news that one person has marked as read, known again by its key (portal/since.py).

    A key each, and no moment that all before it is old by: a release bears the moment at which its making began, and
    would be taken for old by whoever marked the page while it was being made.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="seen_news")
    key = models.CharField(max_length=60)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["person", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="news_seen_once")]

    def __str__(self) -> str:
        return self.key
