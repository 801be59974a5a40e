"""What a grant's reports are made of, in the funder's own order: a row that the director changes, not code."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.people.versions import Versioned
from programme.structure.models.named import Named


class ReportTemplate(Named, Versioned):
    """A kind of report: which figures it states, and its parts in order. Running drafts take it as it is when built."""

    figures = models.JSONField(_("figures"), default=list)  # keys in funding.figures.CATALOGUE; none: the usual ones
    retired_on = models.DateField(_("no longer chosen since"), null=True, blank=True)

    class Meta:
        ordering = ["name_sv", "pk"]
        verbose_name = _("report template")


class TemplatePart(models.Model):
    """One part of a template: what it shows, under which heading, and what its writer is asked for."""

    template = models.ForeignKey(ReportTemplate, models.CASCADE, related_name="parts")
    ordinal = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)  # names the part's text; stays when the part is moved or renamed
    kind = models.CharField(_("what it shows"), max_length=20)  # key of funding.parts.KINDS
    heading_sv = models.CharField(_("heading in Swedish"), max_length=120)
    heading_en = models.CharField(_("heading in English"), max_length=120)
    asks_sv = models.CharField(_("what is asked, in Swedish"), max_length=600, blank=True)
    asks_en = models.CharField(_("what is asked, in English"), max_length=600, blank=True)
    starts_page = models.BooleanField(_("begins on a new page"), default=True)

    class Meta:
        ordering = ["template", "ordinal"]
        verbose_name = _("part of a template")
        constraints = [
            models.UniqueConstraint(fields=["template", "ordinal"], name="one_part_a_place"),
            models.UniqueConstraint(fields=["template", "key"], name="unique_part_key"),
        ]

    def __str__(self) -> str:
        return self.heading_en if (get_language() or "sv").startswith("en") else self.heading_sv
