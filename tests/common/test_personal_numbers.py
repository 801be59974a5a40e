"""What looks like a personal number is found, and what does not is let be."""

import pytest

from programme.common.personal_numbers import holds_personal_number


@pytest.mark.parametrize(
    "text",
    [
        "811218-9876", "Ring Eva, 19811218-9876.", "8112189876", "811218+9876", "811218 - 9876", "(811218–9876)",
        "2 personer: 811218-9876 och en till", "811278-9873",
    ],
)  # fmt: skip
def test_number_is_found(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "811218-9875", "559999-0503", "070-123 45 67", "811318-9876", "811232-9876", "2026-11-27 10:00",
        "0811218-98765", "order 8112189876543", "811218-987",
    ],
)  # fmt: skip
def test_number_is_not_seen_where_there_is_none(text: str) -> None:
    assert not holds_personal_number(text)
