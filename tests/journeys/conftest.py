"""Journeys: the portal as `make demo` starts it (web, worker, beat, demo world), and people in a real Chromium."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from programme.oversight.demo.accounts import PASSWORD
from tests.demo import demo_environment
from tests.journeys.phone import COACH, await_copy
from tests.journeys.reception import Reception, reception
from tests.packages import program
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 180
CHROMIUM_SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Portal:
    """A running portal: its address, its folder, and each role's logged-in state."""

    address: str
    folder: Path
    states: dict[str, dict] = field(default_factory=dict)


@pytest.fixture(scope="package")  # it is stopped after the last journey, since its sweeps cost the other tests time
def portal(demo_folder: Path) -> Iterator[Portal]:
    """The quick start on a free port with a demo world of its own; stopped by its process id."""
    folder = Path(tempfile.mkdtemp(prefix="lyft-journeys-"))
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    port = free_port()
    environment = {**demo_environment(folder), "PORT": str(port), "SWEEP_SECONDS": "5"}
    log = folder / "portal.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_portal"], cwd=ROOT, env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address, process, log)
        yield Portal(address, folder)
        if process.poll() is not None:
            raise RuntimeError(f"the portal stopped by itself:\n{log.read_text(errors='replace')[-3000:]}")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise RuntimeError(f"the portal did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without the parts that draw windows."""
    path = program("chromium-headless-shell")
    if path is None:
        raise RuntimeError("Chromium is missing. Run: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_SWITCHES)
        yield browser
        browser.close()


Visitor = Callable[..., Page]


@pytest.fixture
def visit(portal: Portal, chromium: Browser) -> Iterator[Visitor]:
    """`visit("director", language="en", width=360)`: a page of somebody who has logged in through the form.

    Asked again for the same person and screen, it is another page of the same browser. Whatever the browser refuses or
    complains of (CSP, missing files, script errors) fails the test at its end.
    """
    contexts: dict[tuple[object, ...], BrowserContext] = {}
    complaints: list[str] = []

    def _visit(
        account: str | None, *, language: str = "sv", width: int = 1440, height: int = 900, dark: bool = False
    ) -> Page:
        device = (account, width, height, dark)
        if device not in contexts:
            contexts[device] = chromium.new_context(
                base_url=portal.address, viewport={"width": width, "height": height}, locale="sv-SE",
                color_scheme="dark" if dark else "light", reduced_motion="reduce",
                storage_state=portal.states.get(account or ""),
            )  # fmt: skip
            contexts[device].set_default_timeout(15_000)
        page = contexts[device].new_page()
        page.on("console", lambda m: complaints.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: complaints.append(f"{page.url}: {e}"))
        page.goto("/")
        if account and not page.locator("form[action='/accounts/logout/']").count():  # the public page is open to all
            log_in(page, account)
            portal.states[account] = page.context.storage_state()
        speak(page, language)
        return page

    yield _visit
    for context in contexts.values():
        context.close()
    assert complaints == []


@pytest.fixture
def relay(portal: Portal) -> Iterator[Reception]:
    """Reception that the test can take away."""
    with reception(int(portal.address.rpartition(":")[2])) as relay:
        yield relay


@pytest.fixture
def phone(relay: Reception, chromium: Browser) -> Iterator[BrowserContext]:
    """A coach's phone, logged in, with the form's copy on it."""
    context = chromium.new_context(
        base_url=relay.address, viewport={"width": 360, "height": 740}, locale="sv-SE", timezone_id="Europe/Stockholm",
        has_touch=True, is_mobile=True, reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, COACH)
    await_copy(page)
    page.close()
    yield context
    context.close()


def log_in(page: Page, account: str) -> None:
    """Through the form, as a person does."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(f"{account}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], main form button").last.click()
    page.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))


def speak(page: Page, language: str) -> None:
    """Switch the language with the button in the top bar, when it is not the wanted one."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").first.click()
        page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == language
