"""Work that takes over a second, as a row that outlives the worker."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.people.models import User


class JobQuerySet(models.QuerySet["Job"]):
    """Which jobs."""

    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(owner=user)

    def changeable_by(self, user: User) -> Self:
        """One's own."""
        return self.filter(owner=user)


class Job(models.Model):
    """One piece of work: who asked, what of, how far it came, and what became of it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = (
            "running",
            _("Running"),
        )  # held by a worker until lease_until_at; after that another takes it up
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    owner = models.ForeignKey(User, models.CASCADE, related_name="jobs", verbose_name=_("asked by"))
    kind = models.CharField(max_length=40)
    title = models.CharField(_("job"), max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    step = models.PositiveIntegerField(_("step"), default=0)
    steps = models.PositiveIntegerField(_("steps"), default=0)
    step_label = models.CharField(_("doing"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until_at = models.DateTimeField(null=True)
    lease_key = models.UUIDField(null=True)
    result_path = models.CharField(max_length=300, blank=True)  # where the owner goes when it is done
    reason = models.TextField(_("reason"), blank=True)  # why it failed, in words for the owner
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("job")
        indexes = [models.Index(fields=["state", "lease_until_at"], name="jobs_to_take_up")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job-card", args=[self.pk])

    @property
    def has_ended(self) -> bool:
        """True when nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while the number of steps is not known."""
        return min(100, 100 * self.step // self.steps) if self.steps else None
