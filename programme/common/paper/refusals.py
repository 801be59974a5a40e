"""Why a paper could not be made, in words for the person who asked."""

from django.utils.translation import gettext as _

TOO_MANY_PAGES, OUT_OF_MEMORY = 3, 4  # exit codes of the processes that render


class PdfRefused(Exception):
    """The file could not be made; says why in words for the person who asked."""


def too_slow(seconds: float) -> PdfRefused:
    """It took longer than it may."""
    return PdfRefused(_("The PDF took more than %(seconds)s seconds.") % {"seconds": int(seconds)})


def too_long(pages: int) -> PdfRefused:
    """It has more pages than it may."""
    return PdfRefused(_("The PDF has more than %(pages)s pages.") % {"pages": pages})


def broken(_code: int) -> PdfRefused:
    """Its process ended without an answer, for want of memory or because of something in the page."""
    return PdfRefused(_("The PDF could not be made."))
