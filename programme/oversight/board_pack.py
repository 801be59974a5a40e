"""The board pack: the director's home page on paper, with her comments. The same numbers, each leading to its rows.

A job makes it. Its file is the owner's alone, as long as she may see the page itself, and is kept for KEPT_DAYS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from programme.common.dates import Period
from programme.common.figures import Scope
from programme.common.forms import TextField
from programme.common.pdf import Pdf, PdfRefused, render_pdf
from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.jobs.running import JobRefused, Progress
from programme.oversight.dashboards.director import DirectorPage, director_page
from programme.oversight.map_told import CountyPicture, pictures_by_municipality
from programme.people.audit import record
from programme.people.models import User
from programme.people.roles import Permission

KIND = "board-pack"
KEPT_DAYS = 30
LONGEST = 2_000
PARTS: dict[str, str | Promise] = {
    "summary": gettext_lazy("In short"),
    "lift": gettext_lazy("The lift"),
    "signals": gettext_lazy("Needs a decision"),
    "targets": gettext_lazy("Targets and forecast"),
    "regions": gettext_lazy("The regions"),
    "spots": gettext_lazy("White spots"),
}


class BoardPackForm(forms.Form):
    """A comment for each part; all may be empty."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        for key, label in PARTS.items():
            self.fields[key] = TextField(label=label, max_length=LONGEST, rows=3, required=False)


@dataclass(frozen=True)
class BoardPack:
    """What the paper says: the page of a day, and a comment for each part."""

    page: DirectorPage
    comments: Mapping[str, str]
    on: date
    by: str
    maps: Sequence[CountyPicture] = ()

    @property
    def where(self) -> str:
        """The regions that the page was narrowed to; empty for the whole country."""
        regions = self.page.chosen_regions
        return ", ".join(str(one) for one in self.page.regions_to_choose if one.pk in regions) if regions else ""


def board_paper(pack: BoardPack) -> Pdf:
    """The pack as an accessible PDF. Raises PdfRefused."""
    title = _("Board pack, %(day)s") % {"day": pack.on.isoformat()}
    told = {
        "pack": pack,
        "page": pack.page,
        "n": pack.page.numbers,
        "parts": PARTS,
        "title": title,
        "base": settings.SITE_URL,
        "language": get_language() or "sv",
    }
    html = render_to_string("reports/board_pack.html", told)
    return render_pdf(html, stylesheets=["css/report.css", "css/board_pack.css"], title=title)


def ask_for_pack(
    *, by: User, programme: int | None, regions: Sequence[int], on: date, comments: Mapping[str, str], language: str
) -> Job:
    """Let a job make the pack, of the programme, the regions and the day that the page showed."""
    arguments = {
        "programme": programme,
        "regions": sorted(regions),
        "on": on.isoformat(),
        "comments": dict(comments),
        "language": language,
        "file": f"board-packs/{uuid4().hex}.pdf",
    }
    return enqueue(by=by, kind=KIND, title=_("Board pack"), arguments=arguments, steps=2)


def make_pack(job: Job, progress: Progress) -> str:
    """Count, draw, keep; and remove packs that were kept long enough. Raises JobRefused."""
    told = job.arguments
    on = date.fromisoformat(told["on"])
    if not job.owner.may(Permission.SEE_OVERSIGHT):
        raise JobRefused(_("You may no longer see the overview."))
    with translation.override(told["language"]):
        progress.step(_("The numbers"))
        regions = frozenset(told["regions"])
        page = director_page(job.owner, programme=told["programme"], regions=regions, today=on)
        maps = pictures_of_region(page, by=job.owner, on=on) if len(regions) == 1 else []
        progress.step(_("The paper"))
        try:
            paper = board_paper(BoardPack(page, told["comments"], on, str(job.owner), maps))
        except PdfRefused as refused:
            raise JobRefused(str(refused)) from None
    _remove_old()
    default_storage.delete(told["file"])  # of an attempt that was cut off
    default_storage.save(told["file"], ContentFile(paper.content))
    return reverse("board-pack-done", args=[job.pk])


def pictures_of_region(page: DirectorPage, *, by: User, on: date) -> list[CountyPicture]:
    """The municipalities of the counties of the one region that the page is narrowed to."""
    scope = Scope(
        viewer=by,
        period=Period(on, on),
        as_of=on,
        programme=page.programme.pk if page.programme else None,
        regions=page.chosen_regions,
    )
    return pictures_by_municipality(scope)


def _remove_old() -> None:
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    for job in Job.objects.filter(kind=KIND, finished_at__lt=before):
        default_storage.delete(job.arguments["file"])


def kept_pack(job: Job) -> bytes | None:
    """The file of a job that is done; None when it is not kept any more."""
    if job.state != Job.State.DONE or not default_storage.exists(job.arguments["file"]):
        return None
    with default_storage.open(job.arguments["file"]) as file:
        return bytes(file.read())


def take_pack(job: Job, *, by: User) -> bytes | None:
    """The file, with a note that it left the house; None when it is not kept any more."""
    content = kept_pack(job)
    if content is not None:
        record("board-pack-taken", job, by=by)
    return content
