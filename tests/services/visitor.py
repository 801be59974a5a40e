"""A browser's worth of HTTP: cookies, forms with their hidden fields, the headers that a TLS proxy adds."""

import http.client
import urllib.parse
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Page:
    """One answer."""

    status: int
    path: str
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")


class _Fields(HTMLParser):
    """Names and values of a page's form fields, as a browser would post them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given.get("value", "")
        elif tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in given:
                return
            self.values[given["name"]] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


class Visitor:
    """Somebody at a browser, behind a proxy that ends TLS."""

    def __init__(self, port: int, host: str) -> None:
        self.port, self.host = port, host
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        """Open a page, following redirects on this site."""
        return self._ask("GET", path, None)

    def submit(self, page: Page, values: dict[str, str], *, path: str = "") -> Page:
        """Post a page's fields with these values put in, to the page itself or to `path`."""
        fields = _Fields()
        fields.feed(page.text)
        return self._ask("POST", path or page.path, urllib.parse.urlencode({**fields.values, **values}))

    def _ask(self, method: str, path: str, body: str | None, hops: int = 5) -> Page:
        headers = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{self.host}{path}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=35)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = Page(answer.status, path, answer.headers, answer.read())
        finally:
            connection.close()
        for line in page.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        target = page.headers.get("Location")
        if page.status in {301, 302, 303} and target and hops:
            return self._ask("GET", urllib.parse.urljoin(path, target), None, hops - 1)
        return page
