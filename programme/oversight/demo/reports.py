"""Released reports of the demo's past periods, made by the portal's own actions."""

from datetime import date

from programme.people.models import User


def release_past_reports(director: User, today: date) -> None:
    """Make and release the report of every period whose day has passed."""
