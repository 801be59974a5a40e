"""Numbers as Swedes write them: `1 234,5`. Figures are exact (int, Decimal); only display rounds."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.formats import number_format

NBSP = "\xa0"


def parse_decimal(text: str) -> Decimal:
    """`1 234,5`, `1234.5` and full-width digits as a Decimal.

    Raises ValueError with `ambiguous` when both comma and point are used, or `number` when it is none.
    """
    compact = "".join(text.split()).replace("\u2212", "-")
    if "," in compact and "." in compact:
        raise ValueError("ambiguous")
    try:
        value = Decimal(compact.replace(",", "."))
    except InvalidOperation:
        raise ValueError("number") from None
    if not value.is_finite():
        raise ValueError("number")
    return value


def as_text(value: int | Decimal | None, places: int = 0) -> str:
    """A number for people in the active language, e.g. `1 234,5`; a dash for None. Trailing zeros are kept out."""
    if value is None:
        return "–"
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        return number_format(int(rounded), decimal_pos=0, use_l10n=True, force_grouping=True)
    return number_format(rounded.normalize(), use_l10n=True, force_grouping=True)


def hours(minutes: int | None) -> str:
    """Minutes as hours for people, at most one decimal: 95 -> `1,6`."""
    return as_text(None if minutes is None else Decimal(minutes) / 60, places=1)


def as_kronor(ore: int) -> Decimal:
    """Whole öre as SEK, exact: 12345 -> 123.45."""
    return Decimal(ore).scaleb(-2)


def kronor(amount: Decimal | int) -> str:
    """An amount in SEK as `4 717 448 kr`."""
    return as_text(amount, places=2) + NBSP + "kr"


def thousands(amount: Decimal | int) -> str:
    """An amount in SEK as thousands: `7 000 tkr`."""
    return as_text(Decimal(amount) / 1000) + NBSP + "tkr"
