"""Template words of the house: numbers, status marks, addresses of lists."""

from decimal import Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_outline

from programme.common import numbers

register = template.Library()


@register.filter
def number(value: Any, places: int = 0) -> str:
    """`{{ value|number:1 }}`: 1 234,5."""
    return numbers.as_text(value, places) if isinstance(value, (int, Decimal)) else numbers.as_text(None)


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


@register.simple_tag
def mark(name: str) -> SafeString:
    """One of our own status marks (static/img/marks.svg), always beside a word."""

    return format_html('<svg class="l-mk" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/marks.svg"), name)


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
def icon(name: str) -> str:
    """A Heroicon in outline, beside a word or in a control that has an aria-label."""
    return str(heroicon_outline(name, size=None, **{"class": "l-ic", "aria-hidden": "true"}))
