"""System check: no view without a door. Without it a forgotten stamp would be an open page."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from programme.people.access import doors


@register(Tags.urls)
def every_view_has_a_door(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each view carries @requires or @public (STYLE rule 14)."""
    return [
        Error(
            f"The view of {name!r} has no door.",
            hint="Put @requires(Permission…) or @public outermost on it, or in urls.py where it is not ours.",
            id="lyft.E010",
        )
        for name, door in doors().items()
        if not door
    ]
