"""What was said about an action."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models.action_item import ActionItem
from programme.people.models import User


class ActionCommentQuerySet(models.QuerySet["ActionComment"]):
    """Which comments."""

    def visible_to(self, user: User) -> Self:
        """Those of actions that the person sees."""
        return self.filter(item__in=ActionItem.objects.visible_to(user).order_by().values("pk"))


class ActionComment(models.Model):
    """Who said what about an action, and when. Never changed and never taken away."""

    item = models.ForeignKey(ActionItem, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=2000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = ActionCommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("comment")

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{reverse('action-plan', args=[self.item.enrolment_id])}#action-{self.item_id}"
