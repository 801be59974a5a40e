"""What no template may hold: inline code, markup trusted blindly, things loaded from elsewhere, rules about roles."""

import re

import pytest

from tests.conventions.sources import templates

LONGEST = 150  # lines
# Longer ones, and why each may be.
LONG: dict[str, str] = {}
FORBIDDEN = {
    "a script with content": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>"),
    "a style element": re.compile(r"<style\b"),
    "a style attribute": re.compile(r"<[^>]*\sstyle="),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+="),
    "text marked as safe": re.compile(r"\|\s*(safe|safeseq)\b|autoescape\s+off"),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something loaded from elsewhere": re.compile(
        r"<(?:script|img|link|iframe|source|object|embed)\b[^>]*(?:src|href)=[\"'](?:https?:)?//"
    ),
    "a rule about roles": re.compile(
        r"\{%\s*(?:el)?if\b[^%]*\b(?:rights|is_staff|is_superuser|perms|user\.(?:may|role\w*|has\w*))\b"
    ),
}
# Mails are read outside our pages, where a style sheet of ours does not reach.
MAILS = "templates/emails/"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_template_holds_none_of(what: str) -> None:
    found = [
        f"{path}: {match[0][:80]}"
        for path, text in templates().items()
        if path.endswith(".html")
        for match in FORBIDDEN[what].finditer(text)
        if not (path.startswith(MAILS) and what == "a style attribute")
    ]

    assert found == []


def test_template_over_the_limit_is_cut() -> None:
    long = {path for path, text in templates().items() if len(text.splitlines()) > LONGEST}

    assert long == set(LONG)


def test_every_way_out_asks_about_what_waits_on_the_phone() -> None:
    before_login = "templates/mfa/authenticate.html"  # nobody is logged in yet
    out = re.compile(r"<form\b[^>]*account_logout[^>]*>")
    found = {path: out.findall(text) for path, text in templates().items() if path != before_login}

    assert sum(map(len, found.values())) > 2
    assert [path for path, forms in found.items() if any("data-forget" not in one for one in forms)] == []


def test_template_rules_find_planted_holes() -> None:
    planted = {
        "a script with content": "<script>alert(1)</script>",
        "a style element": "<style>p{}</style>",
        "a style attribute": '<p class="a" style="x">',
        "an event attribute": '<p onclick="x">',
        "text marked as safe": "{{ note|safe }}",
        "a javascript: address": '<a href="JavaScript:x">',
        "something loaded from elsewhere": '<img alt="" src="//elsewhere.example/a.png">',
        "a rule about roles": "{% if user.rights.director %}",
    }

    assert {what: bool(FORBIDDEN[what].search(text)) for what, text in planted.items()} == dict.fromkeys(
        FORBIDDEN, True
    )
