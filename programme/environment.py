"""Reads settings from the environment; a missing or dangerous value stops the start with one line."""

import os
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit


def refuse(reason: str) -> NoReturn:
    """Stop the start with one line that says how to mend it."""
    raise SystemExit(f"Lyftportalen does not start: {reason}")


def text(name: str, default: str = "") -> str:
    """Value of `name`, or of the file that `name`_FILE points at (container secrets)."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            refuse(f"{name}_FILE cannot be read ({error}).")
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and empty."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    refuse(f"{name} is {value!r}; write 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number of zero or more."""
    value = text(name, str(default))
    if not value.isdecimal():
        refuse(f"{name} is {value!r}; write a whole number.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, object]:
    """Django's database settings for `sqlite:///path` or `postgres://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        # Our statements take milliseconds; compiling one to machine code first (JIT) takes hundreds. All that they
        # read lies in memory or on a solid-state disk, where a page out of turn costs no more than the next one.
        ours = {"connect_timeout": 3, "options": "-c jit=off -c random_page_cost=1.1"}
        options: dict[str, object] = {**ours, **dict(parse_qsl(parts.query))}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    refuse(f"DATABASE_URL begins with {parts.scheme!r}; use sqlite:/// or postgres://.")


def email(url: str) -> dict[str, object]:
    """Mail settings for `smtp://`, `smtps://` (TLS from the first byte), `smtp+tls://` (STARTTLS) or `file:///folder`."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "programme.notices.mail_files.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme in {"smtp", "smtps", "smtp+tls"}:
        return {
            "EMAIL_BACKEND": "programme.notices.mail_server.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        }
    refuse(f"EMAIL_URL begins with {parts.scheme!r}; use smtp://, smtps://, smtp+tls:// or file:///.")
