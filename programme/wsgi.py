"""WSGI entry for gunicorn. A view without a door, or any other failed check of the addresses, stops the start."""

import os

from django.core.checks import Tags, run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "programme.settings")
application = get_wsgi_application()

_wrong = [str(found) for found in run_checks(tags=[Tags.urls]) if found.is_serious()]
if _wrong:
    raise SystemExit("Lyftportalen does not start: " + " ".join(_wrong))
