"""What a session may be about: subjects and methods, kept as data so that a programme can add its own."""

from typing import Self

from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.people.models import User
from programme.people.versions import Versioned
from programme.structure.models.named import Named


class TopicQuerySet(models.QuerySet["Topic"]):
    """Which topics."""

    def visible_to(self, user: User) -> Self:
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.topics(self, user)  # type: ignore[return-value]

    def changeable_by(self, user: User) -> Self:
        """See visibility.py."""
        from coaching import visibility  # app ready: models before roles meet rows

        return visibility.changeable_topics(self, user)  # type: ignore[return-value]

    def offered(self) -> Self:
        """Those that the session's form shows."""
        return self.filter(is_offered=True)


class Topic(Named, Versioned):
    """A subject or method of coaching, such as 5S (DOMAIN.md 1.4). Never deleted: old sessions keep their words.

    Sessions hold codes; a code is given once and does not change.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_offered = models.BooleanField(_("offered in the session's form"), default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("topic")

    def get_absolute_url(self) -> str:
        return reverse("topic-list")


NAMES_KEPT = 60  # seconds; they change a few times a year


def topic_names() -> dict[str, str]:
    """Every topic's name in the reader's language by its code, those no longer offered too: old sessions have them."""
    key = f"topic-names:{get_language()}"
    names: dict[str, str] | None = cache.get(key)
    if names is None:
        names = {topic.code: topic.name for topic in Topic.objects.all()}
        cache.set(key, names, NAMES_KEPT)
    return names
