"""Programmes, their versions, and the stages that a company passes through."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.common.versions import Versioned
from programme.structure import visibility
from programme.structure.industries import divisions_in
from programme.structure.models.named import Named


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Which programmes."""

    def visible_to(self, user: visibility.Viewer) -> Self:
        """See visibility.py."""
        return visibility.seen(self, user)  # type: ignore[return-value]

    def changeable_by(self, user: visibility.Viewer) -> Self:
        """See visibility.py."""
        return visibility.changeable_in_programme(self, user, "pk")  # type: ignore[return-value]


class Programme(Named, Versioned):
    """An improvement programme, such as Produktionslyftet. Its limits are data: another programme has others."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    description_sv = models.TextField(_("description in Swedish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    contact_email = models.EmailField(_("the programme office's public e-mail"), blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    silent_after_days = models.PositiveSmallIntegerField(
        _("days without a session until a company counts as silent"), default=30
    )
    stage_notice_days = models.PositiveSmallIntegerField(
        _("days before its end from which a stage stands on the home pages"), default=14
    )
    sni_divisions = models.CharField(_("industries looked for (SNI divisions)"), max_length=120, default="10-33")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name_sv"]
        verbose_name = _("programme")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("programme-card", args=[self.pk])

    @property
    def divisions(self) -> list[int]:
        """The SNI divisions that the programme looks for companies in."""
        return divisions_in(self.sni_divisions)

    @property
    def description(self) -> str:
        """What the programme is, in the active language."""
        return self.description_en if (get_language() or "sv").startswith("en") else self.description_sv


class ProgrammeVersionQuerySet(models.QuerySet["ProgrammeVersion"]):
    """Which versions."""

    def visible_to(self, user: visibility.Viewer) -> Self:
        """See visibility.py."""
        return visibility.seen(self, user)  # type: ignore[return-value]

    def changeable_by(self, user: visibility.Viewer) -> Self:
        """See visibility.py."""
        return visibility.changeable_in_programme(self, user, "programme")  # type: ignore[return-value]


class ProgrammeVersion(Versioned):
    """An edition of a programme. An enrolment stays on the version that it began with."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=60)
    open_for_enrolment = models.BooleanField(_("open for new companies"), default=True)
    # On site, remote, preparation and travel, for one company; empty where the programme plans no hours.
    coach_hours = models.PositiveSmallIntegerField(_("planned coach hours a company"), null=True, blank=True)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "-pk"]
        verbose_name = _("programme version")
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="unique_version_name")]

    def __str__(self) -> str:
        return f"{self.programme}, {self.name}"

    def get_absolute_url(self) -> str:
        return f"{self.programme.get_absolute_url()}#version-{self.pk}"

    @property
    def months(self) -> int:
        """How long the version runs: the last stage's end, in months from the start."""
        return max((stage.end_month for stage in self.stages.all()), default=0)


class Stage(Named):
    """A part of a version, from one month to another counted from the enrolment's own start."""

    version = models.ForeignKey(ProgrammeVersion, models.CASCADE, related_name="stages", verbose_name=_("version"))
    order = models.PositiveSmallIntegerField(_("order"))
    start_month = models.PositiveSmallIntegerField(_("starts after months"))
    end_month = models.PositiveSmallIntegerField(_("ends after months"))

    class Meta:
        ordering = ["version", "order"]
        verbose_name = _("stage")
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="unique_stage_order"),
            models.CheckConstraint(condition=Q(end_month__gt=F("start_month")), name="stage_ends_after_start"),
        ]


class StageRequirement(Named):
    """Something that must be done before a stage may close."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="requirements", verbose_name=_("stage"))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["stage", "order"]
        verbose_name = _("requirement")
        constraints = [models.UniqueConstraint(fields=["stage", "order"], name="unique_requirement_order")]
