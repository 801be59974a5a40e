"""Words as people write them: parts, any order, any case; and what is shown of a text in which they were found."""

import pytest

from companies.models import Company
from programme.common.searching import excerpt, has_words, parts_of
from tests.cast import Cast, company


@pytest.mark.parametrize(
    "words", ["ångfors", "ÅNGFORS", "Ångf", "mekaniska ångfors", "ÖVRE", "övre ÅNG mek", "50%", "a_b", "(övre)"]
)
def test_words_are_found_in_any_case_and_order(cast: Cast, words: str) -> None:
    company(700, "Ångfors Mekaniska (Övre) 50% a_b AB", cast.mellersta, "2280")

    assert [row.name for row in Company.objects.filter(has_words(words, "name"))] == [
        "Ångfors Mekaniska (Övre) 50% a_b AB"
    ]


@pytest.mark.parametrize("words", ["angfors", "ångfors norr", "ovre", "5_%", "aXb", ".*"])
def test_other_letters_are_other_words(cast: Cast, words: str) -> None:
    company(700, "Ångfors Mekaniska (Övre) 50% a_b AB", cast.mellersta, "2280")

    assert not Company.objects.filter(has_words(words, "name")).exists()


def test_each_word_may_stand_in_another_column(cast: Cast) -> None:
    row = company(700, "Ångfors AB", cast.mellersta, "2280")
    Company.objects.filter(pk=row.pk).update(address="Älvvägen 3")

    assert Company.objects.filter(has_words("älvvägen ångfors", "name", "address")).get() == row
    assert not Company.objects.filter(has_words("älvvägen skogen", "name", "address")).exists()


def test_excerpt_begins_before_the_word_and_says_what_is_cut() -> None:
    text = "Vi gick igenom flödet från gjutning till packning och ritade en karta.\n\n" * 3 + "Ställtid på fräsen 40."

    shown = excerpt(text, "STÄLLTID", length=80)

    assert shown.startswith("… ") and "Ställtid på fräsen" in shown and "\n" not in shown
    assert excerpt("Kort text.", "text") == "Kort text."
    assert excerpt(text, "gick", length=30) == "Vi gick igenom flödet från …"


def test_parts_are_the_text_with_the_words_apart() -> None:
    assert parts_of("Ställtid på fräsen", "FRÄS ställ") == [
        ("Ställ", True), ("tid på ", False), ("fräs", True), ("en", False),
    ]  # fmt: skip
    assert parts_of("a.b", ".") == [("a", False), (".", True), ("b", False)]
    assert parts_of("", "x") == []
