"""The page of a row that every reader of the row may open."""

from typing import Any

from django.urls import reverse

from coaching.models import ActionItem, CoachAbsence


def own_page(row: Any) -> str:
    """Where the row stands to be read. The own pages of an action and of an absence are forms, so that they are read on
    the company's plan, and in the list.

    Raises AttributeError or NoReverseMatch for a row without a page.
    """
    if isinstance(row, ActionItem):
        return reverse("action-plan", args=[row.enrolment_id])
    if isinstance(row, CoachAbsence):
        return reverse("absence-list")
    return str(row.get_absolute_url())
