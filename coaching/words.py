"""Small numbers as words, for sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from programme.common.numbers import as_text

WORDS = (
    gettext_noop("two"),
    gettext_noop("three"),
    gettext_noop("four"),
    gettext_noop("five"),
    gettext_noop("six"),
    gettext_noop("seven"),
    gettext_noop("eight"),
    gettext_noop("nine"),
    gettext_noop("ten"),
    gettext_noop("eleven"),
    gettext_noop("twelve"),
)


def in_words(count: int) -> str:
    """Two to twelve as a word, others in figures. One has a gender in Swedish, so sentences spell it out themselves."""
    return _(WORDS[count - 2]) if 2 <= count < len(WORDS) + 2 else as_text(count)
