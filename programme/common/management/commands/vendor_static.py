"""Copy the third-party files that the browser needs out of installed packages into static/vendor (git-ignored)."""

import importlib.metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from fontTools import subset

# Latin with the Nordic letters, punctuation, arrows and the no-break spaces that our numbers use.
LATIN = [
    *range(0x20, 0x17F),
    *range(0x2010, 0x2027),
    0x202F,
    0x2032,
    0x20AC,
    *range(0x2190, 0x2194),
    0x2212,
    0x2022,
]

FILES = ("bootstrap.min.css", "htmx.min.js", "inter.ttf", "inter.woff2")
PACKAGES = ("django-include-bootstrap", "django-htmx", "fontpkg-inter")
STAMP = "versions.txt"


def versions() -> str:
    """The installed versions that the copies are made from, a line each."""
    return "".join(f"{package} {importlib.metadata.version(package)}\n" for package in PACKAGES)


def is_current(folder: Path) -> bool:
    """True when every file is there and was copied from the versions that are installed now."""
    stamp = folder / STAMP
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != versions():
        return False
    return all((folder / name).exists() for name in FILES)


def package_file(package: str, ending: str) -> Path:
    """The file of an installed package whose path ends so. Raises LookupError when the package has none."""
    for file in importlib.metadata.files(package) or []:
        if str(file).endswith(ending):
            return Path(str(file.locate()))
    raise LookupError(f"{package} has no {ending}")


class Command(BaseCommand):
    """Bootstrap's style sheet, htmx, and Inter as woff2 for the web and ttf for paper."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-changed", action="store_true", help="do nothing when the copies are current")

    def handle(self, *args: Any, if_changed: bool = False, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "static" / "vendor"
        if if_changed and is_current(folder):
            return
        folder.mkdir(parents=True, exist_ok=True)
        bootstrap = package_file("django-include-bootstrap", "css/bootstrap.min.css").read_text(encoding="utf-8")
        (folder / "bootstrap.min.css").write_text(bootstrap.split("/*# sourceMappingURL")[0], encoding="utf-8")
        (folder / "htmx.min.js").write_bytes(package_file("django-htmx", "htmx-2.min.js").read_bytes())
        font = package_file("fontpkg-inter", "Inter[opsz,wght].ttf")
        (folder / "inter.ttf").write_bytes(font.read_bytes())
        self._web_font(font, folder / "inter.woff2")
        (folder / STAMP).write_text(versions(), encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write(f"static/vendor: {', '.join(sorted(file.name for file in folder.iterdir()))}")

    def _web_font(self, source: Path, target: Path) -> None:
        options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
        font = subset.load_font(str(source), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=LATIN)
        cutter.subset(font)
        subset.save_font(font, str(target), options)
