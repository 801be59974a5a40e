"""The page of a row that every reader of the row may open."""

from typing import Any

from django.urls import reverse

from coaching.models import ActionItem


def own_page(row: Any) -> str:
    """Where the row stands to be read. An action's own page is a form, so it is read on its company's plan.

    Raises AttributeError or NoReverseMatch for a row without a page.
    """
    if isinstance(row, ActionItem):
        return reverse("action-plan", args=[row.enrolment_id])
    return str(row.get_absolute_url())
