"""Photos from a phone, drawn anew: upright, of a sensible size, and without what a camera hides in a file."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 2000  # pixels; a page of paper needs no more
MOST_PIXELS = 60_000_000  # phones have up to 50 million
QUALITY = 85


class BadPhoto(Exception):
    """The picture cannot be drawn."""


def drawn_anew(content: bytes) -> bytes:
    """The picture as a JPEG of at most 2000 pixels a side, without place, camera or any other hidden words.

    Raises BadPhoto when the content is no whole picture, or has too many pixels to be drawn.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPhoto
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", upright.size, "white")
            plain.paste(upright, mask=upright.getchannel("A") if "A" in upright.getbands() else None)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadPhoto from None
    kept = io.BytesIO()
    plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()
