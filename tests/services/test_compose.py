"""docker-compose.yml starts a portal that works: its own commands and environment on real PostgreSQL, Redis, SMTP."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port
from tests.services.compose import HOST, Stack
from tests.services.mailbox import Mailbox
from tests.services.visitor import Page, Visitor

DIRECTOR = "first.director@example.org"
PASSWORD = "Tre gula kranar 2026"
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def stack(tmp_path: Path, own_database: str, redis_url: str, mailbox: Mailbox) -> Iterator[Stack]:
    (tmp_path / "var" / "media").mkdir(parents=True)  # the Dockerfile makes them
    built = Stack(tmp_path, own_database, redis_url, mailbox.url, free_port())
    yield built
    built.stop()


def build_and_start(stack: Stack) -> None:
    """What the image's build and `docker compose up` do, in the order that depends_on asks for."""
    collected = stack.run("web", "python", "manage.py", "collectstatic", "--no-input", "-v0")
    assert collected.returncode == 0, collected.stderr
    migrated = stack.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    for service in ("web", "worker", "beat"):
        stack.start(service)
    for service in ("web", "worker", "beat"):
        stack.await_health(service)


def invited_director(stack: Stack, mailbox: Mailbox, visitor: Visitor) -> Page:
    """The first person of a new installation: invited on the command line, comes by the mailed link, logs in."""
    invited = stack.run("web", "python", "manage.py", "invite_director", DIRECTOR, "Första Direktör")
    assert invited.returncode == 0, invited.stderr
    plain = mailbox.first_to(DIRECTOR).get_body(("plain",))
    assert plain is not None
    link = re.search(rf"https://{HOST}(/\S+)", plain.get_content())
    assert link is not None
    names = {"name": "Första Direktör", "password": PASSWORD, "again": PASSWORD}
    login = visitor.submit(visitor.get(link[1]), names)
    assert login.path.startswith("/accounts/login/"), login.text[:2000]
    return visitor.submit(login, {"login": DIRECTOR, "password": PASSWORD})


def test_compose_brought_up_serves_health_and_login_and_lets_the_first_director_in(
    stack: Stack, mailbox: Mailbox
) -> None:
    build_and_start(stack)
    visitor = Visitor(stack.port, HOST)

    health = visitor.get("/healthz")
    login = visitor.get("/accounts/login/")
    home = invited_director(stack, mailbox, visitor)
    people = visitor.get("/people/")

    assert (health.status, json.loads(health.text)) == (200, {"database": "ok", "broker": "ok"})
    assert 'name="login"' in login.text
    sheet = re.search(r'href="(/static/css/look\.[0-9a-f]+\.css)"', login.text)
    assert sheet, "the style sheet's name carries its hash"
    assert "immutable" in visitor.get(sheet[1]).headers["Cache-Control"]
    assert (home.status, home.path) == (200, "/"), stack.log("web")[-3000:]
    assert DIRECTOR in people.text
    codes = stack.stop()
    assert codes == {"web": 0, "worker": 0, "beat": 0}, stack.log("worker")[-2000:]


def test_compose_with_a_dead_redis_answers_unwell_and_names_the_broker(stack: Stack) -> None:
    stack.redis = f"redis://127.0.0.1:{free_port()}/0"
    assert stack.run("migrate").returncode == 0
    stack.start("web")
    visitor = Visitor(stack.port, HOST)

    with pytest.raises(AssertionError, match="web is not well"):
        stack.await_health("web", within=6)

    health = visitor.get("/healthz")
    assert (health.status, json.loads(health.text)) == (503, {"database": "ok", "broker": "no answer"})


def test_compose_services_run_without_root_and_keep_nothing_in_the_container(stack: Stack) -> None:
    ours = {name: stack.services[name] for name in ("migrate", "web", "worker", "beat")}

    assert {name: service["user"] for name, service in ours.items()} == dict.fromkeys(ours, "10001:10001")
    assert {name: service["read_only"] for name, service in ours.items()} == dict.fromkeys(ours, True)
    assert {name: service["env_file"] for name, service in ours.items()} == dict.fromkeys(ours, ".env")
    checked = {name for name, service in stack.services.items() if "healthcheck" in service}
    assert checked == set(stack.services) - {"migrate"}
    published = [port for service in stack.services.values() for port in service.get("ports", [])]
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
