"""Runs one cell of the matrix: a role, a route, an object, a method; and says what is wrong with the answer.

TRUST.md section 4: canary words instead of status codes alone, positive controls, nothing changed on denial, the same
answer for a denied and for a missing object.
"""

import contextlib
import io
import logging
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import oracle
from tests.access.world import MISSING, MISSING_KEYS, World, people

OURS = ("structure", "people", "jobs", "notices", "companies", "coaching", "signals", "funding")
ROLES = sorted(oracle.EVERYBODY | oracle.NOT_LOGGED_IN)
UNCOUNTED = {"AuditEvent"}
PLAIN_METHODS = ("get", "post")
RARER_METHODS = ("head", "put", "patch", "delete", "options")


@dataclass(frozen=True)
class Route:
    """What a route is, in the policy's words.

    doors: roles that may come in at all. args: converter name to kind of object. writes: the route changes the object,
    so CHANGES counts and not only SEES. post_only: GET is refused. body: a valid form for the object of the address,
    and for the object that the form itself names; named: the kind of that object, and which of them are tried. A form
    that names what the role may not change must change nothing. query: added to the address. open_to_all: no login.

    Routes without a body are posted to with an empty form: that says who comes in, not what a full form may name.
    """

    doors: frozenset[str] = oracle.EVERYBODY
    args: dict[str, str] = field(default_factory=dict)
    writes: bool = False
    post_only: bool = False
    body: Callable[[World, Any, Any], dict[str, Any]] | None = None
    named: tuple[str, tuple[str, ...]] | None = None
    query: Callable[[World], str] | None = None
    open_to_all: bool = False
    shows: tuple[str, ...] = ()  # kinds whose canary words an allowed GET must contain: the positive control
    plain: dict[str, Any] = field(default_factory=dict)  # arguments that are no objects
    nothing_there: bool = False  # the plain arguments name something that does not exist: 404 or 410 is right


def routes(resolver: URLResolver | None = None) -> Iterator[str]:
    """Every route name that the site has; an unnamed one gets its pattern as name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name or f"<unnamed {entry.pattern}>"


WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


class Writes:
    """Notes which of our tables are written to; sessions, and the audit's own rows, are not counted."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.ours = {
            model._meta.db_table
            for label in OURS
            for model in apps.get_app_config(label).get_models()
            if model.__name__ not in UNCOUNTED
        }

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.tables |= {table for table in WRITE.findall(sql) if table in self.ours}
        return execute(sql, params, many, context)


STRONGER = re.compile(r"</?strong>")  # a search shows a part of a word so: the word is told all the same


