"""Bad input of TRUST.md section 5: a clear word or a clean value."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from programme.common.forms import DayField, DecimalField, LineField, TextField, WholeNumberField
from programme.common.numbers import as_text, hours, kronor, thousands
from programme.common.templatetags.lyft import without_name
from programme.common.text import names_in_line

NBSP = "\xa0"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Norrskena   Mekanik \r\n AB ", "Norrskena Mekanik AB"),
        ("Nor\x0brskena", "Norrskena"),
        ("abc\u202edef", "abcdef"),
        ("Norr\u200bskena", "Norrskena"),
        ("A\u030alén", "Ålén"),
        ("<svg/onload=alert(1)>", "<svg/onload=alert(1)>"),
        ("{{7*7}}{% debug %}", "{{7*7}}{% debug %}"),
        ("👍🏽", "👍🏽"),
        ("\ud800x", "x"),
    ],
)
def test_line_keeps_what_is_meant(typed: str, kept: str) -> None:
    assert LineField().clean(typed) == kept


def test_line_refuses_too_much_and_nothing() -> None:
    with pytest.raises(ValidationError):
        LineField(max_length=200).clean("x" * 100_000)
    with pytest.raises(ValidationError):
        LineField().clean(" \u200b ")


def test_line_takes_nul_out_or_refuses_it() -> None:
    assert LineField().clean("a\x00b") == "ab"


def test_text_keeps_lines_and_refuses_a_megabyte() -> None:
    assert TextField().clean("a\r\nb\rc\x0b") == "a\nb\nc"
    with pytest.raises(ValidationError):
        TextField().clean("x" * 1_000_000)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1 000,50", "1000.50"), ("1000.50", "1000.50"), (f"1{NBSP}000", "1000"), ("１２３", "123"), ("−3", "-3")],
)
def test_decimal_reads_swedish_numbers(typed: str, value: str) -> None:
    assert DecimalField().clean(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1.000,50", "1,000.50"])
def test_decimal_with_comma_and_point_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DecimalField().clean(typed)
    assert refused.value.code == "ambiguous"


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "-inf", "sju", "0x10", "1e309x"])
def test_decimal_refuses_what_is_no_number(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DecimalField().clean(typed)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize("typed", ["2147483648", "-1", "0,5", "1e309", "99999999999999.99"])
def test_whole_number_refuses_out_of_range(typed: str) -> None:
    with pytest.raises(ValidationError):
        WholeNumberField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-1", "Write a number that is 0 or more."),
        ("366", "Write a number that is 365 or less."),
        ("0,5", "Write a whole number, without decimals."),
        ("1234567890123", "Write a number that is 365 or less."),
        ("sju", "Write a number, for example 1 234,5."),
    ],
)
def test_whole_number_says_what_to_write(typed: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WholeNumberField(max_value=365).clean(typed)
    with translation.override("en"):
        assert told in refused.value.messages


def test_amount_with_too_many_decimals_is_told_how_many() -> None:
    with pytest.raises(ValidationError) as refused:
        DecimalField(max_digits=6, decimal_places=2).clean("1,234")
    with translation.override("en"):
        assert refused.value.messages == ["Write at most 2 decimals."]


def test_whole_number_gives_int() -> None:
    assert WholeNumberField().clean("1 234") == 1234


@pytest.mark.parametrize("typed", ["2026-02-31", "2027-02-29", "0001-01-01", "9999-12-31", "03/04/2027", "45000"])
def test_day_refuses_what_is_no_day(typed: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(typed)


def test_day_reads_iso() -> None:
    assert DayField().clean("2028-02-29") == date(2028, 2, 29)


def test_numbers_in_swedish_and_english() -> None:
    with translation.override("sv"):
        assert as_text(Decimal("1234.5"), 1) == f"1{NBSP}234,5"
        assert as_text(12000) == f"12{NBSP}000"
        assert as_text(None) == "–"
        assert hours(95) == "1,6"
        assert kronor(4_717_448) == f"4{NBSP}717{NBSP}448{NBSP}kr"
        assert thousands(7_000_000) == f"7{NBSP}000{NBSP}tkr"
    with translation.override("en"):
        assert as_text(Decimal("1234.5"), 1) == f"1{NBSP}234.5"


def test_names_in_a_line_are_cut_to_a_number() -> None:
    assert names_in_line(["A", "B"]) == "A, B"
    assert names_in_line(["Aaaa", "Bbbb", "Cccc", "Dddd"], at_most=10) == "Aaaa, Bbbb +2"
    assert names_in_line(["A" * 200, "B"]) == "A" * 200 + " +1"
    assert names_in_line([]) == ""


def test_name_in_the_heading_is_not_said_again() -> None:
    assert without_name("Norrskena AB: etappen slutar", "Norrskena AB") == "Etappen slutar"
    assert without_name("Norrskena AB: Måla: dagen har kommit", "Norrskena AB") == "Måla: dagen har kommit"
    assert without_name("Andra AB: etappen slutar", "Norrskena AB") == "Andra AB: etappen slutar"
    assert without_name("etappen slutar", "") == "etappen slutar"
