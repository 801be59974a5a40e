"""What gunicorn serves in `tests.bench.performance`: the portal with the empty page beside it."""

from django.conf import settings

settings.ROOT_URLCONF = "tests.bench.floor_urls"

from programme.wsgi import application  # noqa: E402  the addresses before the handlers that read them

__all__ = ["application"]
