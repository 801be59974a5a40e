"""Template words of the house: numbers, status marks, addresses of lists."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from heroicons.templatetags.heroicons import heroicon_outline

from programme.common import numbers
from programme.common.charts.words import full_day
from programme.common.charts.words import short_day as day_of_month

register = template.Library()

# The status vocabulary (LOOK.md section 6): code -> our mark, colour class, word. Shape, colour and word go together.
STATUS: dict[str, tuple[str, str, Any]] = {
    "interested": ("intresse", "", _("Interested")),
    "contacted": ("intresse", "", _("Contacted")),
    "applied": ("intresse", "", _("Applied")),
    "admitted": ("kommande", "", _("Admitted")),
    "upcoming": ("kommande", "", _("Upcoming")),
    "planned": ("kommande", "", _("Planned")),
    "proposed": ("intresse", "", _("Proposed")),
    "held": ("klar", "l-ok", _("Held")),
    "cancelled": ("avhopp", "", _("Cancelled")),
    "no_show": ("efter", "l-warn", _("Did not come")),
    "not_logged": ("efter", "l-warn", _("Not logged")),
    "queued": ("kommande", "", _("Waiting")),
    "pending": ("kommande", "", _("To be sent")),
    "active": ("fas", "l-ok", _("Active")),
    "on_plan": ("fas", "l-ok", _("On plan")),
    "on_target": ("fas", "l-ok", _("On target")),
    "behind": ("efter", "l-warn", _("Behind plan")),
    "watch": ("efter", "l-warn", _("Watch")),
    "in_doubt": ("efter", "l-warn", _("In doubt")),
    "overdue": ("stopp", "l-bad", _("Overdue")),
    "act_now": ("stopp", "l-bad", _("Act now")),
    "will_miss": ("stopp", "l-bad", _("Will miss")),
    "failed": ("stopp", "l-bad", _("Failed")),
    "bounced": ("stopp", "l-bad", _("Refused by the receiver")),
    "paused": ("paus", "", _("Paused")),
    "completed": ("klar", "l-ok", _("Completed")),
    "done": ("klar", "l-ok", _("Done")),
    "sent": ("klar", "l-ok", _("Sent")),
    "withdrawn": ("avhopp", "", _("Withdrawn")),
    "draft": ("utkast", "", _("Draft")),
    "white_spot": ("vit", "", _("White spot")),
    "in_review": ("granskas", "", _("In review")),
    "running": ("granskas", "", _("Running")),
    "sending": ("granskas", "", _("Being sent")),
    "released": ("slappt", "l-ok", _("Released")),
    "corrected": ("slappt", "l-ok", _("Corrected")),
}


@register.filter
def short_day(value: Any) -> str:
    """`{{ day|short_day }}`: 22 nov 2026; in English 22 Nov 2026. A dash for no day."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return full_day(value) if isinstance(value, date) else "–"


@register.filter
def day_month(value: date) -> str:
    """`{{ day|day_month }}`: 22 nov; in English 22 Nov."""
    return day_of_month(timezone.localtime(value) if isinstance(value, datetime) else value)


@register.filter
def clock(moment: datetime) -> str:
    """`{{ planned.starts_at|clock }}`: 09.00; in English 09:00."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if (get_language() or "sv").startswith("en") else f"{local:%H.%M}"


@register.filter
def number(value: Any, places: int = 0) -> str:
    """`{{ value|number:1 }}`: 1 234,5."""
    return numbers.as_text(value, places) if isinstance(value, (int, Decimal)) else numbers.as_text(None)


@register.filter
def without_name(sentence: str, name: object) -> str:
    """`{{ notice.sentence|without_name:company }}`: what is said of it, on a page that has the name in its heading."""
    start = f"{name}: "
    if not name or not sentence.startswith(start):
        return sentence
    rest = sentence.removeprefix(start)
    return rest[:1].upper() + rest[1:]


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes as hours with at most one decimal."""
    return numbers.hours(minutes)


@register.filter
def kronor(amount: Decimal | int) -> str:
    """An amount in SEK."""
    return numbers.kronor(amount)


@register.filter
def initials(name: str) -> str:
    """At most two letters for an avatar: `Karin Lindmark` -> `KL`."""
    parts = name.split()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "–"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """`{{ mapping|get:key }}`, None where there is no such key."""
    return mapping.get(key)


@register.filter
def named(codes: Iterable[Any], names: dict[Any, Any]) -> list[Any]:
    """`{{ codes|named:names }}`: each code's name, the code itself where it has none."""
    return [names.get(code, code) for code in codes]


@register.filter
def qr_picture(drawn: str) -> SafeString:
    """The QR code of allauth as our own element: its data: address is refused by our CSP. Empty if it changed shape."""
    found = re.search(r'viewBox="([\d ]+)".*?<path d="([MHVLz\d,. ]+)"', drawn, re.DOTALL)
    if not found:
        return format_html("{}", "")
    return format_html('<svg viewBox="{}" aria-hidden="true"><path d="{}" fill="#000"/></svg>', *found.groups())


@register.simple_tag
def mark(name: str) -> SafeString:
    """One of our own status marks (static/img/marks.svg), always beside a word."""

    return format_html('<svg class="l-mk" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/marks.svg"), name)


@register.simple_tag
def status(code: str, word: str = "", *, pill: bool = False) -> SafeString:
    """`{% status enrolment.state %}`: mark, colour and word; `word` when another says more, `pill` on headings only.

    `now` and `today` are yellow, which means time and nothing else. A code we do not know is shown as it is.
    """
    if code in ("now", "today"):
        said = word or (_("Now") if code == "now" else _("Today"))
        return format_html('<span class="l-st l-pill l-nowp">{}</span>', said)
    shape, colour, usual = STATUS.get(str(code), ("kommande", "", code))
    classes = " ".join(filter(None, ["l-st", "l-pill" if pill else "", colour]))
    return format_html('<span class="{}">{}{}</span>', classes, mark(shape), word or usual)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """This page's query string with some parameters set, or taken out when None. Starts with `?`."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
@cache
def icon(name: str) -> str:
    """A Heroicon in outline, beside a word or in a control that has an aria-label. Drawn once: every page has many."""
    return str(heroicon_outline(name, size=None, **{"class": "l-ic", "aria-hidden": "true"}))
