"""Our static files, as the processes that render know them: nothing else can be read by a page or its sheets."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

BASE = "https://static.invalid/"  # as in weasy.py: where our static files seem to lie
FONTS = ("vendor/inter.ttf",)


def static_path(name: str) -> str:
    """Where a static file of ours lies. Raises LookupError when it is missing."""
    found = finders.find(name)
    if found is None:
        collected = Path(settings.STATIC_ROOT) / name
        if not collected.is_file():
            raise LookupError(f"static file {name} is missing; run the command vendor_static")
        found = str(collected)
    return str(found)


def sheets(names: Sequence[str]) -> dict[str, str]:
    """Style sheets by address, in the order of the cascade. Raises LookupError when one is missing."""
    return {BASE + name: Path(static_path(name)).read_text(encoding="utf-8") for name in names}


def files(names: Sequence[str]) -> dict[str, str]:
    """Paths by address. Raises LookupError when one is missing."""
    return {BASE + name: static_path(name) for name in names}
