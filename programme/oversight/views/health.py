"""Is the portal well? For load balancers and operators."""

from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from kombu.exceptions import OperationalError

from programme.people.access import public


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 only when database and broker answer; names the one that does not."""
    state = {"database": _database(), "broker": _broker()}
    return JsonResponse(state, status=200 if all(word == "ok" for word in state.values()) else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return "no answer"
    return "ok"


def _broker() -> str:
    try:
        with current_app.connection_for_write(connect_timeout=3) as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
    except (OSError, OperationalError):
        return "no answer"
    return "ok"
