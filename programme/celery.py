"""The Celery application. Tasks are doors of a few lines; the database is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "programme.settings")
app = Celery("lyftportalen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
