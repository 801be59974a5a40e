"""The part that the programme office writes."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from funding.parts.kinds import FrozenPart, PartKind

if TYPE_CHECKING:
    from funding.reports import ReportDocument


def _shown(document: "ReportDocument", part: FrozenPart) -> str | None:
    return part.text or None


TEXT = PartKind(
    "text", _("Text"), _("A heading and what the programme office writes under it."), _shown, is_written=True
)
