"""Does a text hold something like a Swedish personal number? It may stand there for a reason, so we only ask.

Rule: six or eight digits of a day of birth, a hyphen, plus or nothing, four digits, the last of which is the Luhn check
digit of the ten; a coordination number has 60 added to the day (TRUST.md section 7, DOMAIN.md 4.1).
"""

import re

_LIKE_ONE = re.compile(
    r"(?<![\d-])(?:18|19|20)?(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]))\s?[-+–]?\s?(\d{4})(?![\d-])"
)


def holds_personal_number(text: str) -> bool:
    """True when somewhere in the text stands what could be one, check digit and all."""
    return any(_luhn(match[1] + match[2]) for match in _LIKE_ONE.finditer(text))


def _luhn(digits: str) -> bool:
    doubled = (int(one) * (2 - place % 2) for place, one in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
