"""The Django project, and the programme's own ground and roof."""

from programme.celery import app as celery_app

__all__ = ["celery_app"]