def text_of(response: HttpResponse) -> str:
    """Everything that the answer tells: headers, HTML, every part of a spreadsheet, the text of a PDF."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    said = [f"{name}: {value}" for name, value in response.headers.items()]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said += [archive.read(part).decode("utf-8", "replace") for part in archive.namelist()]
    elif content[:5] == b"%PDF-":
        said.append(
            subprocess.run(  # what is no PDF is searched as it is
                ["pdftotext", "-", "-"], input=content, capture_output=True
            ).stdout.decode()
        )
    said.append(STRONGER.sub("", content.decode("utf-8", "replace")))
    return "\n".join(said)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Refusals by the thousand are what is asked for here: they leave no line and no traceback in the log."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


FORM = "form"  # in a cell's arguments: the object that the posted form names
CANARY = re.compile(r"KAN[a-z]+(?:_[a-z]+)*|kancontact[a-z]+@")


Cell = tuple[str, str, dict[str, str], str, set[str]]  # role, route, objects, method, words that must not be told


class Matrix:
    """All cells for one world; `faults` lists what is wrong in words."""

    def __init__(self, world: World, policy: dict[str, Route]) -> None:
        self.world, self.policy = world, policy
        self.places = {name: place for place, name in enumerate(sorted(policy))}
        self.faults: list[str] = []
        self.cells = 0
        self.changed: set[str] = set()  # routes where a posted form left a trace: the positive control of bodies
        self.clients: dict[str, tuple[Client, str]] = {}  # with their cookies as they were after the login

    def client(self, role: str) -> Client:
        """Somebody who has logged in, and nothing else since."""
        if role not in self.clients:
            client = Client(raise_request_exception=False)
            if role != "anonymous":
                client.force_login(people(self.world)[role])
                client.get(reverse("healthz"))  # the session notes when it began, here and not anew in each cell
            self.clients[role] = client, client.cookies.output(header="", sep=";")
        client, cookies = self.clients[role]
        client.cookies.clear()  # an earlier cell may have logged out, or been given a language
        client.cookies.load(cookies)
        return client

    def allowed_words(self, role: str) -> set[str]:
        """Canary words that a role may ever receive."""
        return {
            word
            for (kind, name), words in self.world.canaries.items()
            if name in (oracle.sees(role, kind) if role not in oracle.NOT_LOGGED_IN else set())
            for word in words
        }

    def forbidden_words(self, role: str) -> set[str]:
        """Canary words that a role may never receive."""
        return {word for words in self.world.canaries.values() for word in words} - self.allowed_words(role)

    def run(self, cells: Iterable[Cell]) -> None:
        """All these cells."""
        with quiet():
            for cell in cells:
                self.cell(*cell)

    def first_red(self, cells: Iterable[Cell]) -> Cell | None:
        """The first of these cells that is faulty; nothing after it is asked."""
        self.faults = []
        with quiet():
            for cell in cells:
                self.cell(*cell)
                if self.faults:
                    return cell
        return None

    def plain_cells(self, roles: list[str], names: Iterable[str]) -> Iterator[Cell]:
        """GET and POST: every combination of these roles and routes with objects.

        A shut door is tried with one object that exists and one that does not: it is asked before any object is looked
        for (programme/people/access.py). Which one exists changes from role to role and route to route.
        """
        for role in roles:
            forbidden = self.forbidden_words(role)
            for name in names:
                route = self.policy[name]
                combinations = list(self.arguments(route))
                bodies = list(route.named[1]) if route.named else []
                if self.is_shut(role, route):
                    turn = ROLES.index(role) + self.places[name]
                    *there, missing = combinations
                    combinations = [there[turn % len(there)], missing] if there else [missing]
                    bodies = bodies[turn % len(bodies) :][:1] if bodies else []
                for arguments in combinations:
                    yield role, name, arguments, "get", forbidden
                for arguments in combinations:
                    for posted in [{**arguments, FORM: short} for short in bodies] or [arguments]:
                        yield role, name, posted, "post", forbidden

    def rarer_cells(self, roles: list[str], method: str) -> Iterator[Cell]:
        """A method that no view asks for: each route once for each answer that the policy knows, by one role.

        No view tells such a method from GET (tests/conventions/test_source.py), and the door is the same code for
        all. So one cell an answer is enough; which role asks changes from route to route and method to method.
        """
        turn = RARER_METHODS.index(method)
        for name, place in self.places.items():
            route = self.policy[name]
            alike: dict[tuple[bool, int | str | None, bool], list[tuple[str, dict[str, str]]]] = {}
            for role in roles:
                for arguments in self.arguments(route):
                    answer = self.denial(role, route, arguments, method)
                    missing = answer == 404 and "missing" in arguments.values()
                    alike.setdefault((role in route.doors, answer, missing), []).append((role, arguments))
            for those in alike.values():
                role, arguments = those[(place + len(those) * turn // len(RARER_METHODS)) % len(those)]
                yield role, name, arguments, method, self.forbidden_words(role)

    def is_shut(self, role: str, route: Route) -> bool:
        """The role may not come in, whatever the object."""
        return not route.open_to_all and (role in oracle.NOT_LOGGED_IN or role not in route.doors)

    def arguments(self, route: Route) -> Iterator[dict[str, str]]:
        """Every combination of objects for the route's converters, and one that does not exist."""
        combinations: list[dict[str, str]] = [{}]
        for converter, kind in route.args.items():
            known = [*self.world.objects[kind], "missing"]
            combinations = [{**c, converter: name} for c in combinations for name in known]
        yield from combinations

    def cell(self, role: str, name: str, arguments: dict[str, str], method: str, forbidden: set[str]) -> None:
        """Ask once, inside a transaction that is rolled back, and compare with the policy."""
        self.cells += 1
        route = self.policy[name]
        rows = {c: self.world.objects[kind].get(arguments[c]) for c, kind in route.args.items()}
        keys = {c: row.pk if row else MISSING_KEYS.get(route.args[c], MISSING) for c, row in rows.items()}
        address = reverse(name, kwargs={**keys, **self.plain(route, rows)}) + (
            route.query(self.world) if route.query else ""
        )
        body = self.body(route, rows, arguments) if method == "post" else {}
        client = self.client(role)
        writes = Writes()
        with transaction.atomic():
            ask = getattr(client, method)
            with connection.execute_wrapper(writes):
                response = ask(address, body) if method == "post" else ask(address)
            said = text_of(response)
            transaction.set_rollback(True)
        where = f"{role} {method.upper()} {name} {arguments or ''}: {response.status_code}"
        self.judge(role, route, arguments, method, response, said, changed=bool(writes.tables), where=where)
        if body and writes.tables:
            self.changed.add(name)
        leaked = forbidden & set(CANARY.findall(said))
        if leaked:
            self.faults.append(f"LEAK {where} told {sorted(leaked)}")

    def body(self, route: Route, rows: dict[str, Any], arguments: dict[str, str]) -> dict[str, Any]:
        """The form to post; empty where the route has none, or the object of the address does not exist."""
        target = next(iter(rows.values()), None)
        if route.body is None or (rows and target is None):
            return {}
        named = self.world.objects[route.named[0]][arguments[FORM]] if route.named else None
        return route.body(self.world, target, named)

    def plain(self, route: Route, rows: dict[str, Any]) -> dict[str, Any]:
        """Arguments that are no objects; a function is asked with the world and the row."""
        row = next(iter(rows.values()), None)
        return {name: value(self.world, row) if callable(value) else value for name, value in route.plain.items()}

    def judge(
        self, role: str, route: Route, arguments: dict[str, str], method: str, response: HttpResponse, said: str,
        *, changed: bool, where: str,
    ) -> None:  # fmt: skip
        """Compare status and effect with what the policy says."""
        status = response.status_code
        if status >= 500:
            self.faults.append(f"CRASH {where}")
            return
        denial = self.denial(role, route, arguments, method)
        if not denial and route.writes and self.is_released(route, arguments):
            if changed or status not in {302, 404, 405, 422}:
                self.faults.append(f"RELEASED REPORT CHANGED {where}")
            return
        foreign = self.is_foreign(role, route, arguments)
        if changed and (denial or foreign or method in {"get", "head", "options"}):
            self.faults.append(f"CHANGED {where}")
        if denial == "login":
            if status not in {302, 403, 405} or (
                status == 302 and "/accounts/login/" not in response.headers["Location"]
            ):
                self.faults.append(f"NOT SENT TO LOGIN {where}")
        elif denial and status not in {denial, 405}:
            self.faults.append(f"NOT {denial} {where}")
        elif not denial and method in {"get", "post"} and not (foreign and status in {403, 404}):
            self.granted(role, route, arguments, method, status, said, where)

    def is_released(self, route: Route, arguments: dict[str, str]) -> bool:
        """A released report never changes, whoever asks."""
        return any(kind == "report" and arguments[c].endswith("_released") for c, kind in route.args.items())

    def is_foreign(self, role: str, route: Route, arguments: dict[str, str]) -> bool:
        """True when the posted form names something that the role may not change."""
        return bool(route.named and FORM in arguments) and arguments[FORM] not in oracle.changes(role, route.named[0])

    def granted(
        self, role: str, route: Route, arguments: dict[str, str], method: str, status: int, said: str, where: str
    ) -> None:
        """An allowed cell must really work, or a blank page would pass."""
        if method == "get" and route.post_only:
            if status != 405:
                self.faults.append(f"GET NOT REFUSED {where}")
            return
        if route.nothing_there:
            if status not in {302, 404, 405, 410}:
                self.faults.append(f"SOMETHING THERE {where}")
            return
        good = {200, 302} if method == "get" else {200, 302, 204, 400, 405, 409, 422}
        if status not in good:
            self.faults.append(f"NOT GRANTED {where}")
        if method == "get" and status == 200:
            for kind in route.shows:
                names = set(arguments.values()) if route.args else oracle.sees(role, kind)
                for name in names & oracle.sees(role, kind):
                    lacking = [w for w in self.world.canaries.get((kind, name), set()) if w not in said]
                    if lacking and len(lacking) == len(self.world.canaries[(kind, name)]):
                        self.faults.append(f"BLANK {where} lacks {lacking}")

    def denial(self, role: str, route: Route, arguments: dict[str, str], method: str) -> int | str | None:
        """What the policy says: "login", 403, 404, or None when it may."""
        if route.open_to_all:
            return None
        if self.is_shut(role, route):
            return "login" if role in oracle.NOT_LOGGED_IN else 403
        for converter, kind in route.args.items():
            if arguments[converter] not in oracle.sees(role, kind):
                return 404
        if route.writes:
            for converter, kind in route.args.items():
                if arguments[converter] not in oracle.changes(role, kind):
                    return 403
        return None
