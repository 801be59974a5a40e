"""The part with stories from companies. The company is named only where it has said yes to that."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from funding.parts.kinds import FrozenPart, Making, PartKind

if TYPE_CHECKING:
    from funding.reports import ReportDocument


def _freeze(making: Making) -> list[dict[str, str]]:
    chosen = making.report.stories.select_related("story__enrolment__company").order_by("story__title", "story")
    return [
        {
            "title": one.story.title,
            "text": one.story.text,
            "company": one.story.enrolment.company.name if one.story.names_company else "",
        }
        for one in chosen
        if one.story.may_be_told
    ]


def _shown(document: "ReportDocument", part: FrozenPart) -> Any:
    return part.data or None


STORIES = PartKind(
    "stories",
    _("Stories from companies"),
    _("Stories that are chosen for the report, each with the company's consent."),
    _shown,
    _freeze,
)
