"""The only module that imports WeasyPrint (TRUST.md T9): lays pages out, with nothing to read but the files given."""

import mimetypes
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

BASE = "https://static.invalid/"  # reserved name: no such host can exist


class OnlyOurFiles(URLFetcher):  # type: ignore[misc]
    """Hands out the named files and refuses every other address: http, file, data, and what comes after 70.0."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = self._files.get(url)
        if path is None:
            raise ValueError("not one of our files")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


class Printer:
    """Style sheets and fonts, read once, for one page or for many."""

    def __init__(self, sheets: dict[str, str], files: dict[str, str]) -> None:
        """sheets: address to CSS, in the order of the cascade; files: address to path."""
        self.fonts, self.fetcher = FontConfiguration(), OnlyOurFiles(files)
        self.sheets = [
            CSS(string=css, base_url=address, url_fetcher=self.fetcher, font_config=self.fonts)
            for address, css in sheets.items()
        ]

    def lay_out(self, html: str, **options: Any) -> Any:
        """The laid out document (weasyprint.Document) of a whole HTML page."""
        page = HTML(string=html, base_url=BASE, url_fetcher=self.fetcher)
        return page.render(stylesheets=self.sheets, font_config=self.fonts, pdf_tags=True, **options)
